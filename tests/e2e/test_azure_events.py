"""Events of Event Grid hasten a watch, over a real queue of Azurite; and what other processes of the machine can see of the
watch's secrets while it works."""
import base64
import contextlib
import json
import os
import pathlib
import signal
import subprocess
import time
import unittest

import azurite
import edify
from school import count_in_state

SECONDS = 60


def setUpModule():
    reason = azurite.why_not()
    if reason:
        raise unittest.SkipTest(reason)


def event(kind, path):
    """As Event Grid writes it to a queue: base64 of its own schema."""
    text = json.dumps({"topic": "/subscriptions/s", "subject": f"/blobServices/default/containers/school/blobs/{path}",
                       "eventType": f"Microsoft.Storage.{kind}", "id": path, "data": {"contentLength": 1}})
    return base64.b64encode(text.encode()).decode()


def command_lines(pid):
    """Of the process and all below it, with the environments of those below: workers inherit nothing."""
    seen = [pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()]
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it ended meanwhile
            for child in (task / "children").read_text().split():
                seen += [pathlib.Path(f"/proc/{child}/environ").read_bytes(), *command_lines(child)]
    return seen


class Events(unittest.TestCase):
    def setUp(self):
        context = edify.temporary_folder()
        self.folder = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        self.data = self.folder / "data"
        running = azurite.running()
        self.az = running.__enter__()
        self.addCleanup(running.__exit__, None, None, None)
        self.az.create_container("school")
        self.az.create_queue("changes")
        self.az.put("school", "first.md", b"# First\n\nThe first notice hangs at the gate.\n")

    def watch(self):
        # The next listing is an hour away: what happens before it, events did.
        process = subprocess.Popen(
            [edify.PROGRAM, "--data", str(self.data), "ingest", "azure://school", "--watch"], stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env={**edify.environment(), "EDIFY_INGEST_WATCH_INTERVAL": "3600",
                                            "EDIFY_AZURE_EVENT_QUEUE": "changes",
                                            "AZURE_STORAGE_CONNECTION_STRING": self.az.connection_string})
        self.addCleanup(process.kill)
        self.assertTrue(edify.eventually(lambda: count_in_state(self.data, "done") == 1, SECONDS))
        return process

    def stop(self, process):
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=60), 0)

    def test_an_upload_and_a_deletion_act_without_a_listing(self):
        process = self.watch()
        started = time.monotonic()
        self.az.put("school", "SOP/second.md", b"# Second\n\nThe second notice hangs in the hall.\n")
        self.az.put_message("changes", event("BlobCreated", "SOP/second.md"))
        self.assertTrue(edify.eventually(lambda: count_in_state(self.data, "done") == 2, SECONDS))
        uploaded = time.monotonic() - started
        started = time.monotonic()
        self.az.delete("school", "first.md")
        self.az.put_message("changes", event("BlobDeleted", "first.md"))
        self.az.put_message("changes", "no event at all")
        self.assertTrue(edify.eventually(lambda: count_in_state(self.data, "deleted") == 1, SECONDS))
        print(f"with events: uploaded to done {uploaded:.1f} s, deleted to forgotten {time.monotonic() - started:.1f} s")
        self.assertEqual(list(edify.store_truth(self.data)[0]), ["SOP/second.md"])
        self.assertTrue(edify.eventually(lambda: self.az.count_messages("changes") == 0, SECONDS), "all were dealt with")
        self.stop(process)

    def test_no_other_process_can_see_the_key(self):
        process = self.watch()
        seen = command_lines(process.pid)
        self.assertGreaterEqual(len(seen), 3, "a worker was looked at")
        for text in seen:
            self.assertNotIn(azurite.KEY.encode(), text)
        for path in self.data.rglob("*"):
            if path.is_file() and os.path.getsize(path) < (64 << 20):
                self.assertNotIn(azurite.KEY.encode(), path.read_bytes(), path)
        self.stop(process)


if __name__ == "__main__":
    unittest.main()
