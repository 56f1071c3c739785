#include "parse/office/legacy/doc_formatting.h"

#include <algorithm>
#include <optional>

#include "parse/byte_range.h"

namespace edify::parse {
namespace {

constexpr std::size_t page_bytes = 512;
constexpr std::size_t stylesheet_place = 0xA2;  // FibRgFcLcb97: fcStshf
constexpr std::size_t paragraph_place = 0x102;  // fcPlcfBtePapx

// 0 where it lies outside: readers of damaged documents go on with what is there.
std::uint32_t number_at(std::string_view bytes, std::size_t at, int width) {
  if (at > bytes.size() || bytes.size() - at < static_cast<std::size_t>(width)) return 0;
  return static_cast<std::uint32_t>(little_endian(bytes, at, width));
}

std::string_view part(std::string_view bytes, std::uint64_t at, std::uint64_t size) {
  return at >= bytes.size() ? std::string_view() : bytes.substr(at, size);
}

// The structure that a pair (fc, lcb) of the FIB points to.
std::string_view fib_part(std::string_view document, std::string_view table, std::size_t place) {
  return part(table, number_at(document, place, 4), number_at(document, place + 4, 4));
}

struct Modifier {
  std::uint32_t code = 0;
  std::string_view operand;
};

// [MS-DOC] 2.6.1: the operand's size is in the code's upper three bits.
std::optional<Modifier> take_modifier(std::string_view& list) {
  if (list.size() < 3) return std::nullopt;
  Modifier modifier{.code = number_at(list, 0, 2), .operand = {}};
  constexpr std::size_t sizes[] = {1, 1, 2, 4, 2, 2, 0, 3};
  std::size_t size = sizes[modifier.code >> 13];
  std::size_t prefix = 2;
  if (modifier.code == 0xD608) {  // sprmTDefTable: its size takes two bytes and counts one more
    size = std::max<std::size_t>(number_at(list, 2, 2), 1) - 1;
    prefix = 4;
  } else if (size == 0) {
    size = number_at(list, 2, 1);
    prefix = 3;
  }
  modifier.operand = part(list, prefix, size);
  list = part(list, prefix + size, list.size());
  return modifier;
}

// sprmTDefTable: the cells' edges, then 20 bytes a cell.
std::vector<EdgeTable::CellFormat> read_cells(std::string_view definition) {
  const std::size_t count = std::min<std::size_t>(number_at(definition, 0, 1), 63);
  std::vector<EdgeTable::CellFormat> cells;
  for (std::size_t i = 0; i < count; ++i) {
    const auto edge = static_cast<std::int16_t>(number_at(definition, 1 + 2 * (i + 1), 2));
    const std::uint32_t flags = number_at(definition, 1 + 2 * (count + 1) + 20 * i, 2);
    const bool starts_column = (flags & 0x40) != 0;
    cells.push_back({.right_edge = edge,
                     .continues_left = (flags & 0x02) != 0,
                     .continues_above = (flags & 0x20) != 0 && !starts_column});
  }
  return cells;
}

void apply(std::string_view modifiers, DocParagraph& paragraph) {
  while (const auto modifier = take_modifier(modifiers)) {
    const std::uint32_t value = number_at(modifier->operand, 0, 1);
    switch (modifier->code) {
      case 0x2416: paragraph.is_in_table = value != 0; break;  // sprmPFInTable
      case 0x2417: paragraph.ends_row = value != 0; break;     // sprmPFTtp
      case 0x2640:  // sprmPOutLvl; 9 is body text, and says nothing against a title's style
        if (value < 9) paragraph.heading_level = static_cast<int>(value) + 1;
        break;
      case 0x460B:  // sprmPIlfo
        paragraph.is_list_item = number_at(modifier->operand, 0, 2) != 0;
        break;
      case 0x3404: paragraph.is_header_row = value != 0; break;             // sprmTTableHeader
      case 0xD608: paragraph.cells = read_cells(modifier->operand); break;  // sprmTDefTable
      default: break;
    }
  }
}

}  // namespace

DocFormatting::DocFormatting(std::string_view document, std::string_view table) : document_(document), table_(table) {
  read_styles();
  read_runs();
}

// [MS-DOC] 2.9.271 STSH.
void DocFormatting::read_styles() {
  const std::string_view sheet = fib_part(document_, table_, stylesheet_place);
  const std::uint32_t header = number_at(sheet, 0, 2);
  const std::uint32_t count = number_at(sheet, 2, 2);
  const std::uint32_t base_size = number_at(sheet, 4, 2);
  std::size_t at = 2 + std::size_t{header};
  for (std::uint32_t i = 0; i < count && at + 2 <= sheet.size(); ++i) {
    const std::uint32_t size = number_at(sheet, at, 2);
    const std::string_view style = part(sheet, at + 2, size);
    at += 2 + std::size_t{size} + size % 2;
    if (style.size() < 4) {
      styles_.push_back({.kind = 0xFFF, .base = 0xFFF, .properties = {}});
      continue;
    }
    // The name, UTF-16 with its length before and a zero behind it, then the paragraph's modifiers.
    const std::size_t name_end = base_size + 2 + 2 * std::size_t{number_at(style, base_size, 2)} + 2;
    styles_.push_back({.kind = number_at(style, 0, 2) & 0xFFF,
                       .base = number_at(style, 2, 2) >> 4,
                       .properties = part(style, name_end + 2, number_at(style, name_end, 2))});
  }
}

// [MS-DOC] 2.8.6 PlcBtePapx: positions, then numbers of pages.
void DocFormatting::read_runs() {
  const std::string_view pages = fib_part(document_, table_, paragraph_place);
  if (pages.size() < 12) return;
  const std::size_t count = (pages.size() - 4) / 8;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t number = number_at(pages, 4 * (count + 1) + 4 * i, 4) & 0x3FFFFF;
    const std::string_view page = part(document_, number * page_bytes, page_bytes);
    if (page.size() == page_bytes) read_page(page);
  }
  std::ranges::stable_sort(runs_, {}, &Run::begin);
}

