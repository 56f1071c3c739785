#!/usr/bin/env python3
"""Makes tests/cases/pdf_legacy_font/input.pdf: a page that shows Hindi and whose text layer says Latin letters.

    python3 -m venv .venv-pdf-cases
    .venv-pdf-cases/bin/pip install -r tools/requirements-pdf-cases.txt fonttools==4.68.0
    .venv-pdf-cases/bin/python tools/make_legacy_font_case.py

Like the fonts that typists used before Unicode, the font made here has Devanagari glyphs on Latin codes: the letters of
Debian's Noto Serif Devanagari (fonts-noto-core) under the codes of KEYS. Its name is nobody's, so only the statistics
of the text can tell. All text is original, and needs no conjuncts but those that KEYS has.
"""
from io import BytesIO
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont as PdfFont
from reportlab.pdfgen.canvas import Canvas

CASE = Path(__file__).resolve().parent.parent / "tests" / "cases" / "pdf_legacy_font"
SOURCE = "/usr/share/fonts/truetype/noto/NotoSerifDevanagari-Regular.ttf"

# Which key types which letter, after the layouts of typewriters.
KEYS = dict(zip("vbmdxptVMrnuicejyolgkhqwsSafTQBFHNLCD",
                "अइउकगचजटडतदनपबमरलवसहाीुूेैंिखफठथभछशणध"))
KEYS.update({",": "ए", ";": "य", "$": "ई", ">": "झ", "[": "ष", "{": "घ", "A": "।", "|": "ञ"})
TYPED = {letter: key for key, letter in KEYS.items()}

LINES = ["नदी के पास एक छोटा सा गाव था और वहा एक शाला थी",
         "हर दिन सब बालक समय से शाला जाते थे और मन से पढाई करते थे",
         "उनके गुरु सरल थे और सबको नई बाते बताते थे",
         "एक दिन गुरु ने कहा कि आज हम नदी का पानी देखेगे",
         "सब बालक खुश हुए और कतार मे चलने लगे",
         "नदी का पानी साफ था और उसमे मछली तैरती थी",
         "बालको ने नदी के पास बैठकर भोजन किया और गीत गाए",
         "शाम को सब अपने अपने घर लौट गए"]


def typed(text: str) -> str:
    """In the order of the typewriter: the sign of short i stands before its letter."""
    out = []
    for letter in text:
        for piece in {"आ": "अा", "ऐ": "एे", "औ": "अाै", "ओ": "अाे", "ो": "ाे", "ौ": "ाै", "ढ": "ड", "ऊ": "उू"}.get(letter, letter):
            if piece == "ि":
                out.insert(len(out) - 1, TYPED[piece])
            else:
                out.append(TYPED.get(piece, piece))
    return "".join(out)


def legacy_font() -> BytesIO:
    font = TTFont(SOURCE)
    glyphs = font.getBestCmap()
    codes = {ord(key): glyphs[ord(letter)] for key, letter in KEYS.items()}
    codes[ord(" ")] = glyphs[ord(" ")]
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap = dict(codes)
    font["cmap"].tables = [table for table in font["cmap"].tables if table.isUnicode()]
    for name in ("GSUB", "GPOS", "GDEF"):
        del font[name]
    options = subset.Options(name_IDs=[], notdef_outline=True)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    for record in (1, 4, 6):
        font["name"].setName("Vidyalaya", record, 3, 1, 0x409)
    out = BytesIO()
    font.save(out)
    out.seek(0)
    return out


def main() -> None:
    CASE.mkdir(exist_ok=True)
    pdfmetrics.registerFont(PdfFont("Vidyalaya", legacy_font()))
    canvas = Canvas(str(CASE / "input.pdf"), pagesize=A4, invariant=True)
    canvas.setFont("Vidyalaya", 16)
    for row, line in enumerate(LINES):
        canvas.drawString(72, 740 - 28 * row, typed(line))
    canvas.save()


if __name__ == "__main__":
    main()
