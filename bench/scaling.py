#!/usr/bin/env python3
"""What a page, a chunk and a file cost, and whether the cost grows in step with the number of files; then what a school
network's 700 GB would take.

    scaling.py [--files 100,300,1000,3000,10000] [--plot docs/pictures/scaling.svg] [--rounds 3]

Costs are differences between two runs of the same program on more and on less of the same, so that starting up is not
counted; the median of the rounds. Files lie in memory (/dev/shm): no disk and no network is measured here.
"""
import argparse
import json
import os
import pathlib
import shutil
import statistics
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "e2e"), str(ROOT / "tools")]

import edify  # noqa: E402
import load_documents  # noqa: E402
import loadgen  # noqa: E402
import process_tree  # noqa: E402
from load_documents import Recipe  # noqa: E402
from svg_plot import Axis, Plot, Series  # noqa: E402

MEMORY = "/dev/shm" if os.path.isdir("/dev/shm") else None


def folder():
    return tempfile.TemporaryDirectory(prefix="edify-scaling-", dir=MEMORY)


def parse_cost(path):
    return process_tree.measure([edify.PROGRAM, "parse", path, "--format", "json"], edify.environment()).cpu_seconds


def page_cost(kind, pages, rounds):
    """Processor seconds a page: a long document against a page of it."""
    with folder() as place:
        paths = []
        for count in (1, 1 + pages):
            paths.append(pathlib.Path(place) / f"{count}.pdf")
            paths[-1].write_bytes(b"".join(load_documents.blocks(Recipe(kind, "cost", count))))
        return statistics.median((parse_cost(paths[1]) - parse_cost(paths[0])) / pages for _ in range(rounds))


def ingest(documents, place):
    """(cost, report, bytes of the data folder) of an ingest of a folder into a new store."""
    school, data = pathlib.Path(place) / "school", pathlib.Path(place) / "data"
    loadgen.write(documents, loadgen.FolderTarget(school))
    cost = process_tree.measure([edify.PROGRAM, "--data", data, "ingest", school, "--json"], edify.environment())
    stored = sum(path.stat().st_size for path in data.rglob("*") if path.is_file())
    shutil.rmtree(school)
    shutil.rmtree(data)
    return cost, json.loads(cost.stdout), stored


def texts(count, pages):
    return [loadgen.Document(f"SOP/admin/{number // 500}/{number}.txt", Recipe("txt", f"scaling/{number}", pages))
            for number in range(count)]


def chunk_cost(rounds):
    """Processor seconds and stored bytes a chunk of about 900 characters: chunking, embedding, storing and indexing."""
    seconds, stored = [], []
    for _ in range(rounds):
        with folder() as place:
            few, many = (ingest(texts(4, pages), place) for pages in (1, 60))
        chunks = many[1]["chunks_created"] - few[1]["chunks_created"]
        seconds.append((many[0].cpu_seconds - few[0].cpu_seconds) / chunks)
        stored.append((many[2] - few[2]) / chunks)
    return statistics.median(seconds), statistics.median(stored)


def linearity(counts):
    rows = []
    for count in counts:
        with folder() as place:
            documents = [loadgen.Document(each.path, Recipe("line", each.recipe.seed)) for each in texts(count, 1)]
            cost, report, stored = ingest(documents, place)
        assert report["files_processed"] == count, report
        rows.append((count, cost.seconds, cost.cpu_seconds))
        print(f"{count:6} tiny files: {cost.seconds:7.1f} s, {cost.cpu_seconds:7.1f} cpu s, "
              f"{1000 * cost.cpu_seconds / count:6.1f} cpu ms a file, {stored / count:6.0f} bytes a file, "
              f"peak {cost.peak_bytes / 1e6:.0f} MB (machine {100 * cost.machine_busy:.0f} % busy)", flush=True)
    return rows


def ocr_rates(pages, rounds):
    """Pages a second over all cores: an ingest of scans, and the tesseract command on the same pictures, a process a
    core at a time; and their processor seconds a page."""
    cores = os.cpu_count()
    ours, theirs, ours_cpu, theirs_cpu = [], [], [], []
    with folder() as place:
        pictures = pathlib.Path(place) / "pictures"
        pictures.mkdir()
        listed = load_documents.scans()
        for number in range(pages):
            (pictures / f"{number}.jpg").write_bytes(listed[number % len(listed)][2])
        command = f"ls {pictures}/*.jpg | xargs -P {cores} -I@ tesseract @ - --dpi 200 -l eng"
        for _ in range(rounds):
            cost = process_tree.measure(["sh", "-c", command], {**os.environ, "OMP_THREAD_LIMIT": "1"})
            theirs.append(pages / cost.seconds)
            theirs_cpu.append(cost.cpu_seconds / pages)
            cost, report, _ = ingest(scans_in_turn(listed, pages), place)
            assert report["pages"] == pages, report
            idle, _, _ = ingest(texts(1, 1), place)
            ours.append(pages / (cost.seconds - idle.seconds))
            ours_cpu.append((cost.cpu_seconds - idle.cpu_seconds) / pages)
    return [statistics.median(each) for each in (ours, theirs, ours_cpu, theirs_cpu)]


