#!/usr/bin/env python3
"""Compares a tokenizer program with Hugging Face's, id for id, on 20,000 texts and more.

    python tools/check_tokenizer.py --command "build/edify tokenize" [--corpus FOLDER] [--code-points]

The program reads a JSON string a line and prints a JSON array of ids a line. Texts: the entries and queries of the
BEIR folders under --corpus, where given, and synthetic ones: scripts, accents, emoji, control characters, long
words, special tokens, random code points. --code-points adds every Unicode scalar value between two letters.
Exit code 1 on any difference. Needs tools/requirements-golden.txt.
"""

import argparse
import json
import pathlib
import random
import shlex
import subprocess
import sys

from tokenizers import Tokenizer

ROOT = pathlib.Path(__file__).resolve().parent.parent
SAMPLES = [
    "The quick brown fox jumps over the lazy dog.",
    "Crème brûlée, naïve façade, Ångström, Zürich, São Paulo, Łódź, İstanbul, ΣΊΣΥΦΟΣ, ǅ, ẞ, ﬁ ﬂ",
    "¿Dónde está la biblioteca? ¡Mañana será otro día! El niño comió piñata.",
    "विद्यालय में कितने छात्र हैं? कक्षा १० की परीक्षा कब है? क़ानून ड़ ढ़",
    "أين تقع المدرسة؟ كتابٌ جديدٌ، ٢٠٢٥ ﷺ لا",
    "学校的图书馆在哪里?東京都の図書館。도서관은 어디에 있습니까? 豈更車 𠀀𪜶",
    "😀👩‍👩‍👧‍👦🏳️‍🌈🇮🇳 1️⃣ ❤️ ✅ ½ ² ™ № ℃",
    "a\u0000b\u0001c\td\ne\rf\u000bg\u000ch\u0085i\u00a0j\u00adk\u200bl\u200cm\u200dn\u2028o\u2029p\ufeffq\ufffdr",
    "x ≠ y ≤ z; f(x)=x²+3x−1; https://example.org/a?b=c&d=e#f; user@example.org; snake_case CamelCase",
    "[CLS] [SEP] [MASK] [PAD] [UNK] [MASK][MASK] [mask] [ MASK ] [[SEP]] word[SEP]word [unused1] ##ing",
    "e\u0301 \u0301e a\u0323\u0302 q\u0307\u0323 \u1734 \u1885 \u166d \ua9bd \U000111c9 \u037e \u1fef \u212a \u3099か\u3099",
]


def synthetic(count):
    rng = random.Random(20251122)
    ranges = [(0x20, 0x7F), (0x80, 0x250), (0x370, 0x530), (0x590, 0x780), (0x900, 0xDF5), (0xE00, 0x1100),
              (0x1100, 0x1200), (0x1E00, 0x2200), (0x3000, 0x3100), (0x4E00, 0xA000), (0xAC00, 0xD7A4),
              (0xF900, 0xFB00), (0xFB50, 0xFE10), (0x1F300, 0x1FA00), (0, 0xD800), (0xE000, 0x110000)]
    for length in (99, 100, 101, 255, 1000, 10_000):
        yield "a" * length
        yield "é" * length
        yield "e\u0301" * length
        yield "字" * length
        yield "word " * length
    for _ in range(count):
        pieces = []
        for _ in range(rng.randint(1, 12)):
            kind = rng.random()
            if kind < 0.5:
                low, high = rng.choice(ranges)
                pieces.append("".join(chr(rng.randrange(low, high)) for _ in range(rng.randint(1, 12))))
            elif kind < 0.9:
                words = rng.choice(SAMPLES).split(" ")
                pieces.append(rng.choice(words))
            else:
                sample = rng.choice(SAMPLES)
                cut = rng.randrange(len(sample))
                pieces.append(sample[cut:cut + rng.randint(1, 20)])
        text = rng.choice(["", " ", " ", " ", "-"]).join(pieces)
        yield text.encode("utf-8", "ignore").decode()  # no lone surrogates


def corpus_texts(folder):
    for file in sorted(folder.glob("*/*.jsonl")):
        for line in file.open(encoding="utf-8"):
            entry = json.loads(line)
            yield entry["text"]
            if entry.get("title"):
                yield entry["title"] + " " + entry["text"]


def code_points():
    for c in range(0x110000):
        if not 0xD800 <= c <= 0xDFFF:
            yield f"in{chr(c)}door"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--command", default="build/edify tokenize")
    parser.add_argument("--corpus", type=pathlib.Path)
    parser.add_argument("--code-points", action="store_true")
    parser.add_argument("--model", type=pathlib.Path, default=ROOT / "engines/minilm")
    options = parser.parse_args()

    texts = ["", " ", "\n"] + SAMPLES
    if options.corpus:
        texts += corpus_texts(options.corpus)
    texts += synthetic(20_000)
    if options.code_points:
        texts += code_points()

    reference = Tokenizer.from_file(str(options.model / "tokenizer.json"))
    reference.no_padding()
    reference.no_truncation()
    expected = [e.ids for e in reference.encode_batch(texts)]

    lines = "".join(json.dumps(t) + "\n" for t in texts)
    run = subprocess.run(shlex.split(options.command), input=lines, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        sys.exit(f"{options.command} ended with {run.returncode}: {run.stderr[-500:]}")
    found = [json.loads(line) for line in run.stdout.splitlines()]
    if len(found) != len(texts):
        sys.exit(f"{len(texts)} texts, but {len(found)} answers")

    wrong = [i for i in range(len(texts)) if found[i] != expected[i]]
    for i in wrong[:10]:
        print(f"{texts[i][:200]!r}\n  expected {expected[i][:60]}\n  found    {found[i][:60]}")
    print(f"{len(texts)} texts, {len(wrong)} differ")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
