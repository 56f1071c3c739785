#!/usr/bin/env python3
"""Makes tests/cases/image_*/input.*: small pictures of text, one for each format and behaviour of the picture reader.

    python3 -m venv .venv-image-cases
    .venv-image-cases/bin/pip install -r tools/requirements-image-cases.txt
    .venv-image-cases/bin/python tools/make_image_cases.py

Needs Debian's fonts-dejavu-core and fonts-noto-core. expected.txt beside each is taken from the test's output and then
read line by line. All text is original.
"""
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

CASES = Path(__file__).resolve().parent.parent / "tests" / "cases"
SERIF = "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf"
DEVANAGARI = "/usr/share/fonts/truetype/noto/NotoSerifDevanagari-Regular.ttf"

NOTICE = ["The river path is closed on Monday.", "Class six meets at the gate and", "walks to the library instead."]
FRENCH = ["La rivière est fermée le lundi.", "Les élèves de la classe marchent", "avec nous à la bibliothèque."]
HINDI = ["नदी का रास्ता सोमवार को बंद है।", "कक्षा छह के बच्चे द्वार पर मिलेंगे", "और पुस्तकालय जाएँगे।"]
LONG = NOTICE + ["Bring a notebook and a pencil, because", "everyone writes down what the shelves",
                 "look like and which books are missing.", "At noon the bell rings twice, and then",
                 "all groups return along the main road."]


def page(lines: list[str], font: str = SERIF, mode: str = "L", width: int = 760) -> Image.Image:
    """Black text on white, 32 pixels an em."""
    picture = Image.new("L", (width, 60 + 52 * len(lines)), 255)
    draw = ImageDraw.Draw(picture)
    face = ImageFont.truetype(font, 32)
    for row, line in enumerate(lines):
        draw.text((30, 30 + 52 * row), line, fill=0, font=face)
    return picture.convert(mode)


def save(name: str, extension: str, picture: Image.Image, **options) -> None:
    folder = CASES / f"image_{name}"
    folder.mkdir(exist_ok=True)
    picture.save(folder / f"input.{extension}", **options)


def main() -> None:
    resolution = {"dpi": (200, 200)}
    save("png", "png", page(NOTICE), **resolution)
    save("jpeg_french", "jpg", page(FRENCH), quality=85, **resolution)
    save("bmp", "bmp", page(NOTICE).quantize(8), **resolution)
    save("gif_without_resolution", "gif", page(NOTICE))
    save("webp", "webp", page(NOTICE, mode="RGB"), lossless=True)
    save("tiff_two_pages", "tif", page(NOTICE, mode="1"), compression="group4", save_all=True,
         append_images=[page(FRENCH, mode="1")], **resolution)
    transparent = Image.new("RGBA", page(NOTICE).size, (0, 0, 0, 0))
    transparent.putalpha(page(NOTICE).point(lambda grey: 255 - grey))
    save("png_transparent", "png", transparent, **resolution)
    save("hindi", "png", page(HINDI * 2, DEVANAGARI), **resolution)
    save("upside_down", "png", page(LONG).rotate(180), **resolution)
    save("sideways", "png", page(LONG).rotate(90, expand=True), **resolution)
    save("skewed", "png", page(LONG).rotate(-2.5, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC), **resolution)
    # As a camera held upright, and as a mirrored scan: what EXIF says turns them back.
    exif = Image.Exif()
    exif[274] = 6
    save("exif_turned", "jpg", page(LONG).rotate(90, expand=True), quality=85, exif=exif, **resolution)
    exif[274] = 2
    save("exif_mirrored", "png", page(LONG).transpose(Image.Transpose.FLIP_LEFT_RIGHT), exif=exif, **resolution)
    exif[274] = 7
    save("exif_mirrored_and_turned", "webp", page(LONG, mode="RGB").transpose(Image.Transpose.TRANSVERSE), exif=exif)
    save("blank", "png", Image.new("L", (200, 200), 255))


if __name__ == "__main__":
    main()
