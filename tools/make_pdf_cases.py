#!/usr/bin/env python3
"""Makes tests/cases/pdf_*/input.pdf: one small PDF for each behaviour of the PDF parser.

    python3 -m venv .venv-pdf-cases
    .venv-pdf-cases/bin/pip install -r tools/requirements-pdf-cases.txt
    .venv-pdf-cases/bin/python tools/make_pdf_cases.py [--tagged]

The same script gives the same bytes, but for the encrypted case. expected.txt beside each is written by hand, or
taken from the test's output and then read line by line. All text is original.
"""
import io
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import reportlab
from PIL import Image, ImageDraw
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

CASES = Path(__file__).resolve().parent.parent / "tests" / "cases"
WIDTH, HEIGHT = A4
MARGIN = 72
FONTS = Path(reportlab.__file__).parent / "fonts"  # Bitstream Vera: has ligatures and the soft hyphen

RIVER = ("A river begins where water gathers faster than the ground can take it in. Rain falls on the hills, runs "
         "down in thin threads and meets in a stream. The stream cuts its bed deeper every year, carries sand and "
         "stones along and drops them again wherever the slope grows gentle.")
VALLEY = ("In the upper valley the water is cold and quick, and only few plants can hold on to the rocks. Further "
          "down the river grows wide and slow, so that reeds, fish and birds find a home there. Near the sea fresh "
          "and salt water mix, and the river builds a delta out of everything that it brought along.")


def wrap(text: str, width: float, font: str, size: float) -> list[str]:
    """Breaks `text` into lines no wider than `width` points."""
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and pdfmetrics.stringWidth(longer, font, size) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line]


def paragraph(c: Canvas, x: float, y: float, width: float, text: str, font: str = "Times-Roman", size: float = 11,
              leading: float = 13.5) -> float:
    """Prints `text`; answers the baseline of the line after it."""
    c.setFont(font, size)
    for line in wrap(text, width, font, size):
        c.drawString(x, y, line)
        y -= leading
    return y


def one_column(c: Canvas) -> None:
    y = paragraph(c, MARGIN, 760, 450, "How Rivers Grow", "Helvetica-Bold", 20) - 20
    y = paragraph(c, MARGIN, y, 450, RIVER) - 7
    paragraph(c, MARGIN, y, 450, VALLEY)


def two_columns(c: Canvas) -> None:
    y = paragraph(c, MARGIN, 770, 450, "Water, Sand and Stones: A Short Study of Two Rivers", "Helvetica-Bold", 18) - 10
    top = paragraph(c, MARGIN, y, 450, "Summary. Two rivers were measured over one year. Both carried more sand after "
                    "rain than the whole dry season brought, and both moved their beds.", "Times-Italic", 10) - 14
    for column, texts in enumerate([(RIVER, VALLEY), (VALLEY, RIVER)]):
        x, y = MARGIN + column * 236, top
        for number, text in enumerate(texts, start=2 * column + 1):
            y = paragraph(c, x, y, 214, f"{number} Part {'ABCD'[number - 1]}", "Helvetica-Bold", 13) - 4
            y = paragraph(c, x, y, 214, text, size=10, leading=12) - 8


def two_columns_written_by_rows(c: Canvas) -> None:
    c.setFont("Times-Roman", 10)
    left, right = wrap(f"{RIVER} {RIVER}", 214, "Times-Roman", 10), wrap(f"{VALLEY} {VALLEY}", 214, "Times-Roman", 10)
    for row, (a, b) in enumerate(zip(left, right)):
        c.drawString(MARGIN, 760 - 12 * row, a)
        c.drawString(MARGIN + 236, 760 - 12 * row, b)


def running_furniture(c: Canvas) -> None:
    for page in range(1, 5):
        c.setFont("Helvetica", 9)
        c.drawString(MARGIN, 805, "Rivers of the World" if page % 2 else "School Library Series")
        c.drawString(MARGIN, 40, "Printed for classroom use, 2025")
        c.drawRightString(WIDTH - MARGIN, 40, str(page + 10))
        y = paragraph(c, MARGIN, 740, 450, f"Lesson {page}", "Helvetica-Bold", 16) - 8
        paragraph(c, MARGIN, y, 450, RIVER if page % 2 else VALLEY)
        c.showPage()


