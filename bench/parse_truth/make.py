#!/usr/bin/env python3
"""Makes PDFs whose right reading is known: bench/parse_truth/{pdf,truth}/NAME.{pdf,md}.

    bench/parse_truth/make.py            needs chromium and soffice (LibreOffice) on the path

A document is a list of blocks, printed as HTML by one of two typesetters and written as Markdown by this script. The
PDFs are committed, since typesetters differ from release to release. All text is original.
"""
import html
import random
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
SUBJECTS = ["The river", "A cell", "The moon", "Iron", "A seed", "The market", "Sound", "A magnet", "The monsoon", "Salt"]
VERBS = ["carries", "changes", "reflects", "needs", "holds", "meets", "follows", "slows", "feeds", "separates"]
OBJECTS = ["more light than it keeps", "the sand of the upper valley", "what the roots have taken in",
           "heat from the stones around it", "water that the wind brought", "the weight of many small grains",
           "air as soon as the door is opened", "an answer that nobody expected"]
TAILS = ["", " until the rain ends", ", as every class can measure", " in winter and in summer", ", though slowly",
         " whenever the temperature falls", ", which surprised the observers"]


class Writer:
    def __init__(self, seed: int):
        self.random = random.Random(seed)

    def sentence(self) -> str:
        pick = self.random.choice
        return f"{pick(SUBJECTS)} {pick(VERBS)} {pick(OBJECTS)}{pick(TAILS)}."

    def paragraph(self, sentences: int = 5) -> tuple:
        return ("p", " ".join(self.sentence() for _ in range(sentences)))

    def phrase(self, words: int) -> str:
        return " ".join(" ".join(self.sentence().rstrip(".").split()) for _ in range(3)).split(" ", words)[:words] and \
            " ".join((self.sentence() + " " + self.sentence()).replace(".", "").split()[:words])

    def number(self, digits: int = 3) -> str:
        return f"{self.random.uniform(1, 10 ** digits):,.1f}"


TOWNS = ["Pune", "Nagpur", "Indore", "Kochi", "Surat", "Patna", "Ranchi", "Guwahati", "Jaipur", "Mysuru", "Salem",
         "Udaipur", "Nashik", "Bhopal", "Raipur", "Agra"]


def numbers(w: Writer, rows: int, columns: int) -> list:
    head = ["Town", "Rain (mm)", "Days", "Wind", "Sun (h)", "Frost", "Clouds"][:columns]
    return [head] + [[TOWNS[r % len(TOWNS)] + ("" if r < len(TOWNS) else f" {r // len(TOWNS) + 1}")] +
                     [w.number(1 + c % 3) for c in range(columns - 1)] for r in range(rows)]


def wordy(w: Writer, rows: int) -> list:
    return [["Topic", "What the class does", "Material"]] + [
        [w.phrase(2), w.phrase(14), w.phrase(4)] for _ in range(rows)]


def spanning(w: Writer) -> list:
    """Cells are text or (text, rowspan, colspan)."""
    return [[("School", 2, 1), ("Boys", 1, 2), ("Girls", 1, 2)], ["2024", "2025", "2024", "2025"]] + [
        [town, *(str(w.random.randint(20, 900)) for _ in range(4))] for town in TOWNS[:6]]


def row_groups(w: Writer) -> list:
    rows = [["Term", "Subject", "Hours"]]
    for term in ("First", "Second", "Third"):
        rows.append([(term, 3, 1), "Physics", w.number(2)])
        rows += [["Chemistry", w.number(2)], ["Biology", w.number(2)]]
    return rows


CSS = """
@page { size: A4; margin: 22mm 20mm; }
body { font: 10.5pt/1.3 "%(font)s"; text-align: %(align)s; }
h1 { font-size: 20pt; } h2 { font-size: 15pt; } h3 { font-size: 12pt; }
table { border-collapse: collapse; margin: 8pt 0 12pt; width: %(width)s; text-align: left; }
td, th { padding: 2.5pt 6pt; vertical-align: top; font-size: 9.5pt; }
.caption { font-size: 9.5pt; }
.columns { column-gap: 9mm; }
.columns table { width: 100%%; }
table.grid td, table.grid th { border: 0.6pt solid black; }
table.booktabs { border-top: 1pt solid black; border-bottom: 1pt solid black; }
table.booktabs tr.head:last-of-type td, table.booktabs tr.lasthead td { border-bottom: 0.5pt solid black; }
table.rows td { border-bottom: 0.5pt solid #777; }
table.outer { border: 0.8pt solid black; } table.outer tr.lasthead td { border-bottom: 0.8pt solid black; }
table.columns-ruled td { border-left: 0.6pt solid black; border-right: 0.6pt solid black; }
table.columns-ruled { border: 0.6pt solid black; } table.columns-ruled tr.lasthead td { border-bottom: 0.6pt solid black; }
table.shaded td { background: #e4ecf7; border: 1.5pt solid white; }
table.zebra tr:nth-child(even) td { background: #eeeeee; }
.side { display: flex; gap: 14mm; } .side table { width: auto; }
thead { display: table-header-group; } tr { break-inside: avoid; }
.box { border: 0.8pt solid black; padding: 4pt 8pt; }
.figure { height: 40mm; border: 0.5pt solid #999; }
"""


