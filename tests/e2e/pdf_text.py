"""The characters of a PDF's page and where they stand, from PDFium alone: a witness that knows nothing of how Edify reads."""
import ctypes
import os

import edify

LIBRARY = os.path.join(os.environ.get("EDIFY_ENGINES_DIR", str(edify.ROOT / "engines")), "pdfium", "libpdfium.so")


def _library():
    pdfium = ctypes.CDLL(LIBRARY)
    for name, result, *arguments in (
            ("FPDF_LoadMemDocument", ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p),
            ("FPDF_LoadPage", ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int),
            ("FPDF_GetPageHeightF", ctypes.c_float, ctypes.c_void_p),
            ("FPDFText_LoadPage", ctypes.c_void_p, ctypes.c_void_p),
            ("FPDFText_CountChars", ctypes.c_int, ctypes.c_void_p),
            ("FPDFText_GetUnicode", ctypes.c_uint, ctypes.c_void_p, ctypes.c_int),
            ("FPDFText_GetCharBox", ctypes.c_int, ctypes.c_void_p, ctypes.c_int, *[ctypes.POINTER(ctypes.c_double)] * 4),
            ("FPDFText_ClosePage", None, ctypes.c_void_p), ("FPDF_ClosePage", None, ctypes.c_void_p),
            ("FPDF_CloseDocument", None, ctypes.c_void_p)):
        function = getattr(pdfium, name)
        function.restype, function.argtypes = result, arguments
    pdfium.FPDF_InitLibrary()
    return pdfium


PDFIUM = _library()


def characters(data, page_number):
    """[(character, x, y)] of a page, counted from 1: letters and digits with their centres, points from its top left."""
    document = PDFIUM.FPDF_LoadMemDocument(data, len(data), None)
    page = PDFIUM.FPDF_LoadPage(document, page_number - 1)
    height = PDFIUM.FPDF_GetPageHeightF(page)
    text = PDFIUM.FPDFText_LoadPage(page)
    found = []
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    for i in range(PDFIUM.FPDFText_CountChars(text)):
        character = chr(PDFIUM.FPDFText_GetUnicode(text, i))
        if character.isalnum() and PDFIUM.FPDFText_GetCharBox(text, i, left, right, bottom, top):
            found.append((character, (left.value + right.value) / 2, height - (bottom.value + top.value) / 2))
    PDFIUM.FPDFText_ClosePage(text)
    PDFIUM.FPDF_ClosePage(page)
    PDFIUM.FPDF_CloseDocument(document)
    return found
