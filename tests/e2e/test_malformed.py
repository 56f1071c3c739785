"""Broken and hostile documents through `edify parse`: exit code 0, 3, 4 or 5 and one line, never a signal or a hang."""
import concurrent.futures
import os
import pathlib
import random
import subprocess
import unittest

import edify

CORPUS = edify.SHARED / "corpus" / "malformed"
CASES = edify.ROOT / "tests" / "cases"
SHARE = 1 if edify.SOAK else 12  # of the corpus: every file, or every twelfth
GOOD = edify.SHARED / "corpus" / "parse" / "docling"
MUTATIONS = 2000 if edify.SOAK else 100
PER_FORMAT = 20  # documents
MOST_BYTES = 300_000  # of a document to be mutated
SECONDS = 60


def good_documents():
    """The golden cases, and where the shared corpus is, its smallest documents of each format. Formats take turns, so
    that a short run has something of each."""
    by_format = {}
    found = sorted(CASES.glob("*/input.*")) + sorted(GOOD.glob("*/sources/*"))
    for path in found:
        if path.is_file() and path.stat().st_size <= MOST_BYTES:
            by_format.setdefault(path.suffix, []).append(path)
    for paths in by_format.values():
        paths.sort(key=lambda path: path.stat().st_size)
    return [paths[turn] for turn in range(PER_FORMAT) for paths in by_format.values() if turn < len(paths)]


def mutation(content, number, chance):
    """Cut, or with bytes changed, or with a piece of itself in another place."""
    content = bytearray(content)
    if number % 3 == 0:
        content = content[:chance.randrange(len(content) + 1)]
    if number % 3 == 1 and content:
        begin, end = sorted(chance.randrange(len(content)) for _ in range(2))
        at = chance.randrange(len(content))
        content[at:at] = content[begin:min(end, begin + 1000)]
    for _ in range(chance.randrange(1, 20)):
        if content:
            content[chance.randrange(len(content))] = chance.randrange(256)
    return bytes(content)


def verdict(path):
    """What is wrong with how `path` was parsed, or None."""
    try:
        done = edify.run("parse", path, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return f"{path}: still at work after {SECONDS} s"
    if done.returncode not in (0, 3, 4, 5):
        return f"{path}: exit code {done.returncode}: {done.stderr.decode(errors='replace')[:300]}"
    if done.returncode != 0 and done.stderr.count(b"\n") != 1:
        return f"{path}: {done.stderr.count(10)} lines on stderr instead of one"
    return None


def failures(paths):
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        return [each for each in pool.map(verdict, paths) if each]


class Malformed(unittest.TestCase):
    def test_every_file_of_the_corpus(self):
        if not CORPUS.is_dir():
            self.skipTest(f"skipped: the corpus of malformed documents is not in {CORPUS}")
        paths = sorted(path for path in CORPUS.rglob("*") if path.is_file())[::SHARE]
        self.assertEqual(failures(paths), [])
        print(f"{len(paths)} malformed documents: all ended in 0, 3, 4 or 5")

    def test_good_documents_cut_and_flipped(self):
        chance = random.Random(20261122)
        good = good_documents()
        with edify.temporary_folder() as folder:
            paths = []
            for number in range(MUTATIONS):
                source = good[number % len(good)]
                path = pathlib.Path(folder) / f"{number}-{source.parent.name}{source.suffix}"
                path.write_bytes(mutation(source.read_bytes(), number, chance))
                paths.append(path)
            self.assertEqual(failures(paths), [])
        kinds = sorted({source.suffix for source in good})
        print(f"{MUTATIONS} mutations of {len(good)} documents ({' '.join(kinds)}): all ended in 0, 3, 4 or 5")


if __name__ == "__main__":
    unittest.main()