def cell_html(cell, tag: str) -> str:
    text, rows, columns = cell if isinstance(cell, tuple) else (cell, 1, 1)
    spans = (f' rowspan="{rows}"' if rows > 1 else "") + (f' colspan="{columns}"' if columns > 1 else "")
    return f"<{tag}{spans}>{html.escape(text)}</{tag}>"


def table_html(rows: list, style: str, head: int, office: bool) -> str:
    bold = lambda row, i: [(f"{c}") if not isinstance(c, tuple) else c for c in row]
    def tr(row, i):
        kind = ' class="lasthead"' if i == head - 1 else ""
        return f"<tr{kind}>" + "".join(cell_html(c, "td") for c in bold(row, i)) + "</tr>"
    extra = ' border="1" cellspacing="0" width="100%"' if office and style == "grid" else \
        ' cellspacing="0" width="100%"' if office else ""
    return (f'<table class="{style}"{extra}><thead>' + "".join(tr(r, i) for i, r in enumerate(rows[:head])) +
            "</thead><tbody>" + "".join(tr(r, head + i) for i, r in enumerate(rows[head:])) + "</tbody></table>")


def block_html(block: tuple, office: bool) -> str:
    kind, *rest = block
    if kind in ("h1", "h2", "h3", "p"):
        return f"<{kind}>{html.escape(rest[0])}</{kind}>"
    if kind in ("ul", "ol"):
        return f"<{kind}>" + "".join(f"<li>{html.escape(i)}</li>" for i in rest[0]) + f"</{kind}>"
    if kind == "caption":
        return f'<p class="caption">{html.escape(rest[0])}</p>'
    if kind == "table":
        rows, style, head = (*rest, 1)[:3]
        return table_html(rows, style, head, office)
    if kind == "side":
        return '<div class="side">' + "".join(table_html(r, s, 1, office) for r, s in rest[0]) + "</div>"
    if kind == "columns":
        inner = "".join(block_html(b, office) for b in rest[1])
        return f'<div class="columns" style="column-count:{rest[0]}">{inner}</div>'
    if kind == "box":
        return f'<div class="box">{html.escape(rest[0])}</div>'
    if kind == "figure":
        return '<div class="figure"></div>'
    if kind == "break":
        return '<div style="break-before:page; page-break-before:always"></div>'
    raise ValueError(kind)


def cell_markdown(cell) -> str:
    return cell_html(cell, "td")


def block_markdown(block: tuple) -> str:
    kind, *rest = block
    if kind in ("h1", "h2", "h3"):
        return "#" * int(kind[1]) + " " + rest[0]
    if kind in ("p", "caption", "box"):
        return rest[0]
    if kind == "ul":
        return "\n".join(f"- {item}" for item in rest[0])
    if kind == "ol":
        return "\n".join(f"{i}. {item}" for i, item in enumerate(rest[0], 1))
    if kind == "table":
        return "<table>" + "".join("<tr>" + "".join(map(cell_markdown, r)) + "</tr>" for r in rest[0]) + "</table>"
    if kind == "side":
        return "\n\n".join(block_markdown(("table", rows)) for rows, _ in rest[0])
    if kind == "columns":
        return "\n\n".join(block_markdown(b) for b in rest[1])
    return ""


