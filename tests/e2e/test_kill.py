"""kill -9 at any moment of an ingest, and at each of its named moments, then run again: the same store as an undisturbed
run, nothing lost, nothing twice."""
import os
import random
import shutil
import signal
import subprocess
import time
import unittest

import edify
from school import disagreement, living_truth, loadgen

RANDOM_KILLS, NAMED_KILLS = (100, 200) if edify.SOAK else (2, 8)
FILES = 40 if edify.SOAK else 12
# In the order in which a document passes them; src/ingest calls failpoint() with these names.
FAILPOINTS = ["listed", "row_saved", "downloaded", "parsed", "staged", "published", "done_saved", "swept"]
ONCE_A_RUN = ("listed",)
LEASE = {"EDIFY_INGEST_LEASE": "1"}  # seconds: what a killed ingest held is free again at once


class KilledIngest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        """A store that knew another school: what is killed has something to add, to replace, to move and to delete."""
        cls.seed = os.environ.get("SEED", str(random.randrange(1 << 30)))
        cls.context = edify.temporary_folder()
        cls.folder = cls.context.__enter__()
        cls.addClassCleanup(cls.context.__exit__, None, None, None)
        target = loadgen.FolderTarget(cls.folder / "school")
        documents = loadgen.plan(cls.seed, loadgen.Shape(FILES, duplicates=0.1, broken=0.2, pages=1))
        churn = loadgen.Churn(cls.seed, documents[:FILES // 3], target, pages=1)
        loadgen.write(churn.documents.values(), target)
        assert edify.run("ingest", cls.folder / "school", data=cls.folder / "before").returncode == 0
        chance = random.Random(cls.seed)
        for change in (churn.delete, churn.delete, churn.move):
            change(chance)
        churn.round(0, FILES // 3)
        for document in documents[FILES // 3:]:
            churn.put(document)
        cls.documents = list(churn.documents.values())
        started = time.monotonic()
        cls.ingest(cls.copy_of_before("whole"))
        cls.duration = time.monotonic() - started
        cls.whole = living_truth(cls.folder / "whole")
        assert disagreement(cls.documents, cls.folder / "whole") is None

    @classmethod
    def copy_of_before(cls, name):
        shutil.copytree(cls.folder / "before", cls.folder / name)
        return cls.folder / name

    @classmethod
    def ingest(cls, data):
        return edify.run_json("ingest", cls.folder / "school", "--json", data=data, env=LEASE)

    def killed(self, say, failpoint="", seconds=None):
        """Whether the ingest was killed before its end; then runs it again and compares."""
        data = self.copy_of_before("killed")
        process = subprocess.Popen([edify.PROGRAM, "--data", str(data), "ingest", str(self.folder / "school")],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   env={**edify.environment(), **LEASE, **({"EDIFY_FAILPOINT": failpoint} if failpoint else {})})
        try:
            process.wait(timeout=seconds or 300)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        self.assertIn(process.returncode, (0, -signal.SIGKILL), say)
        self.ingest(data)
        found = edify.difference(self.whole, living_truth(data)) or disagreement(self.documents, data)
        self.assertIsNone(found, say)
        answer = edify.run_json("query", "the library and the timetable", "--role", "admin", "--json", data=data)
        self.assertGreater(answer["total_results"], 0, say)
        shutil.rmtree(data)
        return process.returncode != 0

    def test_at_random_moments(self):
        chance, kills, killed = random.Random(self.seed), RANDOM_KILLS, 0
        for number in range(kills):
            # Moments are spread over the whole run and some more, start-up and index writing included.
            moment = self.duration * (number + chance.random()) / kills
            killed += self.killed(f"seed {self.seed}, kill {number} after {moment:.3f} s", seconds=moment)
        print(f"{killed} of {kills} ingests killed at random, the others were done: all ended in the undisturbed store "
              f"(seed {self.seed})")

    def test_at_named_moments(self):
        chance, kills, killed = random.Random(self.seed), NAMED_KILLS, 0
        for number in range(kills):
            name = FAILPOINTS[number % len(FAILPOINTS)]
            first = number < len(FAILPOINTS) or name in ONCE_A_RUN
            failpoint = f"{name}:{1 if first else chance.randrange(1, FILES)}"
            hit = self.killed(f"seed {self.seed}, failpoint {failpoint}", failpoint)
            self.assertTrue(hit or not first, f"the ingest passes {name} at least once")
            killed += hit
        print(f"{killed} of {kills} ingests killed at {', '.join(FAILPOINTS)}: all ended in the undisturbed store "
              f"(seed {self.seed})")


if __name__ == "__main__":
    unittest.main()
