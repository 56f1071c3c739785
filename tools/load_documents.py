"""Synthetic school documents from a seed: the makers behind tools/loadgen.py.

A Recipe says everything about a document's bytes; `blocks(recipe)` makes the same bytes each time, in pieces of about
a megabyte, so that a document of 2 GB never is in memory. Nothing but the standard library; the only bytes that are
not made here are the pages of the scans in samples/.
"""
import functools
import html
import io
import pathlib
import random
import re
import zipfile
import zlib
from dataclasses import dataclass

from load_prose import Writer

MEGABYTE = 1 << 20
SAMPLES = pathlib.Path(__file__).resolve().parent.parent / "samples"
A4 = (595, 842)


@dataclass(frozen=True)
class Recipe:
    kind: str  # a key of MAKERS
    seed: str
    pages: int = 1  # of prose, roughly 2,500 characters each
    picture_bytes: int = 0  # that a reader of text has no use for; in kinds that can hold pictures


def blocks(recipe):
    """The document's bytes, in pieces."""
    yield from MAKERS[recipe.kind](recipe, random.Random(recipe.seed))


def random_blocks(chance, count):
    while count > 0:
        size = min(count, MEGABYTE)
        yield chance.randbytes(size)
        count -= size


# ---- PDF ------------------------------------------------------------------------------------------------------------

class PdfPieces:
    """Numbers objects, counts offsets and closes the file; the pieces themselves go to the caller."""

    def __init__(self):
        self.at = 0
        self.offsets = {}

    def piece(self, data):
        self.at += len(data)
        return data

    def open_object(self, number):
        self.offsets[number] = self.at
        return self.piece(b"%d 0 obj\n" % number)

    def object(self, number, body):
        return self.open_object(number) + self.piece(body + b"\nendobj\n")

    def stream(self, number, dictionary, data):
        return self.object(number, b"<<%s/Length %d>>\nstream\n%s\nendstream" % (dictionary, len(data), data))

    def end(self, more=b""):
        count = max(self.offsets) + 1
        rows = b"".join(b"%010d 00000 n \n" % self.offsets[number] for number in range(1, count))
        return (b"xref\n0 %d\n0000000000 65535 f \n" % count + rows +
                b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (count, more, self.at))


def page_operators(writer, title, number, picture):
    lines = [b"BT /F2 16 Tf 60 780 Td (%s) Tj ET" % literal(title)] if number == 1 else []
    lines += [b"BT /F2 12 Tf 60 750 Td (%s) Tj ET" % literal(writer.heading()), b"BT /F1 10 Tf 60 732 Td 13 TL"]
    room = 30 if picture else 46
    for paragraph in writer.paragraphs_of_lines(width=92, lines=room):
        lines += [b"(%s) Tj T*" % literal(line) for line in paragraph] + [b"T*"]
    lines.append(b"ET BT /F1 9 Tf 290 40 Td (%d) Tj ET" % number)
    if picture:
        lines.append(b"q 400 0 0 230 90 70 cm /P Do Q")
    return b"\n".join(lines)


def literal(text):
    return re.sub(rb"([\\()])", rb"\\\1", text.encode("cp1252", "replace"))


def pdf(recipe, chance):
    writer, pieces, pages = Writer(chance), PdfPieces(), recipe.pages
    each_picture = recipe.picture_bytes // pages
    yield pieces.piece(b"%PDF-1.6\n%\xe2\xe3\xcf\xd3\n")
    yield pieces.object(1, b"<</Type/Catalog/Pages 2 0 R>>")
    kids = b" ".join(b"%d 0 R" % (5 + 3 * page) for page in range(pages))
    yield pieces.object(2, b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, kids))
    for number, name in ((3, b"Helvetica"), (4, b"Helvetica-Bold")):
        yield pieces.object(number, b"<</Type/Font/Subtype/Type1/BaseFont/%s/Encoding/WinAnsiEncoding>>" % name)
    title = writer.title()
    for page in range(pages):
        first = 5 + 3 * page
        yield pieces.object(first, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents %d 0 R/Resources<<"
                            b"/Font<</F1 3 0 R/F2 4 0 R>>/XObject<</P %d 0 R>>>>>>" % (*A4, first + 1, first + 2))
        operators = page_operators(writer, title, page + 1, each_picture > 0)
        yield pieces.stream(first + 1, b"/Filter/FlateDecode", zlib.compress(operators))
        yield from picture_object(pieces, first + 2, each_picture, chance)
    yield pieces.end()