def documents() -> dict:
    """name → (typesetter, options, blocks)"""
    docs = {}

    def add(name: str, blocks, typesetter: str = "chromium", **options):
        docs[name] = (typesetter, {"font": "Liberation Serif", "align": "left", "width": "100%", **options},
                      blocks(Writer(len(docs) + 1)))

    def around(table, style, head=1, caption="Table 1: What the classes measured"):
        return lambda w: [("h1", "Measuring in the School Year"), w.paragraph(), ("h2", "Results"), w.paragraph(4),
                          ("caption", caption), ("table", table(w), style, head), w.paragraph(), ("h2", "Outlook"),
                          w.paragraph(6)]

    add("ruled_numbers", around(lambda w: numbers(w, 8, 5), "grid"))
    add("ruled_wrapped_cells", around(lambda w: wordy(w, 6), "grid"))
    add("ruled_spanning", around(spanning, "grid", 2), font="Liberation Sans")
    add("ruled_row_groups", around(row_groups, "grid"))
    add("ruled_over_pages", around(lambda w: numbers(w, 60, 4), "grid"))
    add("ruled_columns_only", around(lambda w: numbers(w, 9, 4), "columns-ruled"))
    add("outer_frame", around(lambda w: numbers(w, 9, 4), "outer"), font="Liberation Sans")
    add("rules_booktabs", around(lambda w: numbers(w, 10, 6), "booktabs"))
    add("rules_booktabs_narrow", around(lambda w: numbers(w, 7, 3), "booktabs"), width="60%")
    add("rules_between_rows", around(lambda w: wordy(w, 6), "rows"))
    add("rules_booktabs_wrapped", around(lambda w: wordy(w, 5), "booktabs"), font="Liberation Sans")
    add("unruled_numbers", around(lambda w: numbers(w, 8, 5), "plain"))
    add("unruled_narrow", around(lambda w: numbers(w, 7, 4), "plain"), width="70%", font="Liberation Sans")
    add("unruled_wrapped_cells", around(lambda w: wordy(w, 6), "plain"))
    add("unruled_over_pages", around(lambda w: numbers(w, 62, 5), "plain"))
    add("shaded_cells", around(lambda w: numbers(w, 8, 4), "shaded"))
    add("zebra_rows", around(lambda w: numbers(w, 9, 5), "zebra"), font="Liberation Sans")
    add("side_by_side", lambda w: [("h1", "Two Tables"), w.paragraph(),
                                   ("side", [(numbers(w, 6, 3), "grid"), (numbers(w, 6, 2), "grid")]), w.paragraph(6)])
    add("two_columns", lambda w: [("h1", "Water in Two Columns"), w.paragraph(3), ("columns", 2, [
        b for n in range(1, 5) for b in [("h2", f"{n} Part {'ABCD'[n - 1]}"), w.paragraph(7), w.paragraph(6)]])],
        align="justify")
    add("two_columns_table", lambda w: [("h1", "A Paper with Tables"), ("columns", 2, [
        ("h2", "1 Method"), w.paragraph(7), w.paragraph(5), ("caption", "Table 1: Towns"),
        ("table", numbers(w, 6, 3), "booktabs"), w.paragraph(6), ("h2", "2 Results"), w.paragraph(8),
        ("caption", "Table 2: More towns"), ("table", numbers(w, 5, 3), "grid"), w.paragraph(6)])], align="justify")
    add("three_columns", lambda w: [("h1", "School News in Three Columns"), ("columns", 3, [
        b for title in ("Canteen", "Library", "Sports Day", "Science Fair") for b in
        [("h2", title), w.paragraph(5), w.paragraph(5)]])])
    add("numbered_headings", lambda w: [("h1", "A Short Handbook")] + [
        b for a in (1, 2, 3) for b in [("h2", f"{a} {w.phrase(3)}"), w.paragraph(4), *[
            x for c in (1, 2) for x in [("h3", f"{a}.{c} {w.phrase(4)}"), w.paragraph(5)]]]])
    add("lists", lambda w: [("h1", "Rules of the Laboratory"), w.paragraph(2),
                            ("ul", [w.sentence() for _ in range(5)]), w.paragraph(3),
                            ("ol", [w.sentence() + " " + w.sentence() for _ in range(6)]), ("h2", "After Class"),
                            w.paragraph(3), ("ul", [w.phrase(5) for _ in range(4)])])
    add("boxes_and_figures", lambda w: [("h1", "What Stands in Frames"), w.paragraph(), ("box", w.paragraph(4)[1]),
                                        w.paragraph(), ("figure",), ("caption", "Figure 1: An empty frame"),
                                        w.paragraph(), ("h2", "Boxes"), ("box", w.paragraph(3)[1]), w.paragraph()])
    for name, style in (("office_ruled", "grid"), ("office_unruled", "plain")):
        add(name, around(lambda w: numbers(w, 8, 4), style), typesetter="soffice")
    add("office_ruled_wrapped", around(lambda w: wordy(w, 7), "grid"), typesetter="soffice")
    add("office_spanning", around(spanning, "grid", 2), typesetter="soffice")
    add("office_headings_lists", lambda w: [("h1", "Plan of the Term"), w.paragraph(), ("h2", "Weeks"),
                                            ("ul", [w.sentence() for _ in range(4)]), ("h2", "Duties"), w.paragraph(),
                                            ("ol", [w.sentence() for _ in range(4)]), ("h3", "Later"), w.paragraph()],
        typesetter="soffice")
    return docs


def print_pdf(typesetter: str, page: Path, pdf: Path) -> None:
    if typesetter == "chromium":
        command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
                   f"--user-data-dir={page.parent}/profile", f"--print-to-pdf={pdf}", str(page)]
    else:
        command = ["soffice", f"-env:UserInstallation=file://{page.parent}/office", "--headless",
                   "--infilter=HTML (StarWriter)", "--convert-to", "pdf:writer_pdf_Export", "--outdir",
                   str(pdf.parent), str(page)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120)


def main() -> None:
    wanted = sys.argv[1:]
    for folder in ("pdf", "truth"):
        (HERE / folder).mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for name, (typesetter, options, blocks) in documents().items():
            if wanted and name not in wanted:
                continue
            office = typesetter == "soffice"
            body = "".join(block_html(block, office) for block in blocks)
            page = Path(scratch) / f"{name}.html"
            page.write_text(f'<!doctype html><html lang="en"><head><meta charset="utf-8"><style>{CSS % options}</style>'
                            f"</head><body>{body}</body></html>", encoding="utf-8")
            print_pdf(typesetter, page, HERE / "pdf" / f"{name}.pdf")
            truth = "\n\n".join(filter(None, map(block_markdown, blocks)))
            (HERE / "truth" / f"{name}.md").write_text(truth + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
