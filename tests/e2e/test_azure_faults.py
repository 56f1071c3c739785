"""A container behind a proxy that fails on purpose: the store is that of an undisturbed run, and at no moment does a
reader see anything else of a document than nothing or all of it."""
import os
import threading
import time
import unittest

import azurite
import edify
import fault_proxy
from school import azure, disagreement, living_truth, loadgen, opened

from blob_client import BlobClient

FILES, BYTES = (1000, 400 << 20) if edify.SOAK else (40, 12 << 20)
MOST_REQUESTS = 1.3  # for each that an undisturbed run needs


class Watcher(threading.Thread):
    """Looks at what is visible while an ingest runs: document → chunks, and chunks without a document."""

    def __init__(self, data):
        super().__init__(daemon=True)
        self.data, self.done, self.looks, self.seen, self.torn = data, threading.Event(), 0, {}, []

    def run(self):
        while not self.done.wait(0.1):
            if (self.data / "edify.db").exists():
                self.look()

    def look(self):
        with opened(self.data) as database:
            if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'store_documents'").fetchone():
                return
            self.looks += 1
            for path, promised, version, held in database.execute(
                    "SELECT d.path, d.chunk_count, v.version, (SELECT count(*) FROM store_chunks c "
                    "WHERE c.version_id = d.current_version) FROM store_documents d "
                    "JOIN store_versions v ON v.id = d.current_version"):
                self.seen.setdefault(path, set()).add((version, held))
                if promised != held:
                    self.torn.append((path, promised, held))

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.done.set()
        self.join()


class Faults(unittest.TestCase):
    def test_ends_in_the_store_of_an_undisturbed_run(self):
        if why := azurite.why_not():
            self.skipTest(f"skipped: {why}")
        seed = os.environ.get("SEED", "1")
        with edify.temporary_folder() as folder, azurite.running() as az, \
                loadgen.AzureTarget("school", az.connection_string) as target:
            documents = loadgen.plan("faults", loadgen.Shape(FILES, BYTES, duplicates=0.05, broken=0.05, pages=1))
            loadgen.write(documents, target)
            with fault_proxy.running(az.connection_string) as proxy:
                self.ingest(folder / "whole", proxy)
                needed = proxy.blob_reads()
            whole = living_truth(folder / "whole")

            def change_etag(name):
                with BlobClient(az.connection_string) as client:
                    client.touch("school", name, {"changed": str(time.time_ns())})
            with fault_proxy.running(az.connection_string, seed, fault_proxy.ISSUE, change_etag) as proxy, \
                    Watcher(folder / "data") as watcher:
                report = self.ingest(folder / "data", proxy)
                reads, injected = proxy.blob_reads(), dict(proxy.injected)
            self.assertTrue(report["complete"])
            self.assertIsNone(disagreement(documents, folder / "data"), f"seed {seed}: {injected}")
            self.assertIsNone(edify.difference(whole, living_truth(folder / "data")), f"seed {seed}: {injected}")
            self.assertEqual(watcher.torn, [])
            truth = {path: {(version, len(chunks))} for path, (_, version, chunks) in whole[0].items()}
            self.assertEqual([path for path, seen in watcher.seen.items() if seen != truth.get(path)], [])
            print(f"{len(documents)} blobs, faults {injected}: {reads} reads of blobs where {needed} were needed "
                  f"({reads / needed:.2f} each), hashes exact, {watcher.looks} looks saw whole documents only (seed {seed})")
            if edify.SOAK:
                self.assertLessEqual(reads / needed, MOST_REQUESTS)

    def ingest(self, data, proxy):
        return edify.run_json("ingest", "azure://school", "--json", data=data, env=azure(proxy), timeout=3600)


if __name__ == "__main__":
    unittest.main()
