"""Broken and hostile documents through `edify parse`: exit code 0, 3, 4 or 5 and one line, never a signal or a hang."""
import concurrent.futures
import os
import pathlib
import subprocess
import unittest

import edify

CORPUS = edify.SHARED / "corpus" / "malformed"
CASES = edify.ROOT / "tests" / "cases"
SHARE = 1 if edify.SOAK else 12  # of the corpus: every file, or every twelfth
SECONDS = 60


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
        import random
        chance = random.Random(20261122)
        good = sorted(path for path in CASES.glob("*/input.*"))
        with edify.temporary_folder() as folder:
            paths = []
            for number in range(2000 if edify.SOAK else 60):
                source = good[number % len(good)]
                content = bytearray(source.read_bytes())
                if number % 3 == 0:
                    content = content[:chance.randrange(len(content) + 1)]
                for _ in range(chance.randrange(1, 20)):
                    if content:
                        content[chance.randrange(len(content))] = chance.randrange(256)
                path = pathlib.Path(folder) / f"{number}-{source.parent.name}{source.suffix}"
                path.write_bytes(content)
                paths.append(path)
            self.assertEqual(failures(paths), [])


if __name__ == "__main__":
    unittest.main()
