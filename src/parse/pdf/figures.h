// Pictures on pages whose text layer is good: where they are, and where their text goes among the page's elements.
#pragma once

#include <cstdint>
#include <vector>

#include "model/element.h"
#include "parse/ocr/page_reader.h"
#include "parse/pdf/layout.h"
#include "parse/pdf/pdfium.h"

namespace edify::parse::pdf {

// Per document; a book of photographs must not take the time of a book of scans.
inline constexpr std::size_t most_pages_with_figures = 200;

// Pictures large enough to hold words, without text of the layer on them; on the shown page, the largest first. Not
// thread-safe (PDFium).
std::vector<Box> find_figures(FPDF_PAGE page, const PageGlyphs& glyphs);

// The language of the page's text, ISO 639-1; empty where it can not be told.
std::string language_of(const PageGlyphs& glyphs);

// Puts what was read off the page's figures into page.figures, but what the page says in its text anyway. Thread-safe.
void add_figure_texts(const ocr::PageText& text, PageLines& page);

// Adds an Image for each figure with text, behind what stands above it. Thread-safe.
void place_figures(const std::vector<PageLines>& pages, std::vector<Element>& elements);

}  // namespace edify::parse::pdf
