#include "parse/pdf/element_builder.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "model/language.h"
#include "parse/pdf/characters.h"
#include "parse/pdf/formula.h"
#include "parse/pdf/hyphenation.h"
#include "parse/pdf/markers.h"
#include "parse/pdf/table_element.h"

namespace edify::parse::pdf {
namespace {

constexpr float same_size = 0.05F;  // relative

ElementType element_type(const Block& block) {
  if (block.heading_level > 0) return ElementType::title;
  if (is_formula(block)) return ElementType::formula;
  switch (block.kind) {
    case BlockKind::list_item: return ElementType::list_item;
    case BlockKind::caption: return ElementType::figure_caption;
    case BlockKind::code: return ElementType::code_snippet;
    case BlockKind::table: return ElementType::table;
    case BlockKind::tabular: return ElementType::uncategorized_text;
    case BlockKind::text: return ElementType::narrative_text;
  }
  return ElementType::uncategorized_text;
}

bool keeps_lines(const Block& block) { return block.kind == BlockKind::tabular || block.kind == BlockKind::code; }

class ElementBuilder {
 public:
  ElementBuilder(const std::vector<PageLines>& pages, const std::vector<Block>& blocks, const Limits& limits)
      : pages_(pages), blocks_(blocks), limits_(limits), hyphenated_(pages), tables_(hyphenated_) {}

  Result<std::vector<Element>> build() {
    auto block = blocks_.begin();
    for (const PageLines& page : pages_) {
      add_furniture(page, true);
      for (; block != blocks_.end() && block->page == page.number; ++block) add_block(page, *block);
      add_furniture(page, false);
      if (elements_.size() > limits_.elements) {
        return fail(
            ErrorCode::over_limit,
            "The PDF has more than " + std::to_string(limits_.elements) + " elements; raise the limit or split it",
            "elements");
      }
    }
    close_table();
    for (Element& element : elements_) finish(element);
    std::erase_if(elements_, [](const Element& element) { return element.text.empty(); });
    return std::move(elements_);
  }

 private:
  Element& start_element(ElementType type, std::uint32_t page) {
    Element& element = elements_.emplace_back();
    element.type = type;
    element.page = page;
    return element;
  }

  void add_furniture(const PageLines& page, bool top) {
    const float middle = frame_size(page.size, page.direction).height / 2;
    for (const Line& line : page.lines) {
      if (line.furniture == ElementType::uncategorized_text || (line.baseline < middle) != top) continue;
      Element& element = start_element(line.furniture, page.number);
      if (line.table < 0) {
        append(element, page, line, line.text);
        continue;
      }
      for (const TableCellLines& cell : page.tables[static_cast<std::size_t>(line.table)].cells) {
        for (const Line& part : cell.lines) append(element, page, part, part.text);
      }
    }
  }

  void add_block(const PageLines& page, const Block& block) {
    if (block.kind == BlockKind::table) {
      add_table(page, page.tables[static_cast<std::size_t>(first_line(block).table)]);
      return;
    }
    if (!repeats_caption(block)) close_table();
    const bool joins = block.starts_region && !block.is_footnote && goes_on(block);
    if (!joins) start_element(element_type(block), page.number).level = block.heading_level;
    const std::size_t at = joins ? open_element_ : elements_.size() - 1;
    if (keeps_lines(block)) {
      append_rows(elements_[at], page, block);
    } else {
      append_running_text(elements_[at], page, block);
    }
    // Captions, footnotes, tables and code may stand between the halves of a paragraph; a heading may not.
    if (block.heading_level > 0) open_block_ = nullptr;
    if (block.heading_level > 0 || keeps_lines(block) || block.kind == BlockKind::caption || block.is_footnote) return;
    open_block_ = &block;
    open_element_ = at;
  }

  // A table that nothing stands below goes on at the top of the next page.
  void add_table(const PageLines& page, const TableGrid& table) {
    if (has_table_ && table_page_ + 1 == page.number && tables_.goes_on(table)) {
      tables_.append(elements_[table_element_], page, table);
    } else {
      close_table();
      tables_.start(start_element(ElementType::table, page.number), page, table);
      table_element_ = elements_.size() - 1;
      has_table_ = true;
    }
    table_page_ = page.number;
  }

  void close_table() {
    if (has_table_) tables_.finish(elements_[table_element_]);
    has_table_ = false;
  }

