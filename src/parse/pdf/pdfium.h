// The part of PDFium's public C interface that we use, as its build 8149 has it (fpdfview.h, fpdf_text.h,
// fpdf_edit.h, fpdf_doc.h, fpdf_structtree.h). The wheel that brings libpdfium.so carries no headers; the interface is
// stable C.
//
// Not thread-safe as a whole: no two threads of a process may be inside PDFium at once, not even with different
// documents. Coordinates are PDF user space (points, y upwards, before the page's rotation).
#pragma once

#include <cstddef>

extern "C" {

using FPDF_BOOL = int;
using FPDF_DOCUMENT = struct fpdf_document_t__*;
using FPDF_PAGE = struct fpdf_page_t__*;
using FPDF_TEXTPAGE = struct fpdf_textpage_t__*;
using FPDF_PAGEOBJECT = struct fpdf_pageobject_t__*;
using FPDF_FONT = struct fpdf_font_t__*;
using FPDF_PATHSEGMENT = const struct fpdf_pathsegment_t__*;
using FPDF_CLIPPATH = const struct fpdf_clippath_t__*;
using FPDF_BITMAP = struct fpdf_bitmap_t__*;
using FPDF_BOOKMARK = struct fpdf_bookmark_t__*;
using FPDF_DEST = struct fpdf_dest_t__*;
using FPDF_STRUCTTREE = struct fpdf_structtree_t__*;
using FPDF_STRUCTELEMENT = struct fpdf_structelement_t__*;

struct FS_RECTF {
  float left;
  float top;
  float right;
  float bottom;
};

struct FS_MATRIX {
  float a;
  float b;
  float c;
  float d;
  float e;
  float f;
};

// Version 2 of the structure: PDFium looks at nothing behind m_v8EmbedderSlot.
struct FPDF_LIBRARY_CONFIG {
  int version;
  const char** m_pUserFontPaths;  // ends with a null pointer; null: the system's folders
  void* m_pIsolate;
  unsigned int m_v8EmbedderSlot;
};

struct FPDF_FILEACCESS {
  unsigned long m_FileLen;
  // Non-zero for success; all of `size` or nothing.
  int (*m_GetBlock)(void* param, unsigned long position, unsigned char* buffer, unsigned long size);
  void* m_Param;
};

inline constexpr unsigned long FPDF_ERR_PASSWORD = 4;
inline constexpr unsigned long FPDF_ERR_SECURITY = 5;

inline constexpr int FPDF_PAGEOBJ_TEXT = 1;
inline constexpr int FPDF_PAGEOBJ_PATH = 2;
inline constexpr int FPDF_PAGEOBJ_IMAGE = 3;
inline constexpr int FPDF_PAGEOBJ_SHADING = 4;
inline constexpr int FPDF_PAGEOBJ_FORM = 5;

inline constexpr int FPDF_SEGMENT_LINETO = 0;
inline constexpr int FPDF_SEGMENT_BEZIERTO = 1;
inline constexpr int FPDF_SEGMENT_MOVETO = 2;

inline constexpr int FPDF_TEXTRENDERMODE_FILL = 0;
inline constexpr int FPDF_TEXTRENDERMODE_FILL_STROKE = 2;
inline constexpr int FPDF_TEXTRENDERMODE_INVISIBLE = 3;

inline constexpr int FPDFBitmap_Gray = 1;  // 8 bits a pixel

// FPDF_RenderPageBitmap's flags.
inline constexpr int FPDF_ANNOT = 0x01;
inline constexpr int FPDF_GRAYSCALE = 0x08;

// Bits of a font's flags, ISO 32000-1 table 123.
inline constexpr int FXFONT_FIXED_PITCH = 1 << 0;
inline constexpr int FXFONT_ITALIC = 1 << 6;
inline constexpr int FXFONT_FORCE_BOLD = 1 << 18;

// fpdfview.h
void FPDF_InitLibraryWithConfig(const FPDF_LIBRARY_CONFIG* config);
void FPDF_DestroyLibrary();
FPDF_DOCUMENT FPDF_LoadCustomDocument(FPDF_FILEACCESS* access, const char* password);
unsigned long FPDF_GetLastError();
void FPDF_CloseDocument(FPDF_DOCUMENT document);
int FPDF_GetPageCount(FPDF_DOCUMENT document);
FPDF_PAGE FPDF_LoadPage(FPDF_DOCUMENT document, int index);
void FPDF_ClosePage(FPDF_PAGE page);
FPDF_BOOL FPDF_GetPageBoundingBox(FPDF_PAGE page, FS_RECTF* box);

// `buffer` stays the caller's, `stride` in bytes; null where the format or a size is not possible.
FPDF_BITMAP FPDFBitmap_CreateEx(int width, int height, int format, void* buffer, int stride);
void FPDFBitmap_Destroy(FPDF_BITMAP bitmap);
// The page, turned by quarter turns on top of its own rotation, fills size_x × size_y pixels from (start_x, start_y);
// what falls outside of the bitmap is cut.
void FPDF_RenderPageBitmap(FPDF_BITMAP bitmap, FPDF_PAGE page, int start_x, int start_y, int size_x, int size_y,
                           int rotate, int flags);

// fpdf_doc.h: UTF-16LE with its terminator; answers the bytes needed.
unsigned long FPDF_GetMetaText(FPDF_DOCUMENT document, const char* tag, void* buffer, unsigned long length);

// The outline. A null bookmark's first child is the first of all; a malicious file's siblings may go round in circles.
FPDF_BOOKMARK FPDFBookmark_GetFirstChild(FPDF_DOCUMENT document, FPDF_BOOKMARK bookmark);
FPDF_BOOKMARK FPDFBookmark_GetNextSibling(FPDF_DOCUMENT document, FPDF_BOOKMARK bookmark);
// As FPDF_GetMetaText.
unsigned long FPDFBookmark_GetTitle(FPDF_BOOKMARK bookmark, void* buffer, unsigned long length);
FPDF_DEST FPDFBookmark_GetDest(FPDF_DOCUMENT document, FPDF_BOOKMARK bookmark);  // its action's, if it has none
int FPDFDest_GetDestPageIndex(FPDF_DOCUMENT document, FPDF_DEST dest);           // -1 for another document's

// fpdf_structtree.h: null for a page of an untagged document. Elements live as long as their tree.
FPDF_STRUCTTREE FPDF_StructTree_GetForPage(FPDF_PAGE page);
void FPDF_StructTree_Close(FPDF_STRUCTTREE tree);
int FPDF_StructTree_CountChildren(FPDF_STRUCTTREE tree);
FPDF_STRUCTELEMENT FPDF_StructTree_GetChildAtIndex(FPDF_STRUCTTREE tree, int index);
// The structure type, mapped to a standard one ("H1", "P"), UTF-16LE with its terminator; answers the bytes needed.
unsigned long FPDF_StructElement_GetType(FPDF_STRUCTELEMENT element, void* buffer, unsigned long length);
int FPDF_StructElement_CountChildren(FPDF_STRUCTELEMENT element);
FPDF_STRUCTELEMENT FPDF_StructElement_GetChildAtIndex(FPDF_STRUCTELEMENT element, int index);  // null for content
int FPDF_StructElement_GetChildMarkedContentID(FPDF_STRUCTELEMENT element, int index);         // -1 for elements

// fpdf_edit.h
int FPDFPage_GetRotation(FPDF_PAGE page);  // quarter turns clockwise
int FPDFPage_CountObjects(FPDF_PAGE page);
FPDF_PAGEOBJECT FPDFPage_GetObject(FPDF_PAGE page, int index);
int FPDFPageObj_GetType(FPDF_PAGEOBJECT object);
FPDF_BOOL FPDFPageObj_GetBounds(FPDF_PAGEOBJECT object, float* left, float* bottom, float* right, float* top);
FPDF_BOOL FPDFPageObj_GetFillColor(FPDF_PAGEOBJECT object, unsigned int* r, unsigned int* g, unsigned int* b,
                                   unsigned int* a);
FPDF_BOOL FPDFPageObj_GetStrokeColor(FPDF_PAGEOBJECT object, unsigned int* r, unsigned int* g, unsigned int* b,
                                     unsigned int* a);
int FPDFPageObj_GetMarkedContentID(FPDF_PAGEOBJECT object);                  // -1 without one
FPDF_BOOL FPDFPageObj_GetMatrix(FPDF_PAGEOBJECT object, FS_MATRIX* matrix);  // the object's space → its container's
FPDF_CLIPPATH FPDFPageObj_GetClipPath(FPDF_PAGEOBJECT object);               // in its container's space
int FPDFClipPath_CountPaths(FPDF_CLIPPATH clip);                             // -1 without one
int FPDFClipPath_CountPathSegments(FPDF_CLIPPATH clip, int path);
FPDF_PATHSEGMENT FPDFClipPath_GetPathSegment(FPDF_CLIPPATH clip, int path, int segment);
int FPDFFormObj_CountObjects(FPDF_PAGEOBJECT form);
FPDF_PAGEOBJECT FPDFFormObj_GetObject(FPDF_PAGEOBJECT form, unsigned long index);
int FPDFPath_CountSegments(FPDF_PAGEOBJECT path);
FPDF_PATHSEGMENT FPDFPath_GetPathSegment(FPDF_PAGEOBJECT path, int index);
FPDF_BOOL FPDFPathSegment_GetPoint(FPDF_PATHSEGMENT segment, float* x, float* y);
int FPDFPathSegment_GetType(FPDF_PATHSEGMENT segment);
FPDF_BOOL FPDFPathSegment_GetClose(FPDF_PATHSEGMENT segment);
FPDF_BOOL FPDFImageObj_GetImagePixelSize(FPDF_PAGEOBJECT image, unsigned int* width, unsigned int* height);
FPDF_BOOL FPDFPath_GetDrawMode(FPDF_PAGEOBJECT path, int* fill_mode, FPDF_BOOL* stroke);
FPDF_FONT FPDFTextObj_GetFont(FPDF_PAGEOBJECT text);
FPDF_BOOL FPDFTextObj_GetFontSize(FPDF_PAGEOBJECT text, float* size);
int FPDFTextObj_GetTextRenderMode(FPDF_PAGEOBJECT text);
std::size_t FPDFFont_GetBaseFontName(FPDF_FONT font, char* buffer, std::size_t length);
int FPDFFont_GetFlags(FPDF_FONT font);
int FPDFFont_GetWeight(FPDF_FONT font);

// fpdf_text.h: characters are counted in PDFium's own order; index < FPDFText_CountChars().
FPDF_TEXTPAGE FPDFText_LoadPage(FPDF_PAGE page);
void FPDFText_ClosePage(FPDF_TEXTPAGE text_page);
int FPDFText_CountChars(FPDF_TEXTPAGE text_page);
unsigned int FPDFText_GetUnicode(FPDF_TEXTPAGE text_page, int index);
int FPDFText_IsGenerated(FPDF_TEXTPAGE text_page, int index);
int FPDFText_IsHyphen(FPDF_TEXTPAGE text_page, int index);
int FPDFText_HasUnicodeMapError(FPDF_TEXTPAGE text_page, int index);
FPDF_PAGEOBJECT FPDFText_GetTextObject(FPDF_TEXTPAGE text_page, int index);
FPDF_BOOL FPDFText_GetMatrix(FPDF_TEXTPAGE text_page, int index, FS_MATRIX* matrix);
FPDF_BOOL FPDFText_GetCharOrigin(FPDF_TEXTPAGE text_page, int index, double* x, double* y);
FPDF_BOOL FPDFText_GetLooseCharBox(FPDF_TEXTPAGE text_page, int index, FS_RECTF* box);

}  // extern "C"
