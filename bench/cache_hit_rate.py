#!/usr/bin/env python3
"""What continuous ingestion costs the result cache: the same stream of questions twice, over a library at rest and over one
in which a document is added, changed or deleted several times a second. A server with an empty cache each time.

    bench/cache_hit_rate.py [--seconds 150] [--rate 40] [--changes 4]

Questions are drawn by Zipf's law from 300, as pupils ask them: few often, many seldom. Prints both hit rates.
"""
import argparse
import http.client
import itertools
import json
import pathlib
import random
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests" / "e2e"))
import edify  # noqa: E402
from timing_leak import ingest, sentence, write  # noqa: E402

BANK = "Knowledge Bank/kb/2025-2026"
PLACES = ("SOP/Administration", "Notices", BANK, *(f"{BANK}/grade{grade}" for grade in range(1, 13)))
CALLERS = (("student", "grade5"), ("student", "grade9"), ("teacher", "grade5,grade9"), ("admin", ""))
DISTINCT = 300


def stream(count):
    """(caller, question), the same at each call."""
    dice = random.Random(4)
    questions = [sentence(dice) for _ in range(DISTINCT)]
    weights = [1 / rank for rank in range(1, DISTINCT + 1)]
    return zip(dice.choices(range(len(CALLERS)), k=count), dice.choices(questions, weights, k=count))


def ask_all(server, tokens, options):
    """(questions, those answered from the cache), evenly over the time."""
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=60)
    begun, asked, hits = time.monotonic(), 0, 0
    for number, (caller, question) in enumerate(stream(options.seconds * options.rate)):
        time.sleep(max(0.0, begun + number / options.rate - time.monotonic()))
        connection.request("POST", "/query", json.dumps({"query": question}),
                           {"Authorization": f"Bearer {tokens[caller]}", "Content-Type": "application/json"})
        answer = connection.getresponse()
        content = json.loads(answer.read())
        assert answer.status == 200, content
        asked, hits = asked + 1, hits + content["cached"]
    return asked, hits


def change(school, stop, changes, made):
    """Of a hundred changes, 90 add a document, 7 replace one and 3 delete one: a library that is filled while it is used."""
    dice = random.Random(5)
    for number in itertools.count():
        if stop.wait(1 / changes):
            return
        texts = [each for each in school.rglob("*.txt")]
        target = dice.choice(texts)
        kind = dice.randrange(100)
        if kind < 3:
            target.unlink()
        else:
            if kind >= 10:
                target = school / dice.choice(PLACES) / f"new {number}.txt"
            target.write_text(" ".join(sentence(dice) for _ in range(6)) + "\n", encoding="utf-8")
        made.append(target)


def run(data, school, options, ingesting):
    tokens = [edify.token(data, role, grades) for role, grades in CALLERS]
    stop, made, watcher, changer = threading.Event(), [], None, None
    with edify.server(data) as server:
        if ingesting:
            watcher = subprocess.Popen([edify.PROGRAM, "--data", str(data), "ingest", str(school), "--watch"],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                       env={**edify.environment(), "EDIFY_INGEST_WATCH_INTERVAL": "1"})
            changer = threading.Thread(target=change, args=(school, stop, options.changes, made))
            changer.start()
        asked, hits = ask_all(server, tokens, options)
        stop.set()
        if ingesting:
            changer.join()
            watcher.terminate()
            watcher.wait(60)
    return hits / asked, len(made)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--seconds", type=int, default=150)
    arguments.add_argument("--rate", type=int, default=40, help="questions a second")
    arguments.add_argument("--changes", type=float, default=4, help="documents a second that come, change or go")
    options = arguments.parse_args()
    with edify.temporary_folder() as folder:
        write(folder / "school", PLACES, 600, random.Random(1))
        ingest(folder / "school", folder / "data")
        at_rest, _ = run(folder / "data", folder / "school", options, ingesting=False)
        moving, changes = run(folder / "data", folder / "school", options, ingesting=True)
    print(f"{options.seconds} s, {options.rate} questions a second of {DISTINCT} by {len(CALLERS)} callers; "
          f"{changes} changed documents")
    print(f"hit rate at rest {100 * at_rest:.1f} %, while ingesting {100 * moving:.1f} %: {100 * moving / at_rest:.1f} % of it")


if __name__ == "__main__":
    main()
