#!/usr/bin/env python3
"""Reads documents with a peer of Edify's parsers and writes what it makes of each as Markdown.

    parse_peers.py PEER OUTPUT_FOLDER FILE…       OUTPUT_FOLDER/NAME.EXT.md a file; none where the peer fails

Run by bench/eval_parse.py. Pages are marked where the peer tells them apart.
"""

import pathlib
import sys


def page_mark(number):
    return f"<!-- page {number} -->\n"


def pypdfium2(path):
    import pypdfium2 as pdfium

    document = pdfium.PdfDocument(path)
    return "\n".join(page_mark(i + 1) + page.get_textpage().get_text_range() for i, page in enumerate(document))


def pymupdf4llm(path):
    import pymupdf4llm as peer

    pages = peer.to_markdown(str(path), page_chunks=True, show_progress=False)
    return "\n".join(page_mark(i + 1) + page["text"] for i, page in enumerate(pages))


def kreuzberg(path):
    import kreuzberg as peer

    config = peer.ExtractionConfig(output_format="markdown")
    return peer.extract_file_sync(path, config=config).content


def markitdown(path):
    from markitdown import MarkItDown

    return MarkItDown().convert(str(path)).text_content


PEERS = {f.__name__: f for f in (pypdfium2, pymupdf4llm, kreuzberg, markitdown)}


def main():
    read = PEERS[sys.argv[1]]
    output = pathlib.Path(sys.argv[2])
    for path in map(pathlib.Path, sys.argv[3:]):
        try:
            (output / (path.name + ".md")).write_text(read(path), errors="replace")
        except Exception as error:  # a peer may fail in any way; its score says so
            print(f"{path.name}: {error}", file=sys.stderr)


if __name__ == "__main__":
    main()
