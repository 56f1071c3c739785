"""Several ingests share one ledger: each document is worked on once, and what a killed one held is taken over."""
import json
import signal
import sqlite3
import subprocess
import time
import unittest

import edify
from school import count_in_state, disagreement, living_truth, loadgen, opened

FILES = 400 if edify.SOAK else 60
LEASE_SECONDS = 5


class Ingesters(unittest.TestCase):
    def setUp(self):
        context = edify.temporary_folder()
        self.folder = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        self.data = self.folder / "data"
        self.documents = loadgen.plan("ingesters", loadgen.Shape(FILES, duplicates=0.1, broken=0.1, pages=1))
        loadgen.write(self.documents, loadgen.FolderTarget(self.folder / "school"))

    def start(self, **environment):
        process = subprocess.Popen([edify.PROGRAM, "--data", str(self.data), "ingest", str(self.folder / "school"), "--json"],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   env={**edify.environment(), "EDIFY_INGEST_LEASE": str(LEASE_SECONDS), **environment})
        self.addCleanup(process.kill)
        return process

    def report_of(self, process):
        said, complaints = process.communicate(timeout=600)
        self.assertEqual(process.returncode, 0, complaints.decode())
        return json.loads(said)

    def assert_equal_to_one_ingest(self):
        self.assertIsNone(disagreement(self.documents, self.data))
        edify.run_json("ingest", self.folder / "school", "--json", data=self.folder / "alone")
        self.assertIsNone(edify.difference(living_truth(self.folder / "alone"), living_truth(self.data)))

    def test_four_do_each_document_once(self):
        reports = [self.report_of(process) for process in [self.start() for _ in range(4)]]
        shares = [report["files_processed"] + report["duplicates"] + report["files_failed"] for report in reports]
        self.assertEqual(sum(shares), len(self.documents), shares)
        self.assert_equal_to_one_ingest()
        print(f"4 ingests shared {len(self.documents)} documents as {shares}")

    def leases(self):
        """Owner → documents it holds; nothing while there is no ledger."""
        try:
            with opened(self.data) as database:
                return dict(database.execute("SELECT lease_owner, count(*) FROM ledger WHERE lease_owner <> '' GROUP BY 1"))
        except sqlite3.OperationalError:
            return {}

    def test_what_a_killed_one_held_is_taken_over_within_the_lease(self):
        victim = self.start(EDIFY_FAILPOINT=f"parsed:{FILES // 2}")
        self.assertTrue(edify.eventually(self.leases, 120))
        owner = next(iter(self.leases()))
        survivor = self.start()
        victim.communicate()
        killed, held = time.monotonic(), self.leases().get(owner, 0)
        self.assertEqual(victim.returncode, -signal.SIGKILL)
        self.assertGreater(held, 0, "the killed ingest held documents")
        self.assertTrue(edify.eventually(lambda: owner not in self.leases(), 60 + LEASE_SECONDS))
        taken_over = time.monotonic() - killed
        self.report_of(survivor)
        self.assert_equal_to_one_ingest()
        print(f"{held} leases of {LEASE_SECONDS} s of a killed ingest were another's or free {taken_over:.1f} s after it; "
              f"all done {time.monotonic() - killed:.1f} s after it")


if __name__ == "__main__":
    unittest.main()