  // "Table 3 (continued)" above the rest of a table.
  static bool repeats_caption(const Block& block) {
    return block.kind == BlockKind::caption && block.rows.size() == 1 &&
           (first_line(block).text.contains("(cont") || first_line(block).text.contains("(Cont"));
  }

  // Is `block` the rest of the last paragraph, which the end of its column or page cut?
  bool goes_on(const Block& block) const {
    if (!open_block_ || block.heading_level > 0 || block.kind != BlockKind::text || !open_block_->reaches_end)
      return false;
    const Line& last = last_line(*open_block_);
    const Line& next = first_line(block);
    if (std::abs(last.size - next.size) > same_size * last.size || last.direction != next.direction) return false;
    const char32_t mark = last_code_point(last.text);
    const bool unfinished =
        is_letter(mark) || is_digit(mark) || mark == ',' || mark == '-' || mark == soft_hyphen || mark == ')';
    return unfinished && is_lower(first_code_point(next.text));
  }

  void append_running_text(Element& element, const PageLines& page, const Block& block) {
    bool first = true;
    for (const Row& row : block.rows) {
      for (const Line* line : row) {
        std::string_view text = line->text;
        if (first && block.kind == BlockKind::list_item && block.heading_level == 0 && has_bullet(text)) {
          text.remove_prefix(list_marker_length(text));
        }
        first = false;
        if (!text.empty()) append(element, page, *line, text);
      }
    }
  }

  void append_rows(Element& element, const PageLines& page, const Block& block) {
    float left = first_line(block).box.x0;
    for (const Row& row : block.rows) left = std::min(left, row.front()->box.x0);
    for (const Row& row : block.rows) {
      if (!element.text.empty()) element.text.push_back('\n');
      if (block.kind == BlockKind::code) element.text.append(indentation(*row.front(), left), ' ');
      for (const Line* line : row) {
        if (line != row.front()) element.text.push_back(' ');
        const std::size_t begin = element.text.size();
        element.text += line->text;
        add_span(element, page, *line, begin);
      }
    }
  }

  // Columns of a fixed-pitch font, 0.6 em wide, that code stands in from its block.
  static std::size_t indentation(const Line& line, float left) {
    const float columns = (line.box.x0 - left) / (0.6F * std::max(1.0F, line.size));
    return static_cast<std::size_t>(std::clamp(std::lround(columns), 0L, 80L));
  }

  void append(Element& element, const PageLines& page, const Line& line, std::string_view text) {
    const std::size_t begin = append_line(element.text, text, hyphenated_);
    // A hyphen that the join took away was the end of the last line's span.
    if (!element.spans.empty()) {
      element.spans.back().end = std::min(element.spans.back().end, static_cast<std::uint32_t>(begin));
    }
    add_span(element, page, line, begin);
  }

  // For what stands in the text from `begin` to its end.
  static void add_span(Element& element, const PageLines& page, const Line& line, std::size_t begin) {
    if (line.source == TextSource::ocr) element.source = TextSource::ocr;
    element.spans.push_back({.begin = static_cast<std::uint32_t>(begin),
                             .end = static_cast<std::uint32_t>(element.text.size()),
                             .page = page.number,
                             .box = shown_box(line.box, line.direction, page)});
  }

  static void finish(Element& element) {
    if (element.spans.empty()) return;
    if (last_code_point(element.text) == soft_hyphen) {
      element.text.replace(element.text.size() - 2, 2, "-");
      element.spans.back().end = static_cast<std::uint32_t>(element.text.size());
    }
    if (element.type != ElementType::table) element.box = element.spans.front().box;
    for (const Span& span : element.spans) {
      if (span.page == element.page) element.box = unite(element.box, span.box);
    }
    element.language = detect_language(element.text);
  }

  const std::vector<PageLines>& pages_;
  const std::vector<Block>& blocks_;
  const Limits& limits_;
  HyphenatedWords hyphenated_;
  std::vector<Element> elements_;
  const Block* open_block_ = nullptr;  // the last running text, which the next column may continue
  std::size_t open_element_ = 0;
  TableWriter tables_;
  bool has_table_ = false;  // one that the next page may continue
  std::size_t table_element_ = 0;
  std::uint32_t table_page_ = 0;
};

}  // namespace

Result<std::vector<Element>> build_elements(const std::vector<PageLines>& pages, const std::vector<Block>& blocks,
                                            const Limits& limits) {
  return ElementBuilder(pages, blocks, limits).build();
}

}  // namespace edify::parse::pdf