def paragraph_over_pages(c: Canvas) -> None:
    c.setFont("Times-Roman", 11)
    lines = wrap(f"{RIVER} {VALLEY}", 450, "Times-Roman", 11)
    for row, line in enumerate(lines[:3]):
        c.drawString(MARGIN, 110 - 13.5 * row, line)
    c.showPage()
    c.setFont("Times-Roman", 11)
    for row, line in enumerate(lines[3:]):
        c.drawString(MARGIN, 770 - 13.5 * row, line)


def hyphens_and_ligatures(c: Canvas) -> None:
    pdfmetrics.registerFont(TTFont("Vera", FONTS / "Vera.ttf"))
    c.setFont("Vera", 11)
    for row, line in enumerate([
            "The \ufb01rst \ufb02ood \ufb01lled the whole valley, and the observa-",
            "tion of the water began. It is a well-known and river-",
            "side method, so that one well-",
            "known teacher asked every class to join, from Anglo-",
            "Saxon villages to the coast; a soft hyphen breaks moun\u00ad",
            "tains as well, and a soft hy\u00adphen inside is not seen."]):
        c.drawString(MARGIN, 760 - 14 * row, line)


def heading_levels(c: Canvas) -> None:
    y = paragraph(c, MARGIN, 780, 450, "The Water Book", "Helvetica-Bold", 24, 28) - 10
    for chapter in (1, 2):
        y = paragraph(c, MARGIN, y, 450, f"{chapter} Chapter about {'Rain' if chapter == 1 else 'Rivers'}",
                      "Helvetica-Bold", 16, 20) - 4
        y = paragraph(c, MARGIN, y, 450, RIVER) - 10
        y = paragraph(c, MARGIN, y, 450, f"{chapter}.1 Where it begins", "Helvetica-Bold", 13, 16) - 4
        y = paragraph(c, MARGIN, y, 450, VALLEY) - 10
        y = paragraph(c, MARGIN, y, 450, "Things to remember", "Times-Bold", 11) - 2
        y = paragraph(c, MARGIN, y, 450, RIVER) - 14


def lists(c: Canvas) -> None:
    y = paragraph(c, MARGIN, 780, 450, "For the trip every pupil brings what is on this list, and nothing else:") - 6
    for text in ("a bottle of water", "a notebook and a pencil, because everyone writes down what the river looks like "
                 "at each of the three stops of the day", "good shoes"):
        c.setFont("Times-Roman", 11)
        c.drawString(MARGIN + 10, y, "\u2022")
        y = paragraph(c, MARGIN + 28, y, 400, text)
    y = paragraph(c, MARGIN, y - 8, 450, "The day has three parts, which follow each other without a break:") - 6
    for number, text in enumerate(("Walk to the spring.", "Measure depth and width.", "Write the report."), start=1):
        y = paragraph(c, MARGIN + 10, y, 430, f"{number}. {text}")


def table_rows(c: Canvas) -> None:
    y = paragraph(c, MARGIN, 780, 450, "Table 1: Rivers that the classes measured") - 10
    c.setFont("Helvetica", 10)
    for row in (("River", "Length", "Class", "Depth"), ("Kosi", "729 km", "5a", "2.1 m"), ("Tapti", "724 km", "5b", "1.4 m"),
                ("Betwa", "590 km", "6a", "1.9 m"), ("Luni", "495 km", "6b", "0.3 m")):
        for column, cell in enumerate(row):
            c.drawString(MARGIN + 110 * column, y, cell)
        y -= 16
    paragraph(c, MARGIN, y - 10, 450, RIVER)


