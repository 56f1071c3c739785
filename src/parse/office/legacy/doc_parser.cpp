#include "parse/office/legacy/doc_parser.h"

#include <string>
#include <utility>
#include <vector>

#include "parse/byte_range.h"
#include "parse/markup/text_normalizer.h"
#include "parse/office/edge_table.h"
#include "parse/office/legacy/compound_file.h"
#include "parse/office/legacy/doc_formatting.h"
#include "parse/office/legacy/doc_text.h"
#include "parse/office/legacy/legacy_text.h"

namespace edify::parse {
namespace {

class DocReader {
 public:
  explicit DocReader(const DocFormatting& formatting) : formatting_(formatting) {}

  std::vector<Element> read(const DocText& text) && {
    for (const auto* part : {&text.body, &text.notes}) {
      for (const DocCharacter& character : *part) take(character);
      end_paragraph({});
      end_table();
    }
    return std::move(elements_);
  }

 private:
  // [MS-DOC] 2.4.1, special characters.
  void take(const DocCharacter& character) {
    switch (character.unit) {
      case u'\r': return end_paragraph(formatting_.paragraph_at(character.position));
      case u'\x07': return end_cell(formatting_.paragraph_at(character.position));
      case u'\f':
      case u'\x0E': return end_paragraph(formatting_.paragraph_at(character.position));
      case u'\x13': fields_.push_back(true); return;
      case u'\x14':
        if (!fields_.empty()) fields_.back() = false;
        return;
      case u'\x15':
        if (!fields_.empty()) fields_.pop_back();
        return;
      case u'\x1E': return add(u'-');
      case u'\v': return add(u' ');
      default:
        if (character.unit >= u' ' || character.unit == u'\t') add(character.unit);
    }
  }

  // A field's instruction, between 0x13 and 0x14, is no text.
  void add(char16_t unit) {
    if (!fields_.empty() && fields_.back()) return;
    units_ += static_cast<char>(unit & 0xFF);
    units_ += static_cast<char>(unit >> 8);
  }

  std::string take_text() { return normalize_inline(decode_utf16(std::exchange(units_, {}))); }

  void end_cell(const DocParagraph& paragraph) {
    fields_.clear();
    if (!paragraph.ends_row) return table_.end_cell(take_text());
    table_.begin_row_format();
    if (paragraph.is_header_row) table_.mark_header();
    for (const EdgeTable::CellFormat& cell : paragraph.cells) table_.add_format(cell);
    table_.end_row();
    units_.clear();
  }

  void end_paragraph(const DocParagraph& paragraph) {
    fields_.clear();
    if (paragraph.is_in_table) return add(u' ');  // a cell of several paragraphs
    std::string text = take_text();
    if (text.empty()) return;
    end_table();
    Element element;
    element.type = paragraph.heading_level > 0 ? ElementType::title
                   : paragraph.is_list_item    ? ElementType::list_item
                                               : ElementType::narrative_text;
    element.text = std::move(text);
    element.level = paragraph.heading_level;
    elements_.push_back(std::move(element));
  }

  void end_table() {
    if (table_.is_empty()) return;
    Element element = to_element(table_.take());
    if (!element.text.empty()) elements_.push_back(std::move(element));
  }

  const DocFormatting& formatting_;
  std::vector<Element> elements_;
  std::string units_;         // of the paragraph, UTF-16LE
  std::vector<bool> fields_;  // open ones; true: in its instruction
  EdgeTable table_;
};

}  // namespace

Result<ParsedDocument> parse_doc(RangeReader& reader, const Limits& limits) {
  EDIFY_TRY(CompoundFile file, CompoundFile::open(reader));
  const CompoundEntry* entry = file.find("WordDocument");
  if (entry == nullptr) return fail(ErrorCode::unreadable, "the Word document has no text stream", "malformed");
  EDIFY_TRY(const std::string document, file.read(*entry, limits.entry_bytes));
  const bool second_table = document.size() > 12 && (little_endian(document, 10, 2) & 0x0200) != 0;
  std::string table;
  if (const CompoundEntry* found = file.find(second_table ? "1Table" : "0Table"); found != nullptr) {
    EDIFY_TRY(table, file.read(*found, limits.entry_bytes));
  }
  EDIFY_TRY(const DocText text, read_doc_text(document, table));
  const DocFormatting formatting(document, table);
  ParsedDocument parsed;
  parsed.elements = DocReader(formatting).read(text);
  return parsed;
}

}  // namespace edify::parse
