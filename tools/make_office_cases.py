#!/usr/bin/env python3
"""Makes the golden cases of the office formats: tests/cases/office_*/input.*

Each document is written by hand here, part by part, so that it holds exactly what its case is about and nothing that a
word processor would add. The same bytes come out of every run. expected.md beside them is written by a person.

    python3 tools/make_office_cases.py
"""
import zipfile
from pathlib import Path

CASES = Path(__file__).resolve().parent.parent / "tests" / "cases"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = f'xmlns:r="{OFFICE}"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
C = 'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
ODF = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{uri}:1.0"' for name, uri in (
    ("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"), ("style", "style"),
    ("svg", "svg-compatible"), ("presentation", "presentation"), ("meta", "meta")))


def save(case: str, suffix: str, parts: dict[str, str]) -> None:
    folder = CASES / f"office_{case}"
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(folder / f"input.{suffix}", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(entry, text)


def relationships(*targets: tuple[str, str, str], base: str = OFFICE) -> str:
    return f'<Relationships xmlns="{RELS}">' + "".join(
        f'<Relationship Id="{id}" Type="{base}/{type}" Target="{target}"/>' for id, type, target in targets
    ) + "</Relationships>"


# Word

def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(text: str, style: str = "", properties: str = "") -> str:
    style = f'<w:pStyle w:val="{style}"/>' if style else ""
    content = text if text.startswith("<") else run(text)
    return f"<w:p><w:pPr>{style}{properties}</w:pPr>{content}</w:p>"


def item(text: str, list_id: int, level: int = 0) -> str:
    return paragraph(text, "", f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>')


def word_style(id: str, name: str, based_on: str = "", properties: str = "") -> str:
    based_on = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return (f'<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{name}"/>{based_on}'
            f"<w:pPr>{properties}</w:pPr></w:style>")


STYLES = f"<w:styles {W}>" + word_style("Normal", "Normal") + word_style("Title", "Title", "Normal") + "".join(
    word_style(f"Heading{n}", f"heading {n}", "Normal", f'<w:outlineLvl w:val="{n - 1}"/>') for n in (1, 2, 3)
) + word_style("Lesson", "Lesson heading", "Heading2") + word_style("Loop", "Loop", "Loop2") + word_style(
    "Loop2", "Loop 2", "Loop") + word_style(
    "Numbered", "Numbered heading", "Heading1", '<w:numPr><w:numId w:val="4"/></w:numPr>') + word_style(
    "Caption", "caption", "Normal") + "</w:styles>"


def level(index: int, format: str, text: str, start: int = 1, style: str = "") -> str:
    style = f'<w:pStyle w:val="{style}"/>' if style else ""
    return (f'<w:lvl w:ilvl="{index}"><w:start w:val="{start}"/><w:numFmt w:val="{format}"/>{style}'
            f'<w:lvlText w:val="{text}"/></w:lvl>')


def list_definition(id: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{id}">{"".join(levels)}</w:abstractNum>'


NUMBERING = f"<w:numbering {W}>" + list_definition(
    0, level(0, "decimal", "%1."), level(1, "lowerLetter", "%2)"), level(2, "lowerRoman", "(%3)")) + list_definition(
    1, level(0, "bullet", "•"), level(1, "bullet", "◦")) + list_definition(
    2, level(0, "decimal", "%1", style="Numbered"), level(1, "decimal", "%1.%2")) + (
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
    '</w:lvlOverride></w:num><w:num w:numId="4"><w:abstractNumId w:val="2"/></w:num></w:numbering>')

WORD_PARTS = {
    "_rels/.rels": relationships(("rId1", "officeDocument", "word/document.xml")),
    "word/styles.xml": STYLES,
    "word/numbering.xml": NUMBERING,
}
WORD_RELS = [("s", "styles", "styles.xml"), ("n", "numbering", "numbering.xml")]


def word(case: str, body: str, extra: dict[str, str] | None = None, rels: tuple = (), namespaces: str = W) -> None:
    save(case, "docx", {**WORD_PARTS, "word/document.xml": f"<w:document {namespaces}><w:body>{body}</w:body></w:document>",
                        "word/_rels/document.xml.rels": relationships(*WORD_RELS, *rels), **(extra or {})})


def make_word() -> None:
    word("docx_headings", paragraph("School year 2024", "Title") + paragraph("Admission", "Heading1") +
         paragraph("Forms are at the office.") + paragraph("Fees", "Lesson") +
         paragraph("A paragraph that says of itself that it is a heading.", "", '<w:outlineLvl w:val="2"/>') +
         paragraph("Endless style", "Loop") + paragraph("First chapter", "Numbered") +
         paragraph("A section", "Heading2", '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="4"/></w:numPr>') +
         paragraph("Second chapter", "Numbered"))
    word("docx_lists", item("Register", 1) + item("Fill in the form", 1, 1) + item("Sign it", 1, 1) +
         item("in ink", 1, 2) + item("Pay", 1) + paragraph("By bank only.") + item("Come", 1) +
         item("Pencils", 2) + item("soft", 2, 1) + item("Paper", 2) + item("A new list", 3) + item("goes on", 3) +
         item("A list that does not exist", 99))

    def cell(content: str, properties: str = "") -> str:
        content = content if content.startswith("<") else paragraph(content)
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"

    def row(*cells: str, header: bool = False) -> str:
        return f'<w:tr><w:trPr>{"<w:tblHeader/>" if header else ""}</w:trPr>{"".join(cells)}</w:tr>'

    def table(*rows: str) -> str:
        return f'<w:tbl>{"".join(rows)}</w:tbl>'

    restart, go_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    word("docx_tables", paragraph("Timetable", "Heading1") + table(
        row(cell("Day"), cell("Lessons", '<w:gridSpan w:val="2"/>'), header=True),
        row(cell("Monday", restart), cell("Maths"), cell("Art &amp; music")),
        row(cell("", go_on), cell("English"), cell(item("ball", 2) + item("rope", 2))),
        row(cell("Tuesday"), cell(table(row(cell("inner a"), cell("inner b"))) + paragraph("after")), cell(""))) +
        paragraph("Below.") + table(row(cell(paragraph("A frame around text.") + item("and a list", 2)))))

    box = ('<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
           '<mc:Choice Requires="wps"><w:drawing><wp:anchor xmlns:wp="wp"><wp:docPr id="1" descr="A map of the school"/>'
           '<wps:txbx xmlns:wps="wps"><w:txbxContent>' + paragraph("In a text box.") +
           "</w:txbxContent></wps:txbx></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox "
           'xmlns:v="v"><w:txbxContent>' + paragraph("In a text box.") +
           "</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>")
    notes = (f'<w:footnotes {W}><w:footnote w:id="2">' + paragraph("Only in June.") + "</w:footnote></w:footnotes>")
    word("docx_text",
         paragraph(run("Visible") + run(" hidden", "<w:vanish/>") + "<w:r><w:br/></w:r>" + run("after a break") +
                   "<w:r><w:tab/></w:r>" + run("and a tab.")) +
         paragraph("<w:ins>" + run("Inserted") + "</w:ins><w:del><w:r><w:delText>Deleted</w:delText></w:r></w:del>" +
                   "<w:moveFrom>" + run(" moved away") + "</w:moveFrom>" + run(" text with a ") + "<w:hyperlink>" +
                   run("link") + "</w:hyperlink>" + run(" and a field: ") +
                   '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
                   '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + run("7") +
                   '<w:r><w:fldChar w:fldCharType="end"/></w:r>' + run(".")) +
         paragraph(run("Swimming") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + run(" is free.")) +
         paragraph(box + run("Anchor of the box.")) +
         "<w:sdt><w:sdtContent>" + paragraph("In a content control.") + "</w:sdtContent></w:sdt>" +
         '<w:sectPr><w:headerReference w:type="default" r:id="h"/></w:sectPr>',
         {"word/footnotes.xml": notes, "word/header1.xml": f"<w:hdr {W}>{paragraph('Running header')}</w:hdr>"},
         (("f", "footnotes", "footnotes.xml"), ("h", "header", "header1.xml")), f"{W} {R}")

    def math(content: str) -> str:
        return f"<m:oMath>{content}</m:oMath>"

    def m(text: str) -> str:
        return f"<m:r><m:t>{text}</m:t></m:r>"

    fraction = f"<m:f><m:num>{m('a+b')}</m:num><m:den>{m('2')}</m:den></m:f>"
    power = f"<m:sSup><m:e>{m('x')}</m:e><m:sup>{m('2')}</m:sup></m:sSup>"
    root = f'<m:rad><m:radPr><m:degHide m:val="1"/></m:radPr><m:deg/><m:e>{fraction}</m:e></m:rad>'
    sum_ = (f'<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub>{m("i=1")}</m:sub><m:sup>{m("n")}</m:sup>'
            f"<m:e>{m('i')}</m:e></m:nary>")
    matrix = ('<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr><m:e><m:m>' + "".join(
        f"<m:mr><m:e>{m(x)}</m:e><m:e>{m(y)}</m:e></m:mr>" for x, y in ("ab", "cd")) + "</m:m></m:e></m:d>")
    sine = f"<m:func><m:fName>{m('sin')}</m:fName><m:e>{m('x')}</m:e></m:func>"
    word("docx_formulas", paragraph(run("The square ") + math(power) + run(" of x.")) +
         f"<w:p><m:oMathPara>{math(root + m('=') + sum_)}</m:oMathPara></w:p>" + f"<w:p>{math(matrix)}</w:p>" +
         f"<w:p>{math(sine)}</w:p>", namespaces=f'{W} xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"')

    strict = "http://purl.oclc.org/ooxml/officeDocument/relationships"
    save("docx_strict_with_other_prefix", "docx", {
        "_rels/.rels": relationships(("rId1", "officeDocument", "/word/document2.xml"), base=strict),
        "word/document2.xml": '<x:document xmlns:x="http://purl.oclc.org/ooxml/wordprocessingml/main"><x:body><x:p>'
                              '<x:pPr><x:pStyle x:val="H"/></x:pPr><x:r><x:t>Strict heading</x:t></x:r></x:p>'
                              "<x:p><x:r><x:t>Body.</x:t></x:r></x:p></x:body></x:document>",
        "word/_rels/document2.xml.rels": relationships(("s", "styles", "styles.xml"), base=strict),
        "word/styles.xml": '<x:styles xmlns:x="http://purl.oclc.org/ooxml/wordprocessingml/main"><x:style '
                           'x:type="paragraph" x:styleId="H"><x:name x:val="heading 1"/></x:style></x:styles>'})


# Slides

def text_body(*paragraphs: str) -> str:
    return f'<p:txBody><a:lstStyle/>{"".join(paragraphs)}</p:txBody>'


def line(text: str, properties: str = "", depth: int = 0) -> str:
    return f'<a:p><a:pPr lvl="{depth}">{properties}</a:pPr><a:r><a:t>{text}</a:t></a:r></a:p>'


def frame(x: int, y: int, tag: str = "a:xfrm") -> str:
    return f'<{tag}><a:off x="{x * 12700}" y="{y * 12700}"/><a:ext cx="1270000" cy="635000"/></{tag}>'


def shape(body: str, place: str = "", placeholder: str = "") -> str:
    return f"<p:sp><p:nvSpPr><p:cNvPr/><p:nvPr>{placeholder}</p:nvPr></p:nvSpPr><p:spPr>{place}</p:spPr>{body}</p:sp>"


def slide(*shapes: str, attributes: str = "") -> str:
    return f'<p:sld {P} {A} {R} {attributes}><p:cSld><p:spTree>{"".join(shapes)}</p:spTree></p:cSld></p:sld>'


def make_slides() -> None:
    title = '<p:ph type="title"/>'
    table = ('<p:graphicFrame><p:nvGraphicFramePr><p:nvPr/></p:nvGraphicFramePr>' + frame(50, 300, "p:xfrm") +
             '<a:graphic><a:graphicData><a:tbl><a:tblPr firstRow="1"/>'
             '<a:tr><a:tc gridSpan="2"><a:txBody><a:p><a:r><a:t>Both</a:t></a:r></a:p></a:txBody></a:tc>'
             '<a:tc hMerge="1"><a:txBody><a:p/></a:txBody></a:tc></a:tr><a:tr><a:tc><a:txBody><a:p><a:r><a:t>1</a:t></a:r>'
             "</a:p></a:txBody></a:tc><a:tc><a:txBody><a:p><a:r><a:t>2</a:t></a:r></a:p></a:txBody></a:tc></a:tr>"
             "</a:tbl></a:graphicData></a:graphic></p:graphicFrame>")
    number = '<a:buAutoNum type="arabicPeriod"/>'
    first = slide(
        shape(text_body(line("right")), frame(400, 101)), shape(text_body(line("left")), frame(50, 103)),
        table, shape(text_body(line("Below the title"), line("nested", depth=1), line("Not a bullet", "<a:buNone/>")),
                     placeholder='<p:ph idx="1"/>'),
        shape(text_body(line("Water")), placeholder=title),
        "<p:grpSp><p:nvGrpSpPr/><p:grpSpPr>" + frame(50, 500) + "</p:grpSpPr>" +
        shape(text_body(line("first of group", number), line("second of group", number)), frame(0, 0)) + "</p:grpSp>",
        shape(text_body(line("3")), frame(600, 520), '<p:ph type="sldNum"/>'))
    chart = (f'<c:chartSpace {C} {A}><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>Pupils</a:t></a:r></a:p></c:rich>'
             "</c:tx></c:title><c:plotArea><c:barChart><c:ser><c:tx><c:strRef><c:strCache><c:pt idx=\"0\"><c:v>Girls</c:v>"
             "</c:pt></c:strCache></c:strRef></c:tx><c:cat><c:strRef><c:strCache><c:pt idx=\"0\"><c:v>2023</c:v></c:pt>"
             "<c:pt idx=\"1\"><c:v>2024</c:v></c:pt></c:strCache></c:strRef></c:cat><c:val><c:numRef><c:numCache>"
             "<c:pt idx=\"0\"><c:v>40</c:v></c:pt><c:pt idx=\"1\"><c:v>4.3000000000000007</c:v></c:pt></c:numCache>"
             "</c:numRef></c:val></c:ser></c:barChart></c:plotArea></c:chart></c:chartSpace>")
    second = slide(shape(text_body(line("Numbers")), placeholder=title),
                   "<p:graphicFrame>" + frame(50, 100, "p:xfrm") + '<a:graphic><a:graphicData>'
                   f'<c:chart {C} r:id="c"/></a:graphicData></a:graphic></p:graphicFrame>')
    notes = (f"<p:notes {P} {A}><p:cSld><p:spTree>" + shape(text_body(line("Say this slowly.")), placeholder='<p:ph type="body"/>') +
             shape(text_body(line("2")), placeholder='<p:ph type="sldNum"/>') + "</p:spTree></p:cSld></p:notes>")
    master = (f'<p:sldMaster {P} {A}><p:cSld><p:spTree>' + shape(text_body(), frame(50, 200), '<p:ph type="body"/>') +
              '</p:spTree></p:cSld><p:txStyles><p:bodyStyle><a:lvl1pPr><a:buChar char="•"/></a:lvl1pPr><a:lvl2pPr>'
              '<a:buChar char="–"/></a:lvl2pPr></p:bodyStyle></p:txStyles></p:sldMaster>')
    layout = f'<p:sldLayout {P} {A}><p:cSld><p:spTree>' + shape(text_body(), "", '<p:ph idx="1"/>') + "</p:spTree></p:cSld></p:sldLayout>"
    ids = "".join(f'<p:sldId id="{256 + i}" r:id="s{i}"/>' for i in (1, 2, 3))
    save("pptx_slides", "pptx", {
        "_rels/.rels": relationships(("r", "officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": f"<p:presentation {P} {R}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": relationships(
            ("s1", "slide", "slides/slideA.xml"), ("s2", "slide", "slides/slideB.xml"), ("s3", "slide", "slides/slideC.xml")),
        "ppt/slides/slideA.xml": first,
        "ppt/slides/_rels/slideA.xml.rels": relationships(("l", "slideLayout", "../slideLayouts/l.xml")),
        "ppt/slides/slideB.xml": slide(shape(text_body(line("Hidden")), placeholder=title), attributes='show="0"'),
        "ppt/slides/slideC.xml": second,
        "ppt/slides/_rels/slideC.xml.rels": relationships(("c", "chart", "../charts/c.xml"), ("n", "notesSlide", "../notesSlides/n.xml")),
        "ppt/charts/c.xml": chart, "ppt/notesSlides/n.xml": notes,
        "ppt/slideLayouts/l.xml": layout,
        "ppt/slideLayouts/_rels/l.xml.rels": relationships(("m", "slideMaster", "../slideMasters/m.xml")),
        "ppt/slideMasters/m.xml": master})


# Sheets

def make_sheets() -> None:
    formats = ["General", "yyyy\\-mm\\-dd", "d mmmm yyyy", "#,##0.00", "0.0%", "h:mm AM/PM", '"Rs "#,##0', "[h]:mm", "# ?/?",
               '0.00E+00', '0;(0);"none"']
    codes = "".join(f'<numFmt numFmtId="{164 + i}" formatCode="{code.replace(chr(34), "&quot;")}"/>' for i, code in enumerate(formats))
    styles = (f"<styleSheet {S}><numFmts>{codes}</numFmts><cellXfs>" +
              "".join(f'<xf numFmtId="{164 + i}"/>' for i in range(len(formats))) + '<xf numFmtId="14"/></cellXfs></styleSheet>')
    strings = (f"<sst {S}><si><t>What</t></si><si><r><t>As </t></r><r><t>shown</t></r><rPh><t>x</t></rPh></si></sst>")

    def inline(place: str, text: str) -> str:
        return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'

    shown = [("date", 1, 45292), ("long date", 2, 45351), ("grouped", 3, 1234567.891), ("percent", 4, 0.256),
             ("time", 5, 0.75), ("money", 6, -1200), ("duration", 7, 1.5), ("fraction", 8, 2.75),
             ("exponent", 9, 12345), ("negative", 10, -5), ("zero", 10, 0), ("built in", 11, 45292.5),
             ("general", 0, 0.1 + 0.2), ("large", 0, 123456789012)]
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>' + "".join(
        f'<row r="{i + 2}">{inline(f"A{i + 2}", name)}<c r="B{i + 2}" s="{style}"><v>{value!r}</v></c></row>'
        for i, (name, style, value) in enumerate(shown))
    two_tables = (f'<row r="2">{inline("B2", "Class list")}</row><row r="3">{inline("B3", "Name")}{inline("C3", "Grade")}'
                  f'{inline("F3", "Room")}</row><row r="4">{inline("B4", "Asha")}<c r="C4"><v>7</v></c>{inline("F4", "12")}</row>'
                  f'<row r="5"><c r="C5" t="b"><v>1</v></c></row><row r="6">{inline("B6", "Ben")}<c r="C6" t="e"><v>#N/A</v></c>'
                  f'</row><row r="9">{inline("B9", "One cell alone.")}</row>'
                  f'<row r="11">{inline("A11", "h")}{inline("B11", "wide")}</row><row r="12">{inline("B12", "c")}{inline("C12", "d")}</row>')
    merged = '<mergeCells><mergeCell ref="B2:C2"/><mergeCell ref="B4:B5"/><mergeCell ref="B11:C11"/></mergeCells>'
    sheets = "".join(f'<sheet name="{name}" sheetId="{i}" r:id="r{i}" {more}/>' for i, (name, more) in enumerate(
        [("Formats", ""), ("Layout", ""), ("Secret", 'state="hidden"')], 1))

    def sheet(data: str, more: str = "") -> str:
        return f"<worksheet {S}><sheetData>{data}</sheetData>{more}</worksheet>"

    rels = [(f"r{i}", "worksheet", f"worksheets/s{i}.xml") for i in (1, 2, 3)]
    save("xlsx_workbook", "xlsx", {
        "_rels/.rels": relationships(("r", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f"<workbook {S} {R}><sheets>{sheets}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relationships(*rels, ("s", "sharedStrings", "sharedStrings.xml"), ("t", "styles", "styles.xml")),
        "xl/sharedStrings.xml": strings, "xl/styles.xml": styles, "xl/worksheets/s1.xml": sheet(rows),
        "xl/worksheets/s2.xml": sheet(two_tables, merged), "xl/worksheets/s3.xml": sheet(f'<row>{inline("A1", "secret")}</row>')})
    save("xlsx_from_1904", "xlsx", {
        "_rels/.rels": relationships(("r", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook {S} {R}><workbookPr date1904="1"/><sheets><sheet name="Mac" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relationships(("r1", "worksheet", "worksheets/s1.xml"), ("t", "styles", "styles.xml")),
        "xl/styles.xml": styles, "xl/worksheets/s1.xml": sheet('<row><c s="1"><v>43830</v></c><c><v>2</v></c></row>')})


# OpenDocument

def open_document(case: str, suffix: str, kind: str, styles: str, body: str) -> None:
    save(case, suffix, {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": f"<office:document-content {ODF}><office:automatic-styles>{styles}</office:automatic-styles>"
                       f"<office:body>{body}</office:body></office:document-content>",
        "styles.xml": f'<office:document-styles {ODF}><office:styles><style:style style:name="Title" style:family="paragraph"/>'
                      '</office:styles><office:master-styles><style:master-page><style:header><text:p>Running header</text:p>'
                      "</style:header></style:master-page></office:master-styles></office:document-styles>"})


def make_open_documents() -> None:
    lists = ('<text:list-style style:name="N"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>'
             '<text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")" text:display-levels="2"/></text:list-style>'
             '<text:list-style style:name="B"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/></text:list-style>'
             '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>')

    def items(*texts: str) -> str:
        return "".join(t if t.startswith("<text:list-item") else f"<text:list-item><text:p>{t}</text:p></text:list-item>" for t in texts)

    open_document("odt_text", "odt", "text", lists, "<office:text>"
                  "<text:tracked-changes><text:changed-region><text:deletion><text:p>Deleted</text:p></text:deletion></text:changed-region></text:tracked-changes>"
                  '<text:p text:style-name="P1">The library</text:p><text:h text:outline-level="1">Hours</text:h>'
                  '<text:p>Open<text:s text:c="2"/>from<text:line-break/><text:span>nine</text:span> <text:span>to five</text:span>.'
                  "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Not on Sundays.</text:p></text:note-body></text:note>"
                  "<office:annotation><text:p>A comment</text:p></office:annotation></text:p>"
                  '<text:list text:style-name="N">' + items(
                      "Bring the card",
                      '<text:list-item><text:p>Return</text:p><text:list>' + items("on time", "undamaged") + "</text:list></text:list-item>") +
                  '</text:list><text:p>Between.</text:p><text:list text:style-name="N" text:continue-numbering="true">' + items("Whisper") +
                  '</text:list><text:list text:style-name="B">' + items("bullet") + "</text:list>"
                  '<text:section><table:table><table:table-column table:number-columns-repeated="2"/><table:table-header-rows><table:table-row>'
                  '<table:table-cell table:number-columns-spanned="2"><text:p>Shelves</text:p></table:table-cell><table:covered-table-cell/></table:table-row>'
                  "</table:table-header-rows><table:table-row><table:table-cell table:number-rows-spanned=\"2\"><text:p>A</text:p></table:table-cell>"
                  "<table:table-cell><text:p>Poems</text:p></table:table-cell></table:table-row><table:table-row><table:covered-table-cell/>"
                  '<table:table-cell><text:list text:style-name="B">' + items("Plays", "Prose") + "</text:list></table:table-cell></table:table-row></table:table></text:section>"
                  '<text:p><draw:frame><draw:text-box><text:p>In a frame.</text:p></draw:text-box></draw:frame></text:p></office:text>')
    open_document("odp_slides", "odp", "presentation", lists, "<office:presentation><draw:page>"
                  "<draw:frame><draw:text-box><text:p>Body first in the file.</text:p><text:list text:style-name=\"B\">" + items("a bullet") +
                  '</text:list></draw:text-box></draw:frame><draw:frame presentation:class="title"><draw:text-box><text:p>Rain</text:p></draw:text-box></draw:frame>'
                  "<draw:g><draw:custom-shape><text:p>In a shape.</text:p></draw:custom-shape></draw:g><draw:frame><draw:image/><svg:desc>A cloud</svg:desc></draw:frame>"
                  '<presentation:notes><draw:frame presentation:class="notes"><draw:text-box><text:p>Show the cloud.</text:p></draw:text-box></draw:frame></presentation:notes>'
                  '</draw:page><draw:page><draw:frame presentation:class="title"><draw:text-box><text:p>Snow</text:p></draw:text-box></draw:frame></draw:page></office:presentation>')

    def cell(text: str, more: str = "") -> str:
        return f"<table:table-cell {more}><text:p>{text}</text:p></table:table-cell>"

    open_document("ods_sheets", "ods", "spreadsheet", '<style:style style:name="H" style:family="table"><style:table-properties table:display="false"/></style:style>',
                  '<office:spreadsheet><table:table table:name="Marks"><table:table-row>' + cell("Name") + cell("Mark") + "</table:table-row><table:table-row>" +
                  cell("Asha") + cell("9,5", 'office:value-type="float" office:value="9.5"') + "</table:table-row>"
                  '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2"/></table:table-row>'
                  '<table:table-row table:number-rows-repeated="2">' + cell("same", 'table:number-columns-repeated="3"') + "</table:table-row>"
                  '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
                  '<table:table table:name="Secret" table:style-name="H"><table:table-row>' + cell("secret") + "</table:table-row></table:table></office:spreadsheet>")


def make_book() -> None:
    def page(body: str) -> str:
        return f'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>{body}</body></html>'

    save("epub_book", "epub", {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
        "OEBPS/book.opf": '<package><metadata><dc:title xmlns:dc="dc">Two tales</dc:title></metadata><manifest>'
                          '<item id="two" href="text/chapter%202.xhtml" media-type="application/xhtml+xml"/>'
                          '<item id="one" href="text/one.xhtml" media-type="application/xhtml+xml"/>'
                          '<item id="toc" href="toc.xhtml" properties="nav" media-type="application/xhtml+xml"/></manifest>'
                          '<spine><itemref idref="toc"/><itemref idref="one"/><itemref idref="two"/><itemref idref="none"/></spine></package>',
        "OEBPS/toc.xhtml": page("<h1>Contents</h1>"),
        "OEBPS/text/one.xhtml": page("<h1>The first</h1><p>Once.</p>"),
        "OEBPS/text/chapter 2.xhtml": page("<h1>The second</h1><p>Again.</p>")})


if __name__ == "__main__":
    make_word()
    make_slides()
    make_sheets()
    make_open_documents()
    make_book()
