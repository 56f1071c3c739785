"""kill -9 at any moment of an ingest, then run again: the same store as an undisturbed run."""
import os
import random
import shutil
import signal
import time
import unittest

import edify

KILLS = int(os.environ.get("KILLS", 100 if edify.SOAK else 5))


def make_school(folder):
    """A part of samples/, so that a run takes seconds: text, Markdown, CSV, HTML and a few PDFs."""
    chosen = [path for path in sorted(edify.SAMPLES.rglob("*"))
              if path.is_file() and path.suffix in (".md", ".txt", ".csv", ".html")]
    chosen += sorted(path for path in edify.SAMPLES.rglob("*.pdf") if path.stat().st_size < 60_000)[:6]
    for path in chosen:
        target = folder / path.relative_to(edify.SAMPLES)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)


class KilledIngest(unittest.TestCase):
    def test_resumes_to_the_store_of_an_undisturbed_run(self):
        seed = int(os.environ.get("SEED", random.randrange(1 << 30)))
        chance = random.Random(seed)
        with edify.temporary_folder() as folder:
            make_school(folder / "school")
            started = time.monotonic()
            self.assertEqual(edify.run("ingest", folder / "school", data=folder / "whole").returncode, 0)
            duration = time.monotonic() - started
            whole = edify.store_truth(folder / "whole")
            self.assertGreater(len(whole[0]), 15)
            for number in range(KILLS):
                data = folder / f"killed{number}"
                # Moments are spread over the whole run and some more, start-up and index writing included.
                process = edify.start("ingest", folder / "school", data=data)
                try:
                    process.wait(timeout=duration * (number + chance.random()) / KILLS)
                except edify.subprocess.TimeoutExpired:
                    process.send_signal(signal.SIGKILL)
                    process.wait()
                again = edify.run("ingest", folder / "school", data=data)
                self.assertEqual(again.returncode, 0, again.stderr.decode())
                found = edify.difference(whole, edify.store_truth(data))
                self.assertIsNone(found, f"seed {seed}, kill {number}: {found}")
                answer = edify.run_json("query", "fire drill", "--role", "admin", "--json", data=data)
                self.assertGreater(answer["total_results"], 0)
                shutil.rmtree(data)
            print(f"{KILLS} of {KILLS} killed ingests ended in the undisturbed store (seed {seed})")


if __name__ == "__main__":
    unittest.main()