def picture_object(pieces, number, size, chance):
    """A grey picture as stored, row by row, without compression: as many bytes as it has pixels."""
    width = 2000 if size >= 2000 else max(size, 1)
    height = max(size // width, 1)
    yield pieces.open_object(number)
    yield pieces.piece(b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8"
                       b"/Length %d>>\nstream\n" % (width, height, width * height))
    for block in random_blocks(chance, width * height):
        yield pieces.piece(block)
    yield pieces.piece(b"\nendstream\nendobj\n")


@functools.cache
def scans():
    """The pages of the scans in samples/: (width, height, JPEG)."""
    found = []
    for path in sorted(SAMPLES.rglob("*.pdf")):
        content = path.read_bytes()
        for match in re.finditer(rb"/DCTDecode", content):
            begin = content.index(b"stream\n", match.start()) + len(b"stream\n")
            dictionary = content[content.rindex(b" obj", 0, match.start()):begin]
            sides = [int(re.search(rb"/%s (\d+)" % side, dictionary).group(1)) for side in (b"Width", b"Height")]
            found.append((*sides, content[begin:content.index(b"\nendstream", begin)]))
    if not found:
        raise FileNotFoundError(f"no scans in {SAMPLES}: run from a whole checkout")
    return found


def scan(recipe, chance):
    """Pages of scans in another order; a private entry of the trailer makes the file differ from every other."""
    pieces = PdfPieces()
    yield pieces.piece(b"%PDF-1.6\n%\xe2\xe3\xcf\xd3\n")
    yield pieces.object(1, b"<</Type/Catalog/Pages 2 0 R>>")
    kids = b" ".join(b"%d 0 R" % (3 + 3 * page) for page in range(recipe.pages))
    yield pieces.object(2, b"<</Type/Pages/Count %d/Kids[%s]>>" % (recipe.pages, kids))
    for page in range(recipe.pages):
        first = 3 + 3 * page
        width, height, jpeg = chance.choice(scans())
        points = (round(width * 72 / 200), round(height * 72 / 200))
        yield pieces.object(first, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents %d 0 R/Resources<<"
                            b"/XObject<</S %d 0 R>>>>>>" % (*points, first + 1, first + 2))
        yield pieces.stream(first + 1, b"", b"%d 0 0 %d 0 0 cm /S Do" % points)
        yield pieces.stream(first + 2, b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray"
                            b"/BitsPerComponent 8/Filter/DCTDecode" % (width, height), jpeg)
    yield pieces.end(b"/EdifyLoad (%x)" % chance.getrandbits(64))


def encrypted_pdf(recipe, chance):
    """Asks for a password that nobody knows."""
    noise = chance.randbytes(32).hex().encode()
    whole = b"".join(pdf(recipe, chance))
    encrypt = b"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>/ID[<00><00>]" % (noise, noise)
    yield whole.replace(b"/Root 1 0 R", b"/Root 1 0 R" + encrypt)


# ---- Office ---------------------------------------------------------------------------------------------------------

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument."
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SLIDES = "http://schemas.openxmlformats.org/presentationml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"


def relations(*targets):
    """Targets are (id, type's last word, target)."""
    rows = "".join(f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"/>' for name, kind, target in targets)
    return f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'


def content_types(**parts):
    """Parts: name with __ for / → media type after the common beginning."""
    rows = "".join(f'<Override PartName="/{name.replace("__", "/")}.xml" ContentType="{MEDIA_TYPE}{kind}+xml"/>'
                   for name, kind in parts.items())
    return (f'{XML}<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/><Default '
            f'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default '
            f'Extension="bin" ContentType="application/octet-stream"/>{rows}</Types>')


def package(recipe, chance, folder, parts):
    """The parts as a ZIP file, and the pictures beside them, stored as they are. Up to some 100 MB, in memory."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
        if recipe.picture_bytes > 0:
            archive.writestr(zipfile.ZipInfo(f"{folder}/media/picture.bin"), chance.randbytes(recipe.picture_bytes),
                             zipfile.ZIP_STORED)
    yield out.getvalue()


def docx(recipe, chance):
    writer = Writer(chance)

    def paragraph(text, style=""):
        style = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
        return f"<w:p>{style}<w:r><w:t xml:space=\"preserve\">{html.escape(text)}</w:t></w:r></w:p>"
    body = [paragraph(writer.title(), "Heading1")]
    for _ in range(recipe.pages):
        body += [paragraph(writer.heading(), "Heading2")] + [paragraph(writer.paragraph()) for _ in range(5)]
    styles = "".join(f'<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/><w:pPr>'
                     f'<w:outlineLvl w:val="{level - 1}"/></w:pPr></w:style>' for level in (1, 2))
    yield from package(recipe, chance, "word", {
        "[Content_Types].xml": content_types(word__document="wordprocessingml.document.main",
                                             word__styles="wordprocessingml.styles"),
        "_rels/.rels": relations(("r1", "officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": relations(("r1", "styles", "styles.xml")),
        "word/styles.xml": f'{XML}<w:styles xmlns:w="{WORD}">{styles}</w:styles>',
        "word/document.xml": f'{XML}<w:document xmlns:w="{WORD}"><w:body>{"".join(body)}</w:body></w:document>'})


def xlsx(recipe, chance):
    rows = "".join(
        "<row>" + "".join(f"<c t=\"inlineStr\"><is><t>{html.escape(cell)}</t></is></c>" for cell in row) + "</row>"
        for row in table_rows(recipe, chance))
    yield from package(recipe, chance, "xl", {
        "[Content_Types].xml": content_types(xl__workbook="spreadsheetml.sheet.main",
                                             xl__worksheets__sheet1="spreadsheetml.worksheet"),
        "_rels/.rels": relations(("r1", "officeDocument", "xl/workbook.xml")),
        "xl/_rels/workbook.xml.rels": relations(("r1", "worksheet", "worksheets/sheet1.xml")),
        "xl/workbook.xml": f'{XML}<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets><sheet name="List" sheetId="1" '
                           f'r:id="r1"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": f'{XML}<worksheet xmlns="{SHEET}"><sheetData>{rows}</sheetData></worksheet>'})


def pptx(recipe, chance):
    writer, numbers = Writer(chance), range(1, 3 * recipe.pages + 1)

    group = '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'

    def shape(kind, paragraphs):
        text = "".join(f"<a:p><a:r><a:t>{html.escape(each)}</a:t></a:r></a:p>" for each in paragraphs)
        return (f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="{kind}"/><p:cNvSpPr/><p:nvPr><p:ph type="{kind}"/></p:nvPr>'
                f"</p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/>{text}</p:txBody></p:sp>")

    def slide():
        shapes = shape("title", [writer.heading()]) + shape("body", [writer.sentence() for _ in range(6)])
        return f'{XML}<p:sld xmlns:p="{SLIDES}" xmlns:a="{DRAWING}"><p:cSld><p:spTree>{group}{shapes}</p:spTree></p:cSld></p:sld>'
    names = {f"ppt__slides__slide{number}": "presentationml.slide" for number in numbers}
    listed = "".join(f'<p:sldId id="{255 + number}" r:id="r{number}"/>' for number in numbers)
    layout, tree = "slideLayouts/slideLayout1.xml", "<p:cSld><p:spTree/></p:cSld>"
    of_a_slide = relations(("r1", "slideLayout", f"../{layout}"))
    yield from package(recipe, chance, "ppt", {
        "[Content_Types].xml": content_types(
            ppt__presentation="presentationml.presentation.main", ppt__slideLayouts__slideLayout1="presentationml.slideLayout",
            ppt__slideMasters__slideMaster1="presentationml.slideMaster", **names),
        "_rels/.rels": relations(("r1", "officeDocument", "ppt/presentation.xml")),
        "ppt/_rels/presentation.xml.rels": relations(("m1", "slideMaster", "slideMasters/slideMaster1.xml"),
                                                     *((f"r{n}", "slide", f"slides/slide{n}.xml") for n in numbers)),
        "ppt/presentation.xml": f'{XML}<p:presentation xmlns:p="{SLIDES}" xmlns:r="{OFFICE}"><p:sldMasterIdLst>'
                                f'<p:sldMasterId r:id="m1"/></p:sldMasterIdLst><p:sldIdLst>{listed}</p:sldIdLst>'
                                f"</p:presentation>",
        "ppt/slideMasters/slideMaster1.xml": f'{XML}<p:sldMaster xmlns:p="{SLIDES}">{tree}</p:sldMaster>',
        "ppt/slideMasters/_rels/slideMaster1.xml.rels": relations(("r1", "slideLayout", f"../{layout}")),
        f"ppt/{layout}": f'{XML}<p:sldLayout xmlns:p="{SLIDES}">{tree}</p:sldLayout>',
        "ppt/slideLayouts/_rels/slideLayout1.xml.rels": relations(("r1", "slideMaster", "../slideMasters/slideMaster1.xml")),
        **{f"ppt/slides/_rels/slide{number}.xml.rels": of_a_slide for number in numbers},
        **{f"ppt/slides/slide{number}.xml": slide() for number in numbers}})


# ---- text -----------------------------------------------------------------------------------------------------------

def table_rows(recipe, chance):
    writer = Writer(chance)
    yield ["Roll", "Name", "Subject", "Marks", "Remark"]
    for number in range(1, 25 * recipe.pages + 1):
        yield [str(number), writer.name(), writer.subject(), str(chance.randrange(30, 101)), writer.sentence()]


def markdown(recipe, chance):
    writer = Writer(chance)
    parts = [f"# {writer.title()}"]
    for _ in range(recipe.pages):
        parts += [f"## {writer.heading()}"] + [writer.paragraph() for _ in range(4)]
        parts.append("\n".join(f"- {writer.sentence()}" for _ in range(4)))
    yield ("\n\n".join(parts) + "\n").encode()


def plain_text(recipe, chance):
    writer = Writer(chance)
    paragraphs = [writer.title()] + [writer.paragraph() for _ in range(5 * recipe.pages)]
    yield ("\n\n".join(paragraphs) + "\n").encode()


def web_page(recipe, chance):
    writer = Writer(chance)
    title = html.escape(writer.title())
    body = [f"<h1>{title}</h1>"]
    for _ in range(recipe.pages):
        body.append(f"<h2>{html.escape(writer.heading())}</h2>")
        body += [f"<p>{html.escape(writer.paragraph())}</p>" for _ in range(5)]
    yield (f"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title></head><body>\n" +
           "\n".join(body) + "\n</body></html>\n").encode()


def csv_table(recipe, chance):
    for row in table_rows(recipe, chance):
        yield (",".join(f'"{cell}"' for cell in row) + "\n").encode()


# ---- what nothing can read ------------------------------------------------------------------------------------------

def empty(_recipe, _chance):
    yield b""


def noise(recipe, chance):
    yield b"\0\x01\x02\x03" + chance.randbytes(4000 * recipe.pages)


def broken_pdf(recipe, chance):
    yield b"%PDF-1.6\n" + chance.randbytes(3000 * recipe.pages)


def broken_docx(recipe, chance):
    whole = b"".join(docx(recipe, chance))
    yield whole[:len(whole) // 3]


MAKERS = {"pdf": pdf, "pdf_pictures": pdf, "scan": scan, "docx": docx, "xlsx": xlsx, "pptx": pptx, "html": web_page,
          "md": markdown, "txt": plain_text, "csv": csv_table, "empty": empty, "noise": noise, "broken_pdf": broken_pdf,
          "encrypted_pdf": encrypted_pdf, "broken_docx": broken_docx}
EXTENSIONS = {"pdf_pictures": "pdf", "scan": "pdf", "empty": "txt", "noise": "bin", "broken_pdf": "pdf",
              "encrypted_pdf": "pdf", "broken_docx": "docx"}  # of the others: the kind
BROKEN = ("empty", "noise", "broken_pdf", "encrypted_pdf", "broken_docx")
# What the ledger says of each after an ingest: (state, reason).
OUTCOMES = {"empty": ("failed", "empty"), "noise": ("failed", "unsupported_format"),
            "broken_pdf": ("quarantined", "malformed"), "encrypted_pdf": ("failed", "encrypted"),
            "broken_docx": ("quarantined", "malformed")}  # of the others: ("done", "")
