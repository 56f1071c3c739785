#!/usr/bin/env python3
"""Memory of an ingest over the size of a document: single PDFs from 1 KB to 2 GB, then many small files, out of Azurite.

    memory.py [--files 2000] [--largest 2G] [--plot docs/pictures/memory.svg]

One `edify ingest --watch` reads a small school first, scans among it, so that every worker has loaded every engine; what it
and its workers hold while they wait is the idle that growth is counted from. Then each PDF is uploaded and the sync waited for.
Printed: the bytes of documents in flight by the program's own count, and the growth of the process tree (proportional
sets, sampled four times a second).
"""
import argparse
import json
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "e2e"), str(ROOT / "tools")]

import azurite  # noqa: E402
import edify  # noqa: E402
import loadgen  # noqa: E402
import process_tree  # noqa: E402
from load_documents import MAKERS, OUTCOMES, Recipe  # noqa: E402
from svg_plot import Axis, Plot, Series  # noqa: E402

SIZES = [("1 KB", 1 << 10), ("1 MB", 1 << 20), ("10 MB", 10 << 20), ("100 MB", 100 << 20), ("500 MB", 500 << 20),
         ("2 GB", 2 << 30)]
DOWNLOADS = 8
GROWTH_LIMIT, DOCUMENT_LIMIT = 300, 200  # MB


class Watch:
    """An `ingest --watch` and its reports, a line each sync."""

    def __init__(self, data, connection_string):
        environment = {**edify.environment(), "AZURE_STORAGE_CONNECTION_STRING": connection_string,
                       "EDIFY_INGEST_WATCH_INTERVAL": "1", "EDIFY_INGEST_DOWNLOADS": str(DOWNLOADS)}
        self.process = subprocess.Popen([edify.PROGRAM, "--data", data, "ingest", "azure://memory", "--watch", "--json"],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment)
        self.reports, self.changed = [], threading.Condition()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            with self.changed:
                self.reports.append(json.loads(line))
                self.changed.notify_all()

    def after(self, files, seconds=7200):
        """The reports of the syncs that bring `files` more files to an end."""
        def ended():
            return sum(each["files_processed"] + each["duplicates"] + each["files_failed"] for each in self.reports)
        with self.changed:
            if not self.changed.wait_for(lambda: ended() >= files or self.process.poll() is not None, seconds):
                raise TimeoutError(f"{ended()} of {files} files after {seconds} s")
            if self.process.poll() is not None:
                raise RuntimeError(f"the ingest ended with {self.process.returncode}")
            reports, self.reports = self.reports, []
            return reports

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=60)


def grown(watch, idle, documents, target):
    """(growth of the tree in MB, documents in flight in MB, seconds) while the documents are read."""
    sampler = process_tree.Sampler(watch.process.pid)
    started = time.monotonic()
    sampler.start()
    loadgen.write(documents, target)
    uploaded = time.monotonic()
    reports = watch.after(len(documents))
    sampler.done.set()
    sampler.join()
    failed = [error for report in reports for error in report["errors"]]
    if failed:
        raise RuntimeError(f"documents failed: {failed[:3]}")
    peak = max(each for _, each in sampler.samples)
    in_flight = max(report["peak_document_memory_bytes"] for report in reports)
    pages = sum(report["pages"] for report in reports)
    return max(peak - idle, 0) / 1e6, in_flight / 1e6, time.monotonic() - uploaded, uploaded - started, pages


def warmed_up(watch, target):
    school = [loadgen.Document(f"warm/{kind} {number}.{loadgen.EXTENSIONS.get(kind, kind)}", Recipe(kind, f"warm {number}", 2))
              for kind in MAKERS if kind not in OUTCOMES for number in range(4)]
    loadgen.write(school, target)
    watch.after(len(school))
    time.sleep(5)  # what a process lets go of when it has nothing to do, it lets go of now
    return process_tree.tree_memory(watch.process.pid)


def plot(rows, path):
    ticks = [(1 << 10, "1 KB"), (1 << 20, "1 MB"), (100 << 20, "100 MB"), (2 << 30, "2 GB")]
    highest = 350
    ends = (ticks[0][0], ticks[-1][0])
    path.write_text(Plot(
        "Memory of an ingest over the size of the document", Axis("size of the PDF", ticks, logarithmic=True),
        Axis("MB", [(each, str(each)) for each in range(0, highest + 1, 50)]),
        [Series("process tree over idle", [(size, growth) for size, growth, _ in rows]),
         Series("documents in flight", [(size, flight) for size, _, flight in rows]),
         Series("limit: 300 MB", [(end, GROWTH_LIMIT) for end in ends], dashed=True),
         Series("limit: 200 MB", [(end, DOCUMENT_LIMIT) for end in ends], dashed=True)]).svg(), encoding="utf-8")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--largest", type=loadgen.size_in_bytes, default=2 << 30)
    parser.add_argument("--plot", type=pathlib.Path)
    options = parser.parse_args()
    if why := azurite.why_not():
        sys.exit(f"skipped: {why}")
    rows = []
    with azurite.running() as az, tempfile.TemporaryDirectory(prefix="edify-memory-") as data:
        target = loadgen.AzureTarget("memory", az.connection_string)
        watch = Watch(data, az.connection_string)
        try:
            idle = warmed_up(watch, target)
            print(f"idle, every engine loaded: {idle / 1e6:.0f} MB", flush=True)
            for name, size in SIZES:
                if size > options.largest:
                    break
                recipe = Recipe("pdf_pictures", name, loadgen.pages_of_huge(size), max(size - 4000, 0))
                growth, flight, seconds, _, pages = grown(watch, idle, [loadgen.Document(f"{name}.pdf", recipe)], target)
                rows.append((size, growth, flight))
                print(f"{name:>8} PDF, {pages:4} pages: documents in flight {flight:6.1f} MB, growth {growth:6.1f} MB, "
                      f"{seconds:6.1f} s", flush=True)
            small = loadgen.plan("memory", loadgen.Shape(options.files, options.files * 300_000, duplicates=0, broken=0, pages=1))
            growth, flight, seconds, _, pages = grown(watch, idle, small, target)
            print(f"{len(small)} files, {sum(each.size for each in small) / 1e6:.0f} MB, {DOWNLOADS} downloads: documents in "
                  f"flight {flight:.1f} MB, growth {growth:.1f} MB, {seconds:.1f} s after the last upload")
        finally:
            watch.stop()
    if options.plot:
        plot(rows, options.plot)


if __name__ == "__main__":
    main()
