// What parsers make of a document: typed pieces of text in reading order, with page and box. Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace edify {

// Unstructured's element types, so that its users find the names that they know.
enum class ElementType : std::uint8_t {
  title,
  narrative_text,
  list_item,
  table,
  image,
  figure_caption,
  formula,
  header,
  footer,
  page_number,
  code_snippet,
  uncategorized_text,
};

// "Title", "NarrativeText", …
std::string_view to_string(ElementType type);
std::optional<ElementType> element_type_from_string(std::string_view text);

// Running headers, footers and page numbers: in JSON output, never in markdown or chunks.
bool is_page_furniture(ElementType type);

// In points (1/72 inch) from the page's top left, y downwards.
struct Box {
  float x0 = 0;
  float y0 = 0;
  float x1 = 0;
  float y1 = 0;

  bool operator==(const Box&) const = default;
};

// The smallest box that holds both.
Box unite(const Box& a, const Box& b);

// A stretch of a text and the place on a page that shows it; one span a printed line.
struct Span {
  std::uint32_t begin = 0;  // byte offsets into the text it belongs to, UTF-8, [begin, end)
  std::uint32_t end = 0;
  std::uint32_t page = 0;  // from 1
  Box box;

  bool operator==(const Span&) const = default;
};

enum class TextSource : std::uint8_t { text, ocr };

struct Element {
  ElementType type = ElementType::uncategorized_text;
  std::string text;        // UTF-8, NFC, no control characters but '\n' (tables, code)
  int level = 0;           // Title: 1 is the highest; ListItem: depth from 1, 0 where it is not known
  std::string html;        // Table: <table>…</table> with row and column spans
  std::uint32_t page = 0;  // from 1; 0 in formats without pages
  Box box;                 // on `page`
  std::string language;    // ISO 639-1, empty where unknown
  TextSource source = TextSource::text;
  std::vector<Span> spans;  // by line, ascending; empty in formats without pages

  bool operator==(const Element&) const = default;
};

// Why a page was read from its picture, or could not be.
enum class OcrReason : std::uint8_t {
  none,               // its text layer was used, or it is blank
  asked_for,          // the caller wanted OCR
  no_text,            // ink without text
  picture_of_page,    // a picture fills the page and hardly any text stands on it
  unmapped_glyphs,    // the file does not tell which characters its glyphs are
  legacy_font,        // a font that shows another script than its character codes mean
  implausible_text,   // the characters spell nothing in any language
  picture,            // the document is a picture
  broken,             // the page can not be loaded
};

// "no_text", "legacy_font", …; empty for none.
std::string_view to_string(OcrReason reason);

// How well a page was read. Pages of formats without pages have no report.
struct PageReport {
  std::uint32_t page = 0;        // from 1
  std::uint32_t characters = 0;  // of its elements, code points
  OcrReason reason = OcrReason::none;
  bool recognized = false;    // by OCR, wholly or in part
  float confidence = 1;       // of the OCR, mean over characters, 0 … 1; 1 where the text layer was used
  bool is_suspicious = false;  // indexed, but its text may be wrong: marked for a person to look at
  std::string trouble;         // why it was not or not wholly read: "ocr_models", "pixels", "timeout"…; else empty

  bool operator==(const PageReport&) const = default;
};

struct ParsedDocument {
  std::string content_type;  // what the bytes are, whatever the name says: "application/pdf"
  std::string title;         // from metadata or the first heading; may be empty
  std::uint32_t page_count = 0;
  std::vector<Element> elements;
  std::vector<std::uint32_t> pages_needing_ocr;  // pages that could not be read, by OCR neither; ascending
  std::vector<PageReport> pages;                 // of the pages that were read, ascending; empty without pages
};

}  // namespace edify
