#!/usr/bin/env python3
"""Does the time of an answer tell whether hidden documents exist? Three servers are asked the same questions in turn, in
changing order, as a student: one over what the student may see, its twin (what two equal servers differ by), and one that
holds nine times as many documents beside it that the student may not see.

    bench/timing_leak.py [--visible 200] [--questions 1000]

Prints the medians of answers that are computed, remembered and refused, and how far they are apart.
"""
import argparse
import contextlib
import http.client
import json
import pathlib
import random
import shutil
import statistics
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests" / "e2e"))
import edify  # noqa: E402

NOUNS = ("river", "engine", "planet", "market", "castle", "forest", "island", "teacher", "garden", "bridge", "harbour",
         "library", "mountain", "kitchen", "village", "railway", "museum", "desert", "orchard", "festival")
VERBS = ("feeds", "crosses", "explains", "builds", "follows", "measures", "protects", "changes", "carries", "answers")
HIDDEN_BESIDE_ONE = 9
CHEAP_ROUNDS = 5  # of answers below a millisecond, whose medians are noisier


def sentence(dice):
    return f"The {dice.choice(NOUNS)} {dice.choice(VERBS)} the {dice.choice(NOUNS)} near the {dice.choice(NOUNS)}."


def write(folder, places, count, dice):
    for number in range(count):
        target = folder / places[number % len(places)] / f"{number}.txt"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(" ".join(sentence(dice) for _ in range(6)) + "\n", encoding="utf-8")


def ingest(school, data):
    done = edify.run("ingest", school, data=data, timeout=3600)
    assert done.returncode == 0, done.stderr.decode()


def prepare(folder, visible):
    """Data folders: visible alone, a copy of it, and one with hidden documents beside."""
    dice, school = random.Random(1), folder / "school"
    bank = "Knowledge Bank/kb/2025-2026"
    write(school, [f"{bank}/grade5", bank], visible, dice)
    ingest(school, folder / "alone")
    shutil.copytree(folder / "alone", folder / "twin")
    shutil.copytree(folder / "alone", folder / "beside")
    hidden = ["SOP/Administration", "Notices", *(f"{bank}/grade{grade}" for grade in (1, 2, 9, 12))]
    write(school, hidden, HIDDEN_BESIDE_ONE * visible, dice)
    ingest(school, folder / "beside")
    return [folder / name for name in ("alone", "twin", "beside")]


class Caller:
    def __init__(self, server, bearer):
        self.connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=60)
        self.headers = {"Authorization": f"Bearer {bearer}", "Content-Type": "application/json"}

    def seconds(self, body, expected_status):
        content = json.dumps(body)
        begun = time.perf_counter()
        self.connection.request("POST", "/query", content, self.headers)
        answer = self.connection.getresponse()
        answer.read()
        elapsed = time.perf_counter() - begun
        assert answer.status == expected_status, answer.status
        return elapsed


def measure(callers, bodies, expected_status):
    """One list of seconds a caller; each question goes to all callers before the next, in an order of its own."""
    dice = random.Random(2)
    times = [[] for _ in callers]
    for body in bodies:
        for which in dice.sample(range(len(callers)), len(callers)):
            times[which].append(callers[which].seconds(body, expected_status))
    return times


def report(name, times):
    alone, twin, beside = (statistics.median(each) for each in times)
    print(f"{name:<12}{alone * 1e3:>10.3f}{twin * 1e3:>10.3f}{beside * 1e3:>10.3f}"
          f"{100 * (twin / alone - 1):>12.2f}%{100 * (beside / alone - 1):>12.2f}%")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--visible", type=int, default=200, help="documents that the student may see")
    arguments.add_argument("--questions", type=int, default=1000)
    options = arguments.parse_args()
    dice = random.Random(3)
    questions = [f"{sentence(dice)} {number}" for number in range(options.questions)]
    with edify.temporary_folder() as folder, contextlib.ExitStack() as stack:
        folders = prepare(folder, options.visible)
        servers = [stack.enter_context(edify.server(data)) for data in folders]
        callers = [Caller(server, edify.token(data, "student", "grade5")) for server, data in zip(servers, folders)]
        bodies = [{"query": question} for question in questions]
        measure(callers, [{"query": f"warm up {number}"} for number in range(50)], 200)
        print(f"{options.questions} questions, median milliseconds; {options.visible} documents that the student sees, "
              f"{HIDDEN_BESIDE_ONE * options.visible} hidden ones")
        print(f"{'answers':<12}{'alone':>10}{'twin':>10}{'beside':>10}{'twin':>13}{'beside':>13}")
        report("computed", measure(callers, bodies, 200))
        report("remembered", measure(callers, bodies * CHEAP_ROUNDS, 200))
        report("refused", measure(callers, [{**body, "grades": ["grade12"]} for body in bodies] * CHEAP_ROUNDS, 403))


if __name__ == "__main__":
    main()