def rotated(c: Canvas) -> None:
    c.setPageRotation(90)
    c.setCropBox((0, 100, WIDTH, HEIGHT))
    c.translate(WIDTH, 0)
    c.rotate(90)  # the page turns the text upright again
    y = paragraph(c, 200, 500, 380, "Seen from the Side", "Helvetica-Bold", 18) - 10
    y = paragraph(c, 200, y, 380, RIVER) - 20
    paragraph(c, 10, y, 90, "cropped off", size=8)


def overprint(c: Canvas) -> None:
    c.setFont("Times-Roman", 14)
    for shift in (0, 0.3):
        c.drawString(MARGIN + shift, 760, "Heavy Letters")
    for word, x in (("Every", 72), ("word", 110), ("twice", 145)):
        c.setFont("Times-Roman", 11)
        c.drawString(x, 720, word)
        c.drawString(x + 0.2, 720, word)


def scanned(c: Canvas) -> None:
    picture = Image.new("L", (210, 297), 245)
    ImageDraw.Draw(picture).text((30, 40), "Only a picture", fill=20)
    c.drawImage(ImageReader(picture), 0, 0, WIDTH, HEIGHT)
    c.showPage()
    paragraph(c, MARGIN, 760, 450, RIVER)


def blank(c: Canvas) -> None:
    c.setFillColorRGB(1, 1, 1)
    c.rect(0, 0, WIDTH, HEIGHT, stroke=0, fill=1)
    c.showPage()
    c.setFillColorRGB(0, 0, 0)
    paragraph(c, MARGIN, 760, 450, RIVER)


def cells(c: Canvas, xs: list[float], y: float, texts: list[str], font: str = "Times-Roman", size: float = 10) -> None:
    """Prints a row's cells, their text 4 points in from `xs`, below `y`; a cell's lines are divided by line feeds."""
    c.setFont(font, size)
    for x, text in zip(xs, texts):
        for number, line in enumerate(text.split("\n")):
            c.drawString(x + 4, y - 11 - 12 * number, line)


def table_ruled(c: Canvas) -> None:
    """Spanning cells, wrapped text, cells so near to each other that their text would pass for a line."""
    paragraph(c, MARGIN, 770, 450, RIVER)
    xs, ys = [72, 160, 240, 300, 420], [700, 684, 668, 640, 612, 596]
    for y in ys:
        c.line(xs[1] if y == 684 else xs[0], y, xs[-1], y)
    for x in xs:
        c.line(x, ys[1] if x == xs[2] else ys[0], x, ys[-1])
    cells(c, [72, 160, 300], 700, ["River", "Water", "What the class saw"], "Times-Bold")
    cells(c, [160, 240, 300], 684, ["cold", "warm", "on the banks"], "Times-Bold")
    cells(c, xs, 668, ["Kosi", "1,204,300,000", "17", "Reeds and herons, and\na boat without oars"])
    cells(c, xs, 640, ["Upper\nTapti", "88", "9", "Sand"])
    cells(c, xs, 612, ["Luni", "", "3", "Salt"])
    paragraph(c, MARGIN, 570, 450, VALLEY)


def table_between_rules(c: Canvas) -> None:
    """As papers print them: three rules, a shorter one under a heading of two columns, a group label."""
    paragraph(c, MARGIN, 770, 450, "Table 2: Water carried in one year", "Times-Italic", 10)
    xs = [72, 190, 260, 330]
    for y, x0, x1 in ((755, 72, 400), (738, 190, 320), (722, 72, 400), (644, 72, 400)):
        c.line(x0, y, x1, y)
    cells(c, [72, 225, 330], 755, ["", "Rain", ""])
    cells(c, xs, 738, ["River", "summer", "winter", "Days"])
    for row, texts in enumerate([["Northern rivers"], ["Kosi", "810", "95", "212"], ["Betwa", "640", "71", "188"],
                                 ["Southern rivers"], ["Tapti", "702", "64", "199"]]):
        cells(c, xs, 722 - 15 * row, texts)
    paragraph(c, MARGIN, 620, 450, VALLEY)


