"""Seeds for each fuzzer, from the golden cases, the samples and the shared corpus where it is.

    make_seeds.py FOLDER      writes FOLDER/TARGET/NAME

Small files only: a fuzzer's speed is what finds things.
"""
import hashlib
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOST_BYTES = 64 << 10
# The first byte chooses the format in office_parts_fuzz and legacy_office_fuzz.
PARTS = {
    "docx": (0, ["word/document.xml", "word/styles.xml", "word/numbering.xml"]),
    "pptx": (1, ["ppt/slides/slide1.xml", "ppt/notesSlides/notesSlide1.xml", "ppt/slideLayouts/slideLayout1.xml"]),
    "xlsx": (2, ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"]),
    "odt": (4, ["content.xml", "styles.xml"]),
    "odp": (5, ["content.xml", "styles.xml"]),
    "ods": (6, ["content.xml", "styles.xml"]),
}
LEGACY = {"rtf": 0, "doc": 1, "ppt": 2, "xls": 3, "msg": 4}
MARKUP = {"html": 0, "htm": 0, "md": 1, "csv": 2, "txt": 3}
PICTURES = {"png", "jpg", "jpeg", "tif", "tiff", "webp", "gif", "bmp"}


def documents():
    for folder in (ROOT / "tests/cases", ROOT / "samples", ROOT.parent / "shared/corpus/parse/docling",
                   ROOT.parent / "shared/corpus/malformed"):
        for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
            is_truth = path.name.startswith("expected") or "groundtruth" in str(path)
            if path.is_file() and not is_truth and 0 < path.stat().st_size <= 16 * MOST_BYTES:
                yield path


def parts_of(path, names):
    try:
        with zipfile.ZipFile(path) as archive:
            there = set(archive.namelist())
            return b"\0".join(archive.read(name) if name in there else b"" for name in names)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError, zipfile.zlib.error):
        return b""


def main():
    out = Path(sys.argv[1])

    def seed(target, data):
        if 0 < len(data) <= MOST_BYTES:
            folder = out / target
            folder.mkdir(parents=True, exist_ok=True)
            (folder / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)

    for path in documents():
        kind = path.suffix[1:].lower()
        data = path.read_bytes()
        seed("document_fuzz", data)
        if kind in PARTS:
            number, names = PARTS[kind]
            seed("office_parts_fuzz", bytes([number]) + parts_of(path, names))
        if kind in LEGACY:
            seed("legacy_office_fuzz", bytes([LEGACY[kind]]) + data)
        if kind in MARKUP:
            seed("markup_fuzz", bytes([MARKUP[kind]]) + data)
        if kind == "eml":
            seed("mail_fuzz", data)
        if kind in PICTURES:
            seed("picture_header_fuzz", data[:4096])


main()
