#!/usr/bin/env python3
"""Writes tests/golden/embed/: texts, their token ids and their vectors by sentence-transformers in fp32.

    python -m venv .venv-golden && .venv-golden/bin/pip install -r tools/requirements-golden.txt
    .venv-golden/bin/python tools/make_embed_golden.py

texts.jsonl    one {"hex": UTF-8 bytes, "ids": […]} or {"text": …, "ids": […]} a line, ids with [CLS] and [SEP],
               neither padded nor truncated. "hex" is for bytes that are not UTF-8: the reference read them with
               replacement characters.
vectors.f32    384 little-endian floats a text, in the same order; texts beyond 256 word pieces cut as the model is.

Deterministic; texts are written here or made from the words below.
"""

import json
import pathlib
import random

import numpy
import torch
from tokenizers import Tokenizer

from minilm_reference import load_model

ROOT = pathlib.Path(__file__).resolve().parent.parent
OUT = ROOT / "tests/golden/embed"

SENTENCES = {
    "en": [
        "Photosynthesis turns light, water and carbon dioxide into sugar and oxygen.",
        "What is the procedure for reporting a fire in the laboratory?",
        "The school opens at 8:30 a.m.; pupils who arrive after 8:45 must sign in at the office.",
        "A quadratic equation ax² + bx + c = 0 has two real roots when b² − 4ac > 0.",
        "Ashoka gave up war after Kalinga and had his edicts cut into rock.",
        "Multiply both sides by 3/4, then subtract 12.5 % of the total.",
        "Teachers submit lesson plans by Friday; the head of department approves them on Monday.",
        "The mitochondrion is often called the powerhouse of the cell.",
        "Newton's third law: for every action there is an equal and opposite reaction.",
        "Fees are due on the 5th of each month (late fee: $10.00).",
        "Water boils at 100 °C at sea level, but at about 93 °C in the mountains at 2,000 m.",
        "def area(r): return 3.14159 * r ** 2  # circle",
    ],
    "accents": [
        "Crème brûlée à la façon de l'élève naïf de Besançon.",
        "Zürich, Århus, Łódź, Kraków, São Paulo, Reykjavík, İstanbul, Đà Nẵng.",
        "Ein Straßenbahnfahrer grüßt über die Brücke; ẞ und ß.",
        "e\u0301cole, cafe\u0301, n\u0303, u\u0308ber, a\u0323\u0302",
    ],
    "es": [
        "¿Dónde está la biblioteca? ¡Mañana será otro día!",
        "La fotosíntesis convierte la luz del sol en energía química para las plantas.",
        "El niño comió una piñata de azúcar en el cumpleaños de su hermana pequeña.",
    ],
    "hi": [
        "प्रकाश संश्लेषण में पौधे सूर्य के प्रकाश से भोजन बनाते हैं।",
        "विद्यालय का समय सुबह ८ बजे से दोपहर २ बजे तक है।",
        "क़ानून, ज़मीन, पढ़ाई और फ़र्क़ — नुक़्ते वाले शब्द।",
    ],
    "ar": ["أين تقع المدرسة الجديدة؟", "الماءُ يَغلي عندَ مئةِ درجةٍ مئويةٍ.", "كتابٌ جديدٌ، ٢٠٢٥ ﷺ لا"],
    "cjk": ["学校的图书馆在哪里?", "東京都の図書館は午前九時に開きます。ガギグゲゴ", "도서관은 어디에 있습니까?", "豈更車 𠀀𪜶 ㈱ ﾊﾟﾋﾟ"],
    "emoji": ["Great work! 😀👍🏽 ✅", "👩‍👩‍👧‍👦 family 🏳️‍🌈 flag 🇮🇳", "1️⃣ 2️⃣ ❤️ ½ ² ™ № ℃"],
    "controls": [
        "tab\tnewline\ncarriage\rreturn\u000bvertical\u000cform\u0085next",
        "nul\u0000in\u0001side\u001fwords\u007f",
        "zero\u200bwidth\u200cnon\u200djoiner\ufeffbom\u00adsoft\u2060hyphen",
        "no\u00a0break\u2003em\u3000ideographic\u2028line\u2029paragraph",
        "private\ue000use and replacement\ufffdcharacter",
        " \t \n ",
    ],
    "other": [
        "Ελληνικά: Η ΟΔΥΣΣΕΙΑ ΤΟΥ ΟΔΥΣΣΕΩΣ.", "Где находится библиотека? Ёлка, йод.", "שלום עולם, מה שלומך?",
        "สวัสดีครับ โรงเรียน", "தமிழ் வாழ்க", "Tiếng Việt có dấu", "\u166d \u1885 \u1734 \ua9bd \U000111c9 \u037e \u1fef",
    ],
    "special": [
        "[CLS] [SEP] [MASK] [PAD] [UNK]", "fill the [MASK][MASK] in[SEP]side", "[mask] [ MASK ] [[SEP]] [unused1] ##ing",
        "snake_case, CamelCase, https://example.org/a?b=c&d=e#f, user@example.org", "!!! ??? ... --- \"quoted\" 'single'",
    ],
}
SUBJECTS = ["cells", "fractions", "the monsoon", "fire safety", "library cards", "electric current", "poetry", "exams"]
LONG_WORDS = ["a" * 99, "a" * 100, "a" * 101, "b" * 10_000, "é" * 10_000, "字" * 10_000, "un" * 50 + " tail"]
NOT_UTF8 = [b"\xff\xfe broken", b"caf\xe9 latin-1", b"cut \xe0\xa4", b"\xed\xa0\x80 surrogate", b"over\xc0\xaflong", b"\x80\x81",
            b"five \xf8\x88\x80\x80\x80 bytes", b"beyond \xf4\x90\x80\x80 unicode"]