// [MS-DOC] 2.9.175 PapxFkp: positions, then 13 bytes a paragraph whose first points to its properties.
void DocFormatting::read_page(std::string_view page) {
  const std::size_t count = std::min<std::size_t>(number_at(page, page_bytes - 1, 1), 29);
  for (std::size_t i = 0; i < count; ++i) {
    Run run{.begin = number_at(page, 4 * i, 4), .end = number_at(page, 4 * (i + 1), 4), .properties = {}};
    std::size_t at = 2 * std::size_t{number_at(page, 4 * (count + 1) + 13 * i, 1)};
    if (at > 0) {
      std::size_t size = 2 * std::size_t{number_at(page, at, 1)};
      if (size == 0) size = 2 * std::size_t{number_at(page, ++at, 1)} + 1;
      run.properties = part(page, at + 1, size - 1);
    }
    runs_.push_back(run);
  }
}

int DocFormatting::heading_level_of_style(std::uint32_t style) const {
  constexpr std::uint32_t title_kind = 62;
  constexpr int longest_descent = 12;
  for (int i = 0; i < longest_descent && style < styles_.size(); ++i) {
    const std::uint32_t kind = styles_[style].kind;
    if (kind >= 1 && kind <= 9) return static_cast<int>(kind);
    if (kind == title_kind) return 1;
    style = styles_[style].base;
  }
  return 0;
}

DocParagraph DocFormatting::paragraph_at(std::uint32_t position) const {
  DocParagraph paragraph;
  const auto behind = std::ranges::upper_bound(runs_, position, {}, &Run::begin);
  if (behind == runs_.begin()) return paragraph;
  const Run& run = *std::prev(behind);
  if (position >= run.end) return paragraph;
  const std::uint32_t style = number_at(run.properties, 0, 2);
  paragraph.heading_level = heading_level_of_style(style);
  // A list style's own modifiers: its index of two bytes stands before them.
  if (style < styles_.size()) apply(part(styles_[style].properties, 2, page_bytes), paragraph);
  apply(part(run.properties, 2, run.properties.size()), paragraph);
  return paragraph;
}

}  // namespace edify::parse
