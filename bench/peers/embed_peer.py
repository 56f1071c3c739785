#!/usr/bin/env python3
"""sentence-transformers in fp32 on the texts of standard input (a JSON string a line); prints chunks a second and
the time of a short query. Run by bench/embed.sh."""

import json
import pathlib
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))

from minilm_reference import load_model  # noqa: E402

BATCH_SIZE = 32  # its default, and its best here
QUERY = "where should students read the chapter between every exam"


def main():
    texts = [json.loads(line) for line in sys.stdin]
    model = load_model(ROOT / "engines/minilm")
    model.encode(texts[:BATCH_SIZE], batch_size=BATCH_SIZE)
    processor_start = time.process_time()
    start = time.perf_counter()
    model.encode(texts, batch_size=BATCH_SIZE)
    seconds = time.perf_counter() - start
    processor = (time.process_time() - processor_start) * 1e3 / len(texts)
    print(f"passages: {len(texts)} texts: {processor:.1f} ms of processor each, {len(texts) / seconds:.1f} chunks/s")
    latencies = []
    for _ in range(50):
        start = time.perf_counter()
        model.encode(QUERY)
        latencies.append(time.perf_counter() - start)
    print(f"queries, 1 caller: {len(latencies) / sum(latencies):.0f}/s, p50 {sorted(latencies)[25] * 1e3:.1f} ms")


if __name__ == "__main__":
    main()
