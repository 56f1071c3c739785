"""`ingest --watch` beside a server: how long until an added document answers, and until a deleted one is silent."""
import contextlib
import signal
import subprocess
import time
import unittest

import azurite
import edify
from school import azure, count_in_state, loadgen

ROUNDS = 40 if edify.SOAK else 3
INTERVAL = 1  # seconds between syncs
SECONDS = 60


def p95(values):
    return sorted(values)[int(0.95 * (len(values) - 1))]


class Watch(unittest.TestCase):
    def setUp(self):
        context = edify.temporary_folder()
        self.folder = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        self.data = self.folder / "data"

    @contextlib.contextmanager
    def watching(self, source, env):
        process = subprocess.Popen([edify.PROGRAM, "--data", str(self.data), "ingest", str(source), "--watch"],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   env={**edify.environment(), "EDIFY_INGEST_WATCH_INTERVAL": str(INTERVAL), **env})
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            self.assertEqual(process.wait(timeout=60), 0)

    def watch(self, source, target, env):
        target.write("Notices/first.md", [b"# First\n\nThe first notice hangs at the gate.\n"])
        with self.watching(source, env) as process:
            self.assertTrue(edify.eventually(lambda: count_in_state(self.data, "done") == 1, SECONDS))
            with edify.server(self.data) as server:
                bearer = edify.token(self.data, "admin")
                answered, silent = [], []
                for number in range(ROUNDS):
                    path, word = f"Notices/notice {number}.md", f"zephyr{number}"

                    def answers():
                        hits = server.request("/query", {"query": f"where is the {word}", "limit": 20}, bearer).json()["results"]
                        return path in [hit["metadata"]["file_path"] for hit in hits]
                    started = time.monotonic()
                    target.write(path, [f"# Notice\n\nThe {word} waits in hall {number}.\n".encode()])
                    self.assertTrue(edify.eventually(lambda: self.asks_anew(answers, server, bearer, path, word), SECONDS))
                    answered.append(time.monotonic() - started)
                    started = time.monotonic()
                    target.delete(path)
                    self.assertTrue(edify.eventually(lambda: not answers(), SECONDS))
                    silent.append(time.monotonic() - started)
            self.assertIsNone(process.poll())
        print(f"{source}, a sync every {INTERVAL} s, {ROUNDS} documents: uploaded to answerable p95 {p95(answered):.2f} s, "
              f"deleted to silent p95 {p95(silent):.2f} s")

    def asks_anew(self, answers, server, bearer, path, word):
        """Additions may be unseen by the cache for a minute, so each question before the answer is another one."""
        question = f"{word} {time.monotonic_ns()}"
        hits = server.request("/query", {"query": question, "limit": 20}, bearer).json()["results"]
        return path in [hit["metadata"]["file_path"] for hit in hits] and answers()

    def test_a_folder(self):
        self.watch(self.folder / "school", loadgen.FolderTarget(self.folder / "school"), {})

    def test_a_container(self):
        if why := azurite.why_not():
            self.skipTest(f"skipped: {why}")
        with azurite.running() as az, loadgen.AzureTarget("school", az.connection_string) as target:
            self.watch("azure://school", target, azure(az))


if __name__ == "__main__":
    unittest.main()
