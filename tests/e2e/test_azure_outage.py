"""The storage account goes away in the middle of an ingest and comes back: the ingest waits and goes on, no document is
blamed, nothing is deleted, and questions are answered from the store meanwhile."""
import json
import signal
import subprocess
import time
import unittest

import azurite
import edify
import fault_proxy
from school import count_in_state, disagreement, loadgen

FILES, OUTAGE_SECONDS = (400, 60) if edify.SOAK else (40, 4)


class Outage(unittest.TestCase):
    def setUp(self):
        if why := azurite.why_not():
            self.skipTest(f"skipped: {why}")
        context = edify.temporary_folder()
        self.folder = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        self.data = self.folder / "data"
        self.az = self.enterContext(azurite.running())
        self.documents = loadgen.plan("outage", loadgen.Shape(FILES, 4 << 20, duplicates=0, broken=0.1, pages=1))
        with loadgen.AzureTarget("school", self.az.connection_string) as target:
            loadgen.write(self.documents, target)
        self.blamed = sum(each.expected[0] != "done" for each in self.documents)

    def start(self):
        """The ingest has read a quarter of the documents, and waits for the next one's bytes."""
        self.proxy = self.enterContext(fault_proxy.running(self.az.connection_string))
        self.proxy.reads_allowed = FILES // 4
        environment = {**edify.environment(), "AZURE_STORAGE_CONNECTION_STRING": self.proxy.connection_string}
        process = subprocess.Popen([edify.PROGRAM, "--data", str(self.data), "ingest", "azure://school", "--json"],
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.assertTrue(self.proxy.holding.wait(120))
        self.assertTrue(edify.eventually(lambda: count_in_state(self.data, "done") >= 3, 300))
        self.assertIsNone(process.poll(), "the ingest is at work")
        return process

    def test_an_ingest_waits_for_its_source_and_goes_on(self):
        process = self.start()
        self.az.kill()
        self.proxy.let_go()
        before = count_in_state(self.data, "done")
        self.assertLess(before, len(self.documents) - self.blamed, "the outage comes in the middle")
        self.look_around(OUTAGE_SECONDS)
        self.assertIsNone(process.poll(), "the ingest waits")
        self.az.restart()
        said, _ = process.communicate(timeout=600)
        self.assertEqual(process.returncode, 0)
        report = json.loads(said)
        self.assertEqual((report["files_deleted"], report["files_failed"], report["complete"]), (0, self.blamed, True))
        self.assertIsNone(disagreement(self.documents, self.data))
        print(f"{OUTAGE_SECONDS} s without storage after {before} of {len(self.documents)} documents: all are there, "
              f"none blamed, none deleted")

    def look_around(self, seconds):
        """Questions are answered all along, and the ledger blames none that an undisturbed run would not."""
        deadline, answered = time.monotonic() + seconds, 0
        while time.monotonic() < deadline:
            answer = edify.run_json("query", "the timetable of the library", "--role", "admin", "--json", data=self.data)
            self.assertGreater(answer["total_results"], 0)
            answered += 1
            self.assertLessEqual(count_in_state(self.data, "failed", "quarantined"), self.blamed)
            self.assertEqual(count_in_state(self.data, "deleted"), 0)
            time.sleep(0.5)  # a politeness: the outage lasts as long as it lasts
        self.assertGreater(answered, 0)

    def test_an_ingest_that_is_stopped_while_it_waits_leaves_everything_for_the_next(self):
        process = self.start()
        self.az.kill()
        self.proxy.let_go()
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
        self.assertEqual(count_in_state(self.data, "deleted"), 0)
        self.az.restart()
        edify.run_json("ingest", "azure://school", "--json", data=self.data,
                       env={"AZURE_STORAGE_CONNECTION_STRING": self.proxy.connection_string})
        self.assertIsNone(disagreement(self.documents, self.data))


if __name__ == "__main__":
    unittest.main()
