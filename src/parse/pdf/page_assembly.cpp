#include "parse/pdf/page_assembly.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "parse/pdf/block_builder.h"
#include "parse/pdf/declared_headings.h"
#include "parse/pdf/element_builder.h"
#include "parse/pdf/figures.h"
#include "parse/pdf/footnotes.h"
#include "parse/pdf/furniture.h"
#include "parse/pdf/headings.h"
#include "parse/pdf/reading_order.h"

namespace edify::parse::pdf {
namespace {

// Typewritten and scanned documents are in fixed pitch throughout: there it does not mean code.
void forget_common_fixed_pitch(std::vector<PageLines>& pages) {
  std::int64_t balance = 0;
  for (const PageLines& page : pages) {
    for (const Line& line : page.lines)
      balance += (line.fixed_pitch ? 2 : -1) * static_cast<std::int64_t>(line.characters);
  }
  if (balance <= 0) return;
  for (PageLines& page : pages) {
    for (Line& line : page.lines) line.fixed_pitch = false;
  }
}

std::vector<Block> build_page_blocks(const std::vector<PageLines>& pages) {
  std::vector<Block> blocks;
  for (const PageLines& page : pages) {
    for (const Region& region : reading_order(page)) {
      std::ranges::move(build_blocks(region, page.number), std::back_inserter(blocks));
    }
  }
  return blocks;
}

}  // namespace

Direction main_direction(const std::vector<Line>& lines) {
  std::array<std::uint64_t, 4> characters{};
  for (const Line& line : lines) {
    if (line.direction != Direction::skewed) characters[static_cast<std::size_t>(line.direction)] += line.characters;
  }
  return static_cast<Direction>(std::ranges::max_element(characters) - characters.begin());
}

Result<std::vector<Element>> assemble_elements(std::vector<PageLines>& pages, const std::vector<OutlineEntry>& outline,
                                               const Limits& limits) {
  const float body_size = body_text_size(pages);
  mark_furniture(pages, body_size);
  forget_common_fixed_pitch(pages);
  std::vector<Block> blocks = build_page_blocks(pages);
  find_headings(blocks, body_size);
  apply_declared_headings(blocks, outline);
  mark_footnotes(blocks, pages, body_size);
  EDIFY_TRY(std::vector<Element> elements, build_elements(pages, blocks, limits));
  place_figures(pages, elements);
  return elements;
}

void add_reports(const std::vector<PageLines>& pages, ParsedDocument& document) {
  for (const PageLines& page : pages) {
    PageReport& report = document.pages.emplace_back(page.report);
    report.page = page.number;
    for (const Line& line : page.lines) report.characters += line.table < 0 ? line.characters : 0;
    for (const TableGrid& table : page.tables) {
      for (const TableCellLines& cell : table.cells) {
        for (const Line& line : cell.lines) report.characters += line.characters;
      }
    }
    if (!report.trouble.empty()) document.pages_needing_ocr.push_back(page.number);
  }
}

}  // namespace edify::parse::pdf
