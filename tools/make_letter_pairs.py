#!/usr/bin/env python3
"""Prints the table of src/parse/pdf/letter_pairs.h: how surprising a letter is after another, in languages of Latin script.

    python3 tools/make_letter_pairs.py

Counted over the translated messages of a Debian system with locales (/usr/share/locale, vim), eleven languages with
equal weight, English thrice. Letters are counted without their accents and case; row and column 0 stand for a word's
edge. A digit d (hexadecimal) is a surprise of 0.8 d bits.
"""
import collections
import glob
import gettext
import math
import re
import unicodedata

LANGUAGES = ["en", "fr", "es", "pt", "de", "it", "nl", "id", "sv", "tr", "pl"]
SPECIAL = {"ı": "i", "ł": "l", "ø": "o", "æ": "a", "ß": "s", "đ": "d"}


def messages(language: str):
    """Translations; for English, what they translate."""
    for path in glob.glob("/usr/share/locale/*/LC_MESSAGES/*.mo") + glob.glob("/usr/share/vim/*/lang/*/LC_MESSAGES/*.mo"):
        folder = path.split("/")[-3]
        if folder != ("fr" if language == "en" else language) or "iso_" in path:
            continue
        try:
            with open(path, "rb") as file:
                catalog = gettext.GNUTranslations(file)._catalog
        except UnicodeDecodeError:  # an older catalogue in another encoding
            continue
        for original, translation in catalog.items():
            if isinstance(original, str) and isinstance(translation, str) and original and original != translation:
                yield re.sub(r"%[-\w.#]*|\\[a-z]|[_&]", "", original if language == "en" else translation)


def number(letter: str) -> int:
    base = unicodedata.normalize("NFD", letter)[0].lower()
    base = SPECIAL.get(base, base)
    return ord(base) - ord("a") + 1 if "a" <= base <= "z" else 0


def pairs(word: str):
    numbers = [0, *map(number, word), 0]
    return [pair for pair in zip(numbers, numbers[1:]) if pair != (0, 0)]


def main() -> None:
    weights: collections.Counter = collections.Counter()
    for language in LANGUAGES:
        counts: collections.Counter = collections.Counter()
        for message in messages(language):
            for word in re.findall(r"[^\W\d_]{2,}", message):
                counts.update(pairs(word))
        for pair, count in counts.items():
            weights[pair] += count * (3 if language == "en" else 1) * 1e6 / counts.total()
    for a in range(27):
        total = sum(weights[a, b] for b in range(27)) + 27 * 5
        row = [min(15, round(-math.log2((weights[a, b] + 5) / total) / 0.8)) for b in range(27)]
        print("    \"" + "".join(f"{digit:x}" for digit in row) + "\",")


if __name__ == "__main__":
    main()
