#!/usr/bin/env python3
"""How well documents are read: Edify and its peers over the same files, judged by the same scorer.

    bench/eval_parse.py [--corpus DIR] [--scorer FILE] [--edify build/edify] [--peers] [--keep DIR]

DIR holds docling/<format>/{sources,groundtruth} and olmocr/; the project's own truth stands in bench/parse_truth.
For each set and parser a line: the scorer's metrics (their meaning: the scorer's head), and the processor seconds of
all its files. --peers needs the packages of bench/peers/requirements-parse.txt in the Python that runs this
(`make eval-parse` sees to it). Where the corpus is missing, its sets are skipped and named.
"""

import argparse
import json
import pathlib
import resource
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
PEERS_PROGRAM = ROOT / "bench/peers/parse_peers.py"
PEERS = {
    "pdf": ["pypdfium2", "pymupdf4llm", "kreuzberg", "markitdown"],
    "other": ["kreuzberg", "markitdown"],
}
METRICS = ["nid", "nid_full", "teds", "mhs", "mhs_text"]


def with_processor_seconds(run):
    """What `run` answers, and the processor time of the processes that it started and waited for."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    result = run()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return result, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def truths_by_source(sources, truths):
    """Of the sources that have one: NAME.EXT.md, or NAME.md where NAME is no source itself."""
    found = {}
    for source in sorted(sources.iterdir()):
        exact = truths / (source.name + ".md")
        loose = truths / (source.stem + ".md")
        if exact.exists():
            found[source] = exact
        elif loose.exists() and not (sources / source.stem).exists():
            found[source] = loose
    return found


def read_with_edify(program, sources, predictions):
    for source in sources:
        target = predictions / (source.name + ".md")
        with target.open("wb") as out:
            parsed = subprocess.run([program, "parse", str(source), "--format", "markdown"], stdout=out,
                                    stderr=subprocess.PIPE)
        if parsed.returncode != 0:
            print(f"    {source.name}: {parsed.stderr.decode(errors='replace').strip()}", file=sys.stderr)


def read_with_peer(peer, sources, predictions):
    subprocess.run([sys.executable, str(PEERS_PROGRAM), peer, str(predictions), *map(str, sources)],
                   stderr=subprocess.DEVNULL, check=False)


class Evaluation:
    def __init__(self, options):
        self.options = options
        self.work = pathlib.Path(options.keep or tempfile.mkdtemp(prefix="edify-eval-parse-"))

    def parsers_for(self, kind):
        yield "edify", lambda sources, to: read_with_edify(self.options.edify, sources, to)
        if self.options.peers:
            for peer in PEERS["pdf" if kind == "pdf" else "other"]:
                yield peer, lambda sources, to, peer=peer: read_with_peer(peer, sources, to)

    def predict(self, name, parser, read, sources):
        predictions = self.work / name / parser
        predictions.mkdir(parents=True, exist_ok=True)
        _, seconds = with_processor_seconds(lambda: read(sources, predictions))
        return predictions, seconds

    def score(self, command, predictions, *truth):
        report = predictions.with_suffix(".json")
        subprocess.run([sys.executable, self.options.scorer, command, *truth, "--pred", str(predictions), "--json",
                        str(report)], check=True, stdout=subprocess.DEVNULL)
        return json.loads(report.read_text())

    def markdown_set(self, name, sources_folder, truth_folder):
        truths = truths_by_source(sources_folder, truth_folder)
        if not truths:
            return
        only = self.work / name / "truth"
        only.mkdir(parents=True, exist_ok=True)
        for source, truth in truths.items():
            (only / (source.name + ".md")).write_bytes(truth.read_bytes())
        for parser, read in self.parsers_for(name.split("/")[-1]):
            predictions, seconds = self.predict(name, parser, read, list(truths))
            report = self.score("markdown", predictions, "--truth", str(only))
            print_line(name, len(truths), parser, [report["mean"].get(metric) for metric in METRICS], seconds)

    def checks_set(self, folder):
        sources = sorted(folder.glob("*.pdf"))
        for parser, read in self.parsers_for("pdf"):
            predictions, seconds = self.predict("olmocr", parser, read, sources)
            for path in predictions.glob("*.pdf.md"):
                path.rename(path.with_name(path.name.removesuffix(".pdf.md") + ".md"))
            report = self.score("checks", predictions, "--checks", str(folder / "checks.jsonl"))
            print(f"{'olmocr checks':<18} {len(sources):>5} {parser:<18} {json.dumps(report['mean'])} {seconds:8.1f} s")


def print_line(name, files, parser, scores, seconds):
    columns = " ".join(f"{'–' if score is None else format(score, '.3f'):>8}" for score in scores)
    print(f"{name:<18} {files:>5} {parser:<18} {columns} {seconds:8.1f} s", flush=True)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--corpus", type=pathlib.Path, default=ROOT / "../shared/corpus/parse")
    arguments.add_argument("--scorer", type=pathlib.Path, default=ROOT / "../shared/score/score_parse.py")
    arguments.add_argument("--edify", default=str(ROOT / "build/edify"))
    arguments.add_argument("--peers", action="store_true")
    arguments.add_argument("--keep", help="a folder for the predictions; default: a temporary one")
    arguments.add_argument("--only", help="sets whose name contains this")
    options = arguments.parse_args()
    if not options.scorer.exists():
        print(f"skipped: there is no scorer at {options.scorer}")
        return
    evaluation = Evaluation(options)
    print(f"{'set':<18} {'files':>5} {'parser':<18} " + " ".join(f"{metric:>8}" for metric in METRICS) +
          "  processor time")
    sets = [(f"docling/{folder.parent.name}", folder.parent / "sources", folder)
            for folder in sorted(options.corpus.glob("docling/*/groundtruth"))]
    own = ROOT / "bench/parse_truth"
    if own.exists():
        sets.append(("own/pdf", own / "pdf", own / "truth"))
    for name, sources, truth in sets:
        if not options.only or options.only in name:
            evaluation.markdown_set(name, sources, truth)
    checks = options.corpus / "olmocr"
    if checks.exists() and (not options.only or options.only in "olmocr"):
        evaluation.checks_set(checks)
    if not options.corpus.exists():
        print(f"skipped: there is no corpus at {options.corpus}")


if __name__ == "__main__":
    main()