def table_over_pages(c: Canvas) -> None:
    towns = ["Pune", "Surat", "Patna", "Salem", "Agra", "Indore", "Kochi", "Nagpur"]
    for page in (0, 1):
        xs, top = [72, 200, 300], 780 if page else 200
        if page == 0:
            paragraph(c, MARGIN, 760, 450, RIVER)
        for row in range(6):
            y = top - 18 * row
            c.line(72, y, 380, y)
            if row < 5:
                place = page * 4 + row - 1
                cells(c, xs, y - 2, ["Town", "Rain", "Days"] if row == 0 else
                      [towns[place], f"{place * 37 + 12} mm", str(place + 3)])
        for x in (72, 200, 300, 380):
            c.line(x, top, x, top - 90)
        if page:
            paragraph(c, MARGIN, 660, 450, VALLEY)
        c.showPage()


def table_below_letterhead(c: Canvas) -> None:
    """A boxed letterhead on each page, and a table that goes on below it."""
    towns = ["Pune", "Surat", "Patna", "Salem", "Agra", "Indore", "Kochi", "Nagpur"]
    for page in (0, 1):
        for y in (800, 782, 764):
            c.line(72, y, 500, y)
        for x in (72, 250, 500):
            c.line(x, 764, x, 800)
        cells(c, [72, 250], 798, ["Edify Schools", "Procedure 12: Weather"])
        cells(c, [72, 250], 780, ["Issue 3", f"Page {page + 1} of 2"])
        top = 740
        rows = 35 if page == 0 else 5
        for row in range(rows + 1):
            c.line(72, top - 18 * row, 380, top - 18 * row)
        for x in (72, 200, 380):
            c.line(x, top, x, top - 18 * rows)
        for row in range(rows):
            place = page * 35 + row
            cells(c, [72, 200], top - 18 * row - 2, ["Town", "Rain"] if place == 0 else
                  [f"{towns[place % 8]} {'abcde'[place // 8]}", f"{place * 37 + 12} mm"])
        c.showPage()


def table_turned(c: Canvas) -> None:
    """A wide table on a page that is turned for reading."""
    c.setPageRotation(90)
    c.translate(WIDTH, 0)
    c.rotate(90)
    for y in (500, 482, 464, 446):
        c.line(100, y, 500, y)
    for x in (100, 220, 340, 500):
        c.line(x, 446, x, 500)
    for row, texts in enumerate([["Class", "Room", "Teacher"], ["5a", "12", "Ms Rao"], ["5b", "14", "Mr Das"]]):
        cells(c, [100, 220, 340], 498 - 18 * row, texts)


def no_tables(c: Canvas) -> None:
    """A frame around text, a chart's axes and grid, answers side by side, a list."""
    c.rect(66, 716, 462, 60)
    y = paragraph(c, MARGIN, 760, 450, RIVER) - 40
    for line in range(5):
        c.line(120, y - 20 * line, 320, y - 20 * line)
        c.line(120 + 50 * line, y, 120 + 50 * line, y - 80)
        c.drawString(100, y - 20 * line - 4, str(40 - 10 * line))
        c.drawString(116 + 50 * line, y - 94, str(2020 + line))
    y -= 130
    y = paragraph(c, MARGIN, y, 450, "Figure 1: Sand carried, in thousand tonnes", "Times-Italic", 10) - 10
    y = paragraph(c, MARGIN, y, 450, "Which of these is a river?") - 4
    for row, answers in enumerate([("(a) Kosi", "(b) Pune"), ("(c) Salem", "(d) Agra")]):
        for column, text in enumerate(answers):
            c.drawString(MARGIN + 150 * column, y - 14 * row, text)
    y -= 46
    for number, text in enumerate(("Wash the jar.", "Fill it with water.", "Wait for an hour.", "Look at the sand."), 1):
        c.drawString(MARGIN, y - 14 * number, f"{number}.")
        c.drawString(MARGIN + 24, y - 14 * number, text)


