#!/usr/bin/env python3
"""Pages a CPU second of pypdfium2's plain text extraction: the same PDFium without any layout.

    pdf_peer.py FILE...    prints one line: pages, seconds, pages per CPU second

Needs peers/pdf_requirements.txt. Files are read into memory first, as bench/pdf_bench.cpp does.
"""
import sys
import time
from pathlib import Path

import pypdfium2


def read_text(data: bytes) -> int:
    """Extracts all text; answers the number of pages."""
    document = pypdfium2.PdfDocument(data)
    try:
        for index in range(len(document)):
            page = document[index]
            text_page = page.get_textpage()
            text_page.get_text_range()
            text_page.close()
            page.close()
        return len(document)
    finally:
        document.close()


def main() -> int:
    pages, seconds = 0, 0.0
    for name in sys.argv[1:]:
        data = Path(name).read_bytes()
        start = time.process_time()
        try:
            pages += read_text(data)
        except pypdfium2.PdfiumError:  # encrypted samples
            continue
        seconds += time.process_time() - start
    print(f"pypdfium2 pages={pages} seconds={seconds:.3f} pages_per_second={pages / seconds:.1f}")
    return 0 if pages else 1


if __name__ == "__main__":
    sys.exit(main())
