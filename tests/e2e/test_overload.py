"""Ten times what the server can do: some are answered in time, the rest is told at once to come back, and all is well
again afterwards. Prints the figures; under EDIFY_SOAK=1 they are held to."""
import threading
import time
import unittest

import edify
import small_library

SECONDS = 30 if edify.SOAK else 4
MiB = 1 << 20


class Overload(unittest.TestCase):
    def setUp(self):
        self.context = edify.temporary_folder()
        self.data = small_library.make(self.context.__enter__())
        self.server = edify.Server(self.data)
        self.bearer = edify.token(self.data, "student", "*")

    def tearDown(self):
        self.server.stop()
        self.context.__exit__(None, None, None)

    def load(self, *arguments):
        return small_library.load(self.server, self.bearer, "--fresh", *arguments)

    def test_ten_times_the_capacity(self):
        self.load("--connections", 16, "--seconds", 1, "--first", 30_000)
        peak = self.load("--connections", 32, "--seconds", SECONDS / 2)["answers_per_second"]
        quiet = self.load("--connections", 1, "--seconds", 1, "--first", 20_000)
        before = self.server.memory()
        most = [0]
        done = threading.Event()

        def watch():
            while not done.wait(0.1):
                most[0] = max(most[0], self.server.memory())
        watcher = threading.Thread(target=watch)
        watcher.start()
        flood = self.load("--rate", 10 * peak, "--seconds", SECONDS, "--connections", 2000, "--first", 5_000)
        done.set()
        watcher.join()
        start = time.monotonic()

        def is_normal():
            after = self.load("--connections", 1, "--seconds", 0.5, "--first", int(time.monotonic() * 1000) % 30_000)
            return not after["errors"] and after["refusals"] == 0 and after["p95_ms"] < 3 * quiet["p95_ms"] + 20
        self.assertTrue(edify.eventually(is_normal, 30))
        recovery = time.monotonic() - start

        print(f"peak {peak:.0f}/s; asked {flood['started'] / flood['seconds']:.0f}/s for {flood['seconds']:.1f} s: "
              f"{flood['answers_per_second']:.0f}/s answered, p50 {flood['p50_ms']:.0f} ms, p95 {flood['p95_ms']:.0f} ms; "
              f"{flood['refusals']} refused in p50 {flood['refusal_p50_ms']:.1f} ms, p95 {flood['refusal_p95_ms']:.1f} ms, "
              f"max {flood['refusal_max_ms']:.0f} ms; {before / MiB:.0f} → {most[0] / MiB:.0f} MiB; normal after "
              f"{recovery:.1f} s; errors {flood['errors']}")
        self.assertEqual(flood["errors"], {})
        self.assertGreater(flood["answers"], 0)
        self.assertGreater(flood["refusals"], 0)
        self.assertEqual(flood["without_retry_after"], 0)
        self.assertLess(most[0] - before, 150 * MiB, "2,000 connections and a bounded line")
        if edify.SOAK:
            self.assertLess(flood["p95_ms"], 2000)
            self.assertGreaterEqual(flood["answers_per_second"], 0.9 * peak)
            self.assertLess(flood["refusal_p95_ms"], 50)
            self.assertLess(recovery, 10)

    def test_one_user_does_not_use_up_what_all_share(self):
        self.server.stop()
        self.server = edify.Server(self.data, {"EDIFY_SERVER_RATE_PER_USER": "5", "EDIFY_SERVER_BURST_PER_USER": "10"})
        greedy = self.load("--connections", 4, "--requests", 100)
        self.assertGreaterEqual(greedy["answers"], 10)
        self.assertGreater(greedy["refusals"], 50)
        self.assertEqual(greedy["without_retry_after"], 0)
        self.bearer = edify.token(self.data, "student", "*", user="another")
        self.assertEqual(self.load("--connections", 1, "--requests", 5)["answers"], 5)


if __name__ == "__main__":
    unittest.main()