def contents(c: Canvas) -> None:
    paragraph(c, MARGIN, 760, 450, "Contents", "Helvetica-Bold", 18)
    c.setFont("Times-Roman", 11)
    for row, (title, page) in enumerate([("1 Rivers", "1"), ("1.1 Where they begin", "3"), ("1.2 Where they end", "9"),
                                         ("2 Valleys", "14")]):
        dots = " " + ". " * (int((400 - c.stringWidth(title)) / c.stringWidth(". ")) - 1)
        c.drawString(MARGIN, 720 - 16 * row, title + dots)
        c.drawRightString(MARGIN + 420, 720 - 16 * row, page)
    paragraph(c, MARGIN, 620, 450, RIVER)


def accents_apart(c: Canvas) -> None:
    """As TeX's older fonts have it: the accent is a glyph of its own, printed over its letter."""
    c.setFont("Times-Roman", 12)
    for row, (before, letter, accent, after) in enumerate([("The ol", "a", "\u00b4", " of the crowd"),
                                                           ("Her caf", "e", "\u00b4", " is open"),
                                                           ("The na", "i", "\u00a8", "ve reader"),
                                                           ("A fa", "c", "\u00b8", "ade of stone")]):
        y = 760 - 18 * row
        x = MARGIN + c.stringWidth(before)
        c.drawString(MARGIN, y, before + letter)
        c.drawString(x + c.stringWidth(letter), y, after)
        c.drawString(x + (c.stringWidth(letter) - c.stringWidth(accent)) / 2, y, accent)
    c.drawString(MARGIN, 660, "A lone accent \u00b4 stays.")


def drop_capital(c: Canvas) -> None:
    for column, x in enumerate((MARGIN, MARGIN + 236)):
        lines = wrap(VALLEY[1:] if column == 0 else RIVER, 176, "Times-Roman", 10)
        if column == 0:
            c.setFont("Helvetica", 45)
            c.drawString(x, 760 - 24, "I")
        c.setFont("Times-Roman", 10)
        for row, line in enumerate(lines):
            c.drawString(x + (15 if column == 0 and row < 3 else 0), 760 - 12 * row, line)


def narrow_word_gaps(c: Canvas) -> None:
    """No spaces in the file, and justified lines whose gaps are an eighth of an em."""
    c.setFont("Times-Roman", 10)
    for row, line in enumerate(wrap(RIVER, 300, "Times-Roman", 10)):
        x = MARGIN
        for word in line.split():
            c.drawString(x, 760 - 13 * row, word)
            x += c.stringWidth(word) + 1.3
    c.setFont("Helvetica", 12)
    c.drawString(MARGIN, 600, "CHAPTER", charSpace=1.6)


