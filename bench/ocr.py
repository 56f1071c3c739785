"""Makes pictures of pages whose text is known, reads them with the program and with the tesseract command.

Called by bench/ocr.sh. For each kind of picture: WORK/KIND/{truth,ours,command}/NAME.txt and the seconds of processor
time that each reader took.
"""
import io
import os
import resource
import subprocess
import sys
from pathlib import Path

import numpy
import pypdfium2
from PIL import Image

LANGUAGES = {"en": "eng", "es": "spa", "fr": "fra", "pt": "por", "hi": "hin", "ar": "ara"}
SCHOOL_PAGES = {"en__cheatsheet-supervised-learning": [0], "en__cheatsheet-unsupervised-learning": [0],
                "en__refresher-probabilities-statistics": [0]}


def skewed(picture: Image.Image) -> Image.Image:
    return picture.rotate(-1.5, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def squeezed(picture: Image.Image) -> Image.Image:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=30)
    return Image.open(out).convert("L")


def noisy(picture: Image.Image) -> Image.Image:
    """Grain of 25 grey levels and one speckle in 200 pixels; the seed makes it the same every time."""
    chance = numpy.random.default_rng(7)
    grey = numpy.asarray(picture, dtype=numpy.float32) + chance.normal(0, 25, (picture.height, picture.width))
    speckles = chance.random(grey.shape)
    grey[speckles < 0.0025] = 0
    grey[speckles > 0.9975] = 255
    return Image.fromarray(grey.clip(0, 255).astype(numpy.uint8))


VARIANTS = {"": lambda picture: picture, "-skewed": skewed, "-jpeg30": squeezed, "-noisy": noisy,
            "-all": lambda picture: noisy(squeezed(skewed(picture)))}


def corpus_pages(corpus: Path):
    """The one picture of each page made for OCR, as stored: kind, name, language, picture, text."""
    for path in sorted((corpus / "parse" / "ocr").glob("*.pdf")):
        page = pypdfium2.PdfDocument(path)[0]
        picture = next(page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])).get_bitmap().to_pil().convert("L")
        kind = "degraded" if path.stem.endswith("_deg") else "clean"
        yield kind, path.stem, path.stem[:2], picture, 200, path.with_suffix(".txt").read_text(encoding="utf-8")


def school_pages(corpus: Path):
    for name, numbers in SCHOOL_PAGES.items():
        document = pypdfium2.PdfDocument(corpus / "school" / "cs229" / f"{name}.pdf")
        for number in numbers:
            text = document[number].get_textpage().get_text_bounded()
            for resolution in (200, 300):
                picture = document[number].render(scale=resolution / 72, grayscale=True).to_pil().convert("L")
                yield f"school{resolution}", f"{name}_{number + 1}", name[:2], picture, resolution, text


def children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    program, corpus, work = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    seconds: dict[tuple[str, str], float] = {}
    for kind, name, language, original, resolution, text in [*corpus_pages(corpus), *school_pages(corpus)]:
        for variant, change in VARIANTS.items():
            if kind == "degraded" and variant:
                continue
            folder = work / (kind + variant)
            for sub in ("truth", "ours", "command", "pictures"):
                (folder / sub).mkdir(parents=True, exist_ok=True)
            picture = folder / "pictures" / f"{name}.png"
            change(original).save(picture, dpi=(resolution, resolution))
            (folder / "truth" / f"{name}.txt").write_text(text, encoding="utf-8")
            start = children_seconds()
            with open(folder / "ours" / f"{name}.txt", "wb") as out:
                subprocess.run([program, "parse", picture, "--format", "text"], stdout=out, check=False)
            middle = children_seconds()
            subprocess.run(["tesseract", picture, folder / "command" / name, "-l", LANGUAGES[language]],
                           stderr=subprocess.DEVNULL, env={**os.environ, "OMP_THREAD_LIMIT": "1"}, check=True)
            for reader, took in (("ours", middle - start), ("command", children_seconds() - middle)):
                seconds[folder.name, reader] = seconds.get((folder.name, reader), 0) + took
    for (kind, reader), total in seconds.items():
        (work / kind / f"{reader}.seconds").write_text(f"{total:.2f}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
