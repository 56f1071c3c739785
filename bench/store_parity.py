#!/usr/bin/env python3
"""nDCG@10 of the same judged sets with chunks in the data folder and in Qdrant, beside each other.

    bench/store_parity.py [SET…] [--modes dense,lexical,hybrid]      default: xquad-hi scifact openstax

Qdrant is the server of QDRANT_URL, or the double of the tests. Fails where dense differs by more than 0.005 or hybrid by
more than 0.01.
"""
import argparse
import contextlib
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "e2e"))
import qdrant  # noqa: E402

SETS = ROOT.parent / "shared" / "corpus" / "retrieval"
ALLOWED = {"dense": 0.005, "hybrid": 0.01, "lexical": 0.02}


@contextlib.contextmanager
def qdrant_url():
    if os.environ.get("QDRANT_URL"):
        yield os.environ["QDRANT_URL"]
        return
    with qdrant.double() as double:
        yield double.url


def scores(folder, mode, url):
    environment = {name: value for name, value in os.environ.items() if name != "QDRANT_URL"}
    environment.update({"QDRANT_URL": url} if url else {"EDIFY_STORE_KIND": "embedded"})
    done = subprocess.run([ROOT / "build" / "edify", "eval", "retrieval", "--corpus", folder / "corpus.jsonl", "--queries",
                           folder / "queries.jsonl", "--qrels", folder / "qrels.tsv", "--mode", mode, "--json"],
                          stdout=subprocess.PIPE, env=environment, check=True)
    return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", default=["xquad-hi", "scifact", "openstax"])
    parser.add_argument("--modes", default="dense,lexical,hybrid")
    arguments = parser.parse_args()
    if not SETS.exists():
        return print(f"skipped: no judged sets in {SETS}")
    print(f"{'set':<10} {'mode':<8} {'embedded':>9} {'Qdrant':>9} {'difference':>11} {'seconds':>16}")
    apart = 0
    with qdrant_url() as url:
        for name in arguments.sets:
            for mode in arguments.modes.split(","):
                here, there = scores(SETS / name, mode, None), scores(SETS / name, mode, url)
                difference = there["ndcg_at_10"] - here["ndcg_at_10"]
                apart += abs(difference) > ALLOWED[mode]
                print(f"{name:<10} {mode:<8} {here['ndcg_at_10']:9.4f} {there['ndcg_at_10']:9.4f} {difference:+11.4f} "
                      f"{here['seconds']:7.1f} {there['seconds']:8.1f}", flush=True)
    sys.exit(1 if apart else 0)


if __name__ == "__main__":
    main()
