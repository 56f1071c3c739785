#!/usr/bin/env python3
"""Makes samples/ from tools/samples/library/: a small school library, laid out as a blob container.

Set up once (Debian 12), then run; the same sources give the same bytes:

    apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
                    fonts-noto-core fonts-liberation fontconfig
    python3 -m venv .venv-samples
    .venv-samples/bin/pip install -r tools/requirements-samples.txt
    .venv-samples/bin/python tools/make_samples.py            # or --check: are samples/ and sources in step?

A source's name says what becomes of it (tools/samples/README.md):
    X.pdf.md       X.pdf, printed; with `scan: yes` at its head an image-only PDF, as from a scanner
    X.latin1.txt   X.txt in ISO 8859-1;   X.utf16.txt   X.txt in UTF-16 with its mark
    anything else  copied as it is
`copies.csv` lists the exact duplicates (original, copy).
"""

import argparse
import csv
import io
import os
import re
import shutil
import sys
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path

os.environ["SOURCE_DATE_EPOCH"] = "1748736000"  # 2025-06-01: fonts carry a date of their own

import markdown
import numpy
import pypdfium2
import weasyprint
import weasyprint.draw.text
from PIL import Image, ImageFilter

HERE = Path(__file__).resolve().parent / "samples"
SOURCES = HERE / "library"
SAMPLES = HERE.parent.parent / "samples"
DATE = "2025-06-01T00:00:00+05:30"
SCAN_DPI = 200

DEVANAGARI_WORD = re.compile(r"([^\s<>&]*[\u0900-\u097f][^\s<>&]*(?: |(?=[<&]|$)|\n))")


@dataclass
class Source:
    head: dict[str, str]
    body: str


def read_source(path: Path) -> Source:
    """A source opens with lines `key: value` between two lines of `---`."""
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    pairs = (line.split(":", 1) for line in head.splitlines() if line.strip())
    return Source({key.strip(): value.strip() for key, value in pairs}, body)


def to_html(source: Source) -> str:
    head = source.head
    body = markdown.markdown(source.body, extensions=["tables", "md_in_html", "sane_lists"])
    # A picture alone in its paragraph is a figure, and its alternative text the caption.
    body = re.sub(r'<p><img alt="([^"]*)" src="([^"]*)" ?/></p>',
                  r'<figure><img alt="\1" src="figures/\2"/><figcaption>\1</figcaption></figure>', body)
    if head.get("lang") == "hi":
        body = wrap_words(body)
    letterhead = "".join(f"<span>{part.strip()}</span>" for part in head.get("head", "").split("|"))
    subtitle = f'<p class="subtitle">{head["subtitle"]}</p>' if "subtitle" in head else ""
    return f"""<!DOCTYPE html>
<html lang="{head.get('lang', 'en')}"><head><meta charset="utf-8"><title>{head['title']}</title>
<meta name="author" content="Edify Schools"><meta name="dcterms.created" content="{DATE}">
<meta name="dcterms.modified" content="{DATE}"></head>
<body class="{head.get('layout', 'one')} {head.get('style', 'notes')}">
<div class="running-head">{head.get('running', head['title'])}</div>
<header><p class="school">Edify Schools</p><p class="letterhead">{letterhead}</p></header>
<h1>{head['title']}</h1>{subtitle}
<main>{body}</main></body></html>"""


def wrap_words(html: str) -> str:
    """Gives each Devanagari word, with the space after it, a box of its own, for `mark_devanagari`."""
    pieces = re.split(r"(<[^>]*>)", html)
    return "".join(piece if piece.startswith("<") else DEVANAGARI_WORD.sub(r"<span>\1</span>", piece)
                   for piece in pieces)


def mark_devanagari() -> None:
    """Writes Devanagari with /ActualText (ISO 32000-1, 14.9.4).

    A shaped glyph stands for several characters in another order than they are written, so glyph by glyph
    no character map can give the text back; the word's own text beside its glyphs can.
    """
    draw = weasyprint.draw.text.draw_first_line

    def draw_marked(stream, textbox, *rest):
        if not re.search("[\u0900-\u097f]", textbox.text):
            return draw(stream, textbox, *rest)
        text = "FEFF" + textbox.text.encode("utf-16-be").hex().upper()
        stream.begin_marked_content("Span", f"<</ActualText <{text}>>>".encode())
        emojis = draw(stream, textbox, *rest)
        stream.end_marked_content()
        return emojis

    weasyprint.draw.text.draw_first_line = draw_marked


def print_pdf(source: Source) -> bytes:
    document = weasyprint.HTML(string=to_html(source), base_url=str(HERE) + "/")
    return document.write_pdf(stylesheets=[str(HERE / "style.css")], presentational_hints=True,
                              pdf_tags=True, pdf_identifier=b"edify-sample")


