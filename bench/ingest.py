#!/usr/bin/env python3
"""The whole ingest against a pipeline built from the usual parts, on the same container of Azurite, in turns.

    ingest.py [--files N] [--bytes B] [--rounds N] [--peer NAME=PYTHON=PARSER …]

Prints a line for each run, then the ratios of the medians. The machine's own load is in the last column: where others
work on it, compare the processor seconds.
"""
import argparse
import json
import pathlib
import shutil
import statistics
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "e2e"), str(ROOT / "tools")]

import azurite  # noqa: E402
import edify  # noqa: E402
import loadgen  # noqa: E402
import process_tree  # noqa: E402


def run_ours(container, environment, folder):
    cost = process_tree.measure([edify.PROGRAM, "--data", folder / "data", "ingest", f"azure://{container}", "--json"], environment)
    report = json.loads(cost.stdout)
    return cost, {"files": report["files_processed"], "failed": report["files_failed"], "chunks": report["chunks_created"],
                  "seconds": report["total_time"]}


def run_peer(python, parser, container, environment, folder):
    cost = process_tree.measure([python, ROOT / "bench" / "peers" / "seed_pipeline.py", container, folder / "peer.db",
                                 "--parser", parser], environment)
    report = json.loads(cost.stdout.splitlines()[-1])
    return cost, {"files": report["processed"], "failed": report["failed"], "chunks": report["chunks"],
                  "seconds": report["seconds"]}


def line(name, cost, counts):
    hourly = counts["files"] * 3600 / counts["seconds"]
    print(f"{name:28} {counts['files']:5} files {counts['failed']:4} failed {counts['chunks']:6} chunks "
          f"{counts['seconds']:7.1f} s {hourly:8.0f} files/h {counts['chunks'] / counts['seconds']:6.1f} chunks/s "
          f"{cost.cpu_seconds:7.1f} cpu s {cost.peak_bytes / 1e6:6.0f} MB  cores {100 * cost.busy:3.0f} % "
          f"(machine {100 * cost.machine_busy:3.0f} %)", flush=True)
    return {"files/hour": hourly, "cpu s a file": cost.cpu_seconds / counts["files"], "peak MB": cost.peak_bytes / 1e6}


def fill(az, options):
    documents = loadgen.plan("ingest bench", loadgen.Shape(options.files, options.bytes, duplicates=0, broken=0.02,
                                                           pages=options.pages))
    with loadgen.AzureTarget("school", az.connection_string) as target:
        loadgen.write(documents, target)
    print(f"{len(documents)} files, {sum(each.size for each in documents) / 1e6:.0f} MB, "
          f"{sum(each.recipe.pages for each in documents)} pages of prose, in Azurite")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--bytes", type=loadgen.size_in_bytes, default=200 << 20)
    parser.add_argument("--pages", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=PYTHON=PARSER")
    options = parser.parse_args()
    if why := azurite.why_not():
        sys.exit(f"skipped: {why}")
    runners = {"Edify": run_ours}
    for text in options.peer:
        name, python, chosen = text.split("=")
        runners[name] = lambda *rest, python=python, chosen=chosen: run_peer(python, chosen, *rest)
    figures = {name: [] for name in runners}
    with azurite.running() as az:
        fill(az, options)
        environment = {**edify.environment(), "AZURE_STORAGE_CONNECTION_STRING": az.connection_string, "HF_HUB_OFFLINE": "1"}
        for _ in range(options.rounds):
            for name, runner in runners.items():
                folder = pathlib.Path(tempfile.mkdtemp(prefix="edify-ingest-bench-"))
                try:
                    figures[name].append(line(name, *runner("school", environment, folder)))
                finally:
                    shutil.rmtree(folder)
    medians = {name: {what: statistics.median(run[what] for run in runs) for what in runs[0]} for name, runs in figures.items()}
    for name in list(runners)[1:]:
        ours, theirs = medians["Edify"], medians[name]
        print(f"Edify against {name}: {ours['files/hour'] / theirs['files/hour']:.2f} x files/hour, "
              f"{theirs['cpu s a file'] / ours['cpu s a file']:.2f} x fewer processor seconds, "
              f"{ours['peak MB'] / theirs['peak MB']:.2f} of its peak memory")


if __name__ == "__main__":
    main()