def generated(rng, count):
    """Texts of all lengths: sentences joined, cut, mixed between languages."""
    sentences = [s for group in SENTENCES.values() for s in group]
    english = SENTENCES["en"]
    for i in range(count):
        if i % 4 == 0:
            yield f"{rng.choice(['What is', 'How do we teach', 'Rules for', 'Explain'])} {rng.choice(SUBJECTS)}?"[: rng.randint(5, 60)]
        elif i % 4 == 1:
            yield " ".join(rng.choice(english) for _ in range(rng.randint(1, 12)))
        elif i % 4 == 2:
            yield " ".join(rng.choice(sentences) for _ in range(rng.randint(1, 8)))
        else:
            words = " ".join(rng.choice(sentences) for _ in range(6)).split(" ")
            rng.shuffle(words)
            yield " ".join(words[: rng.randint(1, len(words))])


def main():
    rng = random.Random(6)
    texts = [""] + [s for group in SENTENCES.values() for s in group] + LONG_WORDS
    texts += list(dict.fromkeys(generated(rng, 560)))
    entries = [{"text": t} for t in texts] + [{"hex": b.hex()} for b in NOT_UTF8]
    readable = texts + [b.decode("utf-8", "replace") for b in NOT_UTF8]

    tokenizer = Tokenizer.from_file(str(ROOT / "engines/minilm/tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    for entry, text in zip(entries, readable):
        entry["ids"] = tokenizer.encode(text).ids

    torch.set_num_threads(1)  # sums in one order
    vectors = load_model(ROOT / "engines/minilm").encode(readable, batch_size=1, convert_to_numpy=True)
    OUT.mkdir(parents=True, exist_ok=True)
    with (OUT / "texts.jsonl").open("w", encoding="utf-8") as file:
        for entry in entries:
            file.write(json.dumps(entry, ensure_ascii=True, separators=(",", ":")) + "\n")
    vectors.astype("<f4").tofile(OUT / "vectors.f32")
    print(f"{len(entries)} texts, {numpy.linalg.norm(vectors, axis=1).min():.6f} shortest vector")


if __name__ == "__main__":
    main()