def numbered_along_rows(c: Canvas) -> None:
    exercises = ["How much water does a river of this width carry in one day of rain?",
                 "Draw a river with two streams, and mark where each of them begins.",
                 "Why do stones in the lower valley look round, and those above do not?",
                 "Which animals live near the sea, where fresh and salt water mix?"]
    paragraph(c, MARGIN, 780, 450, "Exercises", "Helvetica-Bold", 16)
    for number in (0, 2, 1, 3):  # a column after the other, as many programs write
        x, y = MARGIN + 236 * (number % 2), 740 - 90 * (number // 2)
        y = paragraph(c, x, y, 200, f"{number + 1}. Exercise", "Helvetica-Bold", 12) - 4
        paragraph(c, x, y, 200, exercises[number], size=10, leading=12)


def stamped(c: Canvas) -> None:
    c.setFont("Helvetica", 7)
    c.drawCentredString(WIDTH / 2, 822, "Downloaded from https://library.example on 12 July 2025")
    c.setFont("Helvetica", 9)
    c.drawString(MARGIN, 800, "Rivers of the World")
    c.drawRightString(WIDTH - MARGIN, 800, "447")
    paragraph(c, MARGIN, 740, 450, RIVER)


def outline(c: Canvas) -> None:
    """Headings that look like any other line: only the bookmarks know them."""
    y = paragraph(c, MARGIN, 770, 450, "The Life of a River", "Times-Bold", 20) - 14
    for key, level, title, text in (("a", 0, "1  Where It Begins", RIVER), ("b", 1, "Rain and streams", VALLEY),
                                    ("c", 0, "2  Where It Ends", VALLEY)):
        c.bookmarkHorizontal(key, 0, y + 12)
        c.addOutlineEntry(title.lstrip("12 "), key, level)
        y = paragraph(c, MARGIN, y, 450, title)
        y = paragraph(c, MARGIN, y, 450, text) - 14
    c.bookmarkHorizontal("d", 0, y)
    c.addOutlineEntry("Nowhere to be found", "d", 0)


def footnotes(c: Canvas) -> None:
    c.setFont("Times-Roman", 11)
    lines = wrap(f"{RIVER} {VALLEY} {RIVER}", 450, "Times-Roman", 11)
    for row, line in enumerate(lines[:5]):
        c.drawString(MARGIN, 170 - 13.5 * row, line)
    c.line(MARGIN, 98, MARGIN + 120, 98)
    for row, note in enumerate(("1 Measured below the old bridge, where the bed is widest.",
                                "2 See the map of the valley on the inside of the cover, and the",
                                "table of rainfall beside it.")):
        c.setFont("Times-Roman", 8)
        c.drawString(MARGIN, 86 - 10 * row, note)
    c.showPage()
    c.setFont("Times-Roman", 11)
    for row, line in enumerate(lines[5:]):
        c.drawString(MARGIN, 770 - 13.5 * row, line)


def formulas(c: Canvas) -> None:
    y = paragraph(c, MARGIN, 770, 450, VALLEY) - 8
    c.drawString(MARGIN + 160, y, "v = s / t")
    c.drawRightString(MARGIN + 450, y, "(1)")
    y = paragraph(c, MARGIN, y - 22, 450, "where s is the way that the water has taken, and t the time. The area is")
    c.drawString(MARGIN + 160, y - 8, "A = h \u00d7 (a + b)")
    paragraph(c, MARGIN, y - 30, 450, f"Width = 12 metres. {RIVER} {VALLEY}")


# Printed by Chromium, whose PDFs are tagged; headings that look like paragraphs.
TAGGED = """<!doctype html><html lang="en"><title>A river's life</title>
<style>body { font: 11pt 'DejaVu Serif' } h1, h2 { font: inherit; margin: 0 0 2pt } p { margin: 0 0 9pt }</style>
<h1>Where a river begins</h1><p>RIVER</p><h2>The upper valley</h2><p>VALLEY</p><h1>Where a river ends</h1><p>VALLEY</p>
"""


def make_tagged() -> None:
    """Not by default: typesetters differ from release to release. Needs chromium on the path."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(TAGGED.replace("RIVER", RIVER).replace("VALLEY", VALLEY))
        (CASES / "pdf_tagged").mkdir(exist_ok=True)
        subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
                        f"--print-to-pdf={CASES / 'pdf_tagged' / 'input.pdf'}", page.as_uri()], check=True)


def make(draw: Callable[[Canvas], None], encrypt: StandardEncryption | None = None) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1, encrypt=encrypt, pageCompression=1)
    draw(canvas)
    canvas.save()
    return out.getvalue()


def main() -> None:
    files = {draw.__name__: make(draw) for draw in (
        one_column, two_columns, two_columns_written_by_rows, running_furniture, paragraph_over_pages,
        hyphens_and_ligatures, heading_levels, lists, table_rows, table_ruled,
        table_between_rules, table_over_pages, table_below_letterhead, table_turned, no_tables, contents, rotated,
        overprint, scanned, blank, accents_apart, drop_capital, narrow_word_gaps, numbered_along_rows, stamped,
        outline, footnotes, formulas)}
    files["encrypted"] = make(one_column, StandardEncryption("secret", strength=128))
    files["truncated"] = files["one_column"][:300]
    files["without_its_end"] = files["one_column"][:-15]
    for name, data in files.items():
        folder = CASES / f"pdf_{name}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "input.pdf").write_bytes(data)


if __name__ == "__main__":
    make_tagged() if sys.argv[1:] == ["--tagged"] else main()
