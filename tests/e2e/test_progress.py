"""What an ingest says of itself: progress as JSON lines, `status --follow` beside it, and the report that it leaves."""
import json
import subprocess
import unittest

import edify
from school import count_in_state, loadgen

FILES = 24


class Progress(unittest.TestCase):
    def setUp(self):
        context = edify.temporary_folder()
        self.folder = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        self.data = self.folder / "data"
        self.documents = loadgen.plan("progress", loadgen.Shape(FILES, duplicates=0.1, broken=0.2, pages=2))
        loadgen.write(self.documents, loadgen.FolderTarget(self.folder / "school"))

    def start(self, *arguments):
        process = subprocess.Popen([edify.PROGRAM, "--data", str(self.data), *map(str, arguments)],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=edify.environment())
        self.addCleanup(process.kill)
        return process

    def test_progress_comes_as_json_lines_on_stderr(self):
        said, told = self.start("ingest", self.folder / "school", "--json").communicate(timeout=300)
        report = json.loads(said)
        # Libraries may have a word to say there too (hwloc, where /sys is not mounted).
        moments = [json.loads(line)["progress"] for line in told.splitlines() if line.startswith(b"{")]
        self.assertGreater(len(moments), 1)
        finished = [each["files_finished"] for each in moments]
        self.assertEqual(finished, sorted(finished))
        last = moments[-1]
        self.assertTrue(last["listing_finished"])
        self.assertEqual((last["files_to_do"], last["files_finished"]), (len(self.documents), len(self.documents)))
        self.assertEqual((last["failed"], last["chunks"], last["pages"]),
                         (report["files_failed"], report["chunks_created"], report["pages"]))
        self.assertEqual(sum(last["failures"].values()), report["files_failed"])
        self.assertTrue(all(each["memory_bytes"] <= each["memory_limit"] for each in moments))
        self.assertEqual(last["memory_bytes"], 0, "nothing is in flight when everything is done")

    def test_a_second_process_follows_to_the_end(self):
        ingest = self.start("ingest", self.folder / "school")
        self.assertTrue(edify.eventually(lambda: count_in_state(self.data, "done") >= 1, 120))
        follower = self.start("status", "--follow", "--json")
        _, told = follower.communicate(timeout=300)
        self.assertEqual(follower.returncode, 0, told.decode())
        ingest.communicate(timeout=300)
        # Libraries may have a word to say there too (hwloc, where /sys is not mounted).
        moments = [json.loads(line)["progress"] for line in told.splitlines() if line.startswith(b"{")]
        self.assertEqual(moments[-1]["files_finished"], moments[-1]["files_to_do"])
        self.assertEqual(count_in_state(self.data, "pending", "processing"), 0, "it follows until the ingest is over")

    def test_the_report_is_kept(self):
        said, _ = self.start("ingest", self.folder / "school", "--json").communicate(timeout=300)
        kept = edify.run_json("status", "--report", "--json", data=self.data)
        self.assertEqual(kept, json.loads(said))
        kinds = {each["kind"]: each["count"] for each in kept["inconsistencies"]}
        self.assertIn("duplicate", kinds)
        people = edify.run("status", "--report", data=self.data)
        self.assertEqual(people.returncode, 0)
        self.assertIn(b"files seen", people.stdout + people.stderr)


if __name__ == "__main__":
    unittest.main()
