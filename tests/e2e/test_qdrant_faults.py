"""Between the program and Qdrant answers are late, refused, cut off and lost after the work was done: nothing is lost or
doubled, errors are typed, and a Qdrant that does not answer is left alone."""
import json
import unittest
from collections import Counter

import contract_tools
import edify
import fault_proxy
import qdrant

QUESTION = "which plants live differently"
# Half of the resets and cut-offs come after Qdrant did the work.
FAULTS = fault_proxy.Faults(busy=0.05, throttled=0.02, reset_before=0.04, reset_within=0.05, truncated=0.04, stall=0.01,
                            stall_seconds=0.5)
ALL_SILENT = fault_proxy.Faults(stall=1.0, stall_seconds=60)



@qdrant.needs_double
class QdrantFaults(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(edify.temporary_folder())
        self.data = self.folder / "data"
        self.school = self.folder / "school"
        self.double = self.enterContext(qdrant.double())
        self.proxy = self.enterContext(fault_proxy.running(f"BlobEndpoint={self.double.url}/", seed=7))
        self.env = {"QDRANT_URL": f"http://127.0.0.1:{self.proxy.server.server_port}"}
        for path, text in contract_tools.LESSONS.items():
            self.write(path, text)

    def write(self, path, text):
        target = self.school / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def ingest(self, data=None, env=None):
        done = edify.run("ingest", self.school, "--json", data=data or self.data, env=self.env if env is None else env)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        return json.loads(done.stdout)

    def chunks_in_qdrant(self):
        return Counter((each["payload"]["file_path"], each["payload"]["chunk_index"], each["payload"]["content"])
                       for each in self.double.points())

    def chunks_in_a_folder(self):
        """What the same school makes of an embedded store."""
        self.ingest(data=self.folder / "model", env={"EDIFY_STORE_KIND": "embedded"})
        truth, _, _ = edify.store_truth(self.folder / "model")
        return Counter((path, index, text) for path, (_, _, chunks) in truth.items()
                       for index, (text, *_) in enumerate(chunks))

    def test_nothing_is_lost_or_doubled(self):
        rounds = 12 if edify.SOAK else 3
        for path, text in list(contract_tools.LESSONS.items()):
            for number in range(6):
                self.write(path.replace(".md", f"-{number}.md"), f"{text}\nNumber {number} of {path}.\n")
        for turn in range(rounds):
            self.proxy.faults = FAULTS
            self.write("SOP/Administration/leave.md", f"# Leave\n\nStaff request leave {turn + 1} days ahead.\n")
            (self.school / f"Notices/open-day-{turn % 6}.md").unlink(missing_ok=True)
            self.ingest()
            self.proxy.faults = fault_proxy.NONE
            self.ingest()  # what was refused for good is tried again
            self.assertEqual(self.chunks_in_qdrant(), self.chunks_in_a_folder(), f"round {turn}")
        self.assertGreater(sum(self.proxy.injected.values()), 10, self.proxy.injected)

    def test_an_ingest_outlives_an_outage(self):
        for number in range(60):
            self.write(f"Notices/notice-{number}.md", f"# Notice {number}\n\nThe school closes early on day {number}.\n")

        def writes():
            return sum(times for (method, _, _), times in self.proxy.requests.items() if method == "PUT")

        running = edify.start("ingest", self.school, data=self.data, extra=self.env)
        self.assertTrue(edify.eventually(lambda: writes() > 8))
        self.proxy.faults = fault_proxy.Faults(reset_before=1.0)
        self.assertTrue(edify.eventually(lambda: self.proxy.injected["reset_before"] >= 3))
        self.proxy.faults = fault_proxy.NONE
        self.assertEqual(running.wait(timeout=120), 0)
        self.assertEqual(self.chunks_in_qdrant(), self.chunks_in_a_folder())

    def test_an_outage_that_lasts_ends_an_ingest_with_a_typed_error_and_the_next_goes_on(self):
        self.ingest()
        self.write("SOP/Administration/leave.md", "# Leave\n\nNo leave is granted.\n")
        self.proxy.faults = fault_proxy.Faults(reset_before=1.0)
        ended = edify.run("ingest", self.school, data=self.data, env={**self.env, "EDIFY_QDRANT_WRITE_PATIENCE_MS": "500"})
        self.assertEqual(ended.returncode, 6, ended.stderr.decode())
        self.proxy.faults = fault_proxy.NONE
        self.ingest()
        self.assertEqual(self.chunks_in_qdrant(), self.chunks_in_a_folder())

    def test_a_silent_qdrant_is_left_alone_and_asked_again_later(self):
        self.ingest()
        token = edify.token(self.data, "admin")
        with edify.server(self.data, env={**self.env, "EDIFY_QDRANT_QUERY_TIMEOUT_MS": "300"}) as server:
            def ask(number):
                return server.request("/query", {"query": f"{QUESTION} {number}"}, token)

            self.assertEqual(ask(0).status, 200)
            self.proxy.faults = ALL_SILENT
            refused = [ask(number) for number in range(1, 9)]
            self.assertEqual({each.status for each in refused}, {503})
            self.assertEqual({each.headers["Content-Type"] for each in refused}, {"application/problem+json"})
            # Three that were silent; the rest was refused without a request.
            self.assertLessEqual(self.proxy.injected["stall"], 4)
            self.assertEqual(server.request("/health").json()["status"], "degraded")
            self.proxy.faults = fault_proxy.NONE
            self.assertTrue(edify.eventually(lambda: ask(9).status == 200, seconds=30))


if __name__ == "__main__":
    unittest.main()