def scan_page(page: Image.Image, chance: numpy.random.Generator) -> Image.Image:
    """A clean grey page as an office scanner sees it: askew, soft, speckled, unevenly lit."""
    skew = chance.uniform(0.3, 0.9) * chance.choice([-1, 1])
    page = page.rotate(skew, resample=Image.Resampling.BICUBIC, fillcolor=255)
    page = page.filter(ImageFilter.GaussianBlur(0.6))
    pixels = numpy.asarray(page, dtype=numpy.float32)
    height, width = pixels.shape
    light = numpy.linspace(0, chance.uniform(6, 14), width)[None, :] + numpy.linspace(0, 5, height)[:, None]
    pixels = pixels * 0.9 + 18 - light + chance.normal(0, 2.0, pixels.shape)
    dust = chance.random(pixels.shape) < 0.00003
    pixels[dust] = 70
    return Image.fromarray(pixels.clip(0, 255).astype(numpy.uint8))


def scan_pdf(pdf: bytes, seed: int) -> bytes:
    chance = numpy.random.default_rng(seed)
    document = pypdfium2.PdfDocument(pdf)
    pages = [scan_page(page.render(scale=SCAN_DPI / 72, grayscale=True).to_pil(), chance) for page in document]
    return image_pdf(pages)


def image_pdf(pages: list[Image.Image]) -> bytes:
    """One JPEG a page and nothing else. Written by hand: it is short, and has no clock in it."""
    kids = " ".join(f"{3 + 3 * i} 0 R" for i in range(len(pages)))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>",
               f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>".encode()]
    for i, page in enumerate(pages):
        number = 3 + 3 * i
        width, height = (round(side * 72 / SCAN_DPI, 2) for side in page.size)
        jpeg = io.BytesIO()
        page.save(jpeg, "JPEG", quality=45, optimize=True)
        objects.append(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]/Contents {number + 1} 0 R"
                       f"/Resources<</XObject<</Scan {number + 2} 0 R>>>>>>".encode())
        objects.append(stream_object("", f"{width} 0 0 {height} 0 0 cm /Scan Do".encode()))
        objects.append(stream_object(
            f"/Type/XObject/Subtype/Image/Width {page.width}/Height {page.height}"
            "/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/DCTDecode", jpeg.getvalue()))
    return join_objects(objects)


def stream_object(keys: str, data: bytes) -> bytes:
    return f"<<{keys}/Length {len(data)}>>\nstream\n".encode() + data + b"\nendstream"


def join_objects(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    out += f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n".encode()
    return bytes(out)


def make(path: Path) -> tuple[str, bytes]:
    """One source → its path under samples/ and its bytes."""
    name = path.relative_to(SOURCES).as_posix()
    if name.endswith(".pdf.md"):
        source = read_source(path)
        pdf = print_pdf(source)
        if source.head.get("scan") == "yes":
            pdf = scan_pdf(pdf, seed=zlib.crc32(name.encode()))
        return name.removesuffix(".md"), pdf
    for suffix, encoding in ((".latin1.txt", "latin-1"), (".utf16.txt", "utf-16")):
        if name.endswith(suffix):
            return name.removesuffix(suffix) + ".txt", path.read_text(encoding="utf-8").encode(encoding)
    return name, path.read_bytes()


def make_all(into: Path) -> None:
    for path in sorted(p for p in SOURCES.rglob("*") if p.is_file()):
        name, data = make(path)
        (into / name).parent.mkdir(parents=True, exist_ok=True)
        (into / name).write_bytes(data)
        print(f"{len(data):>9,}  {name}")
    with open(HERE / "copies.csv", encoding="utf-8", newline="") as copies:
        for row in csv.DictReader(copies):
            (into / row["copy"]).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(into / row["original"], into / row["copy"])


def differences(made: Path) -> list[str]:
    def content(root: Path) -> dict[str, bytes]:
        return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}

    wanted, found = content(made), content(SAMPLES)
    return sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))


def main() -> int:
    arguments = argparse.ArgumentParser(description="makes samples/ from tools/samples/library/")
    arguments.add_argument("--check", action="store_true", help="write nothing; fail where samples/ differs")
    check = arguments.parse_args().check
    mark_devanagari()
    with tempfile.TemporaryDirectory() as scratch:
        made = Path(scratch)
        make_all(made)
        if check:
            changed = differences(made)
            print("\n".join(f"differs: {name}" for name in changed) or "samples/ is in step with its sources")
            return 1 if changed else 0
        shutil.rmtree(SAMPLES, ignore_errors=True)
        shutil.copytree(made, SAMPLES)
    return 0


if __name__ == "__main__":
    sys.exit(main())