def scans_in_turn(listed, pages):
    """Documents of a page, each the scan that the other reader reads: found by trying seeds, since a recipe draws."""
    documents, number = [], 0
    while len(documents) < pages:
        recipe, number = Recipe("scan", f"turn/{number}"), number + 1
        wanted = listed[len(documents) % len(listed)][2]
        if wanted in b"".join(load_documents.blocks(recipe)):
            documents.append(loadgen.Document(f"SOP/admin/scan {len(documents)}.pdf", recipe))
    return documents


# (what, gigabytes, megabytes a page, share of the pages that are scans)
CONTAINERS = [("700 GB of picture-rich PDFs, a third of the pages scanned", 700, 0.5, 1 / 3),
              ("700 GB of nothing but scans of 200 dpi", 700, 0.15, 1.0),
              ("700 GB of plain text PDFs and Office files", 700, 0.1, 0.0),
              ("100 new files a day, 1 MB and 10 pages each, a third scanned", 0.1, 0.1, 1 / 3),
              ("1,000 new files a day, the same", 1, 0.1, 1 / 3)]
CHUNKS_A_PAGE = 3
CORES = (2, 8, 32)
NETWORK = 125e6  # bytes a second: 1 Gbit/s


def print_model(text_page, scanned_page, chunk, stored):
    """What containers would take, in Markdown. Work is processor seconds; nothing but the network does not divide."""
    print("\n| container | pages | chunks | processor hours | " + " | ".join(f"{cores} cores" for cores in CORES) +
          " | 1 Gbit/s | store |\n|" + "---|" * (6 + len(CORES)))
    for what, gigabytes, megabytes, scanned in CONTAINERS:
        pages = gigabytes * 1000 / megabytes
        chunks = pages * CHUNKS_A_PAGE
        work = pages * (scanned * scanned_page + (1 - scanned) * text_page) + chunks * chunk
        cells = [f"{pages:,.0f}", f"{chunks:,.0f}", in_hours(work), *(in_hours(work / cores) for cores in CORES),
                 in_hours(gigabytes * 1e9 / NETWORK), f"{chunks * stored / 1e9:,.2f} GB"]
        print(f"| {what} | " + " | ".join(cells) + " |")


def in_hours(seconds):
    return f"{seconds / 3600:,.1f} h" if seconds >= 3600 else f"{seconds / 60:,.1f} min"


def one_line(_recipe, chance):
    """A text of a sentence: the file's own cost, and one chunk."""
    yield (load_documents.Writer(chance).sentence() + "\n").encode()


def plot(rows, path):
    ticks = [(count, f"{count:,}") for count, _, _ in rows]
    highest = 10 ** len(str(int(max(cpu for _, _, cpu in rows))))
    lowest = 10 ** (len(str(max(int(min(cpu for _, _, cpu in rows)), 1))) - 1)
    values = [lowest * 10 ** power for power in range(len(str(highest // lowest)))]
    each = rows[-1][2] / rows[-1][0]
    path.write_text(Plot(
        "Processor seconds of an ingest over the number of files", Axis("files of one sentence", ticks, logarithmic=True),
        Axis("seconds", [(value, str(value)) for value in values], logarithmic=True),
        [Series("measured", [(count, cpu) for count, _, cpu in rows]),
         Series("in step", [(count, each * count) for count, _, _ in rows if each * count >= lowest], dashed=True)]).svg(),
        encoding="utf-8")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", default="100,300,1000,3000,10000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--plot", type=pathlib.Path)
    parser.add_argument("--only", choices=["costs", "ocr", "linearity"])
    options = parser.parse_args()
    load_documents.MAKERS["line"] = one_line
    if options.only in (None, "costs"):
        text = page_cost("pdf", 300, options.rounds)
        picture = page_cost("scan", 6, options.rounds)
        chunk, stored = chunk_cost(options.rounds)
        print(f"a text page {1000 * text:.1f} cpu ms, a scanned page {picture:.2f} cpu s, a chunk {1000 * chunk:.1f} cpu ms "
              f"and {stored:.0f} bytes in the store", flush=True)
        print_model(text, picture, chunk, stored)
    if options.only in (None, "ocr"):
        if shutil.which("tesseract"):
            ours, theirs, ours_cpu, theirs_cpu = ocr_rates(24, options.rounds)
            print(f"scans: {ours:.2f} pages/s ingested, the tesseract command on all cores {theirs:.2f}: {ours / theirs:.2f} x; "
                  f"{ours_cpu:.2f} and {theirs_cpu:.2f} cpu s a page", flush=True)
        else:
            print("scans: skipped, the tesseract command is not installed")
    if options.only in (None, "linearity"):
        rows = linearity([int(each) for each in options.files.split(",")])
        if options.plot:
            plot(rows, options.plot)


if __name__ == "__main__":
    main()
