#include "parse/pdf/headings.h"

#include <unicode/utf8.h>

#include <algorithm>
#include <cmath>
#include <compare>
#include <iterator>
#include <map>
#include <string>

#include "parse/pdf/characters.h"
#include "parse/pdf/markers.h"

namespace edify::parse::pdf {
namespace {

constexpr float larger_than_body = 1.12F;
constexpr float about_body = 0.93F;
constexpr float much_larger_than_body = 1.35F;
constexpr std::size_t longest_title = 250;  // bytes
constexpr std::size_t longest_large_heading = 150;
constexpr std::size_t longest_small_heading = 120;
constexpr int lowest_level = 6;

struct LetterCounts {
  std::size_t letters = 0;
  std::size_t upper = 0;
  std::size_t lower = 0;
};

LetterCounts count_letters(const Block& block) {
  LetterCounts counts;
  for (const Row& row : block.rows) {
    for (const Line* line : row) {
      for (int32_t at = 0, size = static_cast<int32_t>(line->text.size()); at < size;) {
        UChar32 code = 0;
        U8_NEXT_OR_FFFD(line->text.data(), at, size, code);
        counts.letters += is_letter(static_cast<char32_t>(code));
        counts.upper += is_upper(static_cast<char32_t>(code));
        counts.lower += is_lower(static_cast<char32_t>(code));
      }
    }
  }
  return counts;
}

std::size_t text_bytes(const Block& block) {
  std::size_t bytes = 0;
  for (const Row& row : block.rows) {
    for (const Line* line : row) bytes += line->text.size() + 1;
  }
  return bytes;
}

bool is_all_bold(const Block& block) {
  return std::ranges::all_of(block.rows, [](const Row& row) {
    return std::ranges::all_of(row, [](const Line* line) { return line->bold || line->characters <= 4; });
  });
}

bool ends_like_prose(const Block& block) {
  const char32_t mark = last_code_point(last_line(block).text);
  return mark == '.' || mark == ',' || mark == ';' || mark == ':' || mark == U'।' || mark == U'。';
}

// Text of the number's own cell stands before the title's.
std::string heading_text(const Block& block) {
  std::string text;
  for (const Line* line : block.rows.front()) text += (text.empty() ? "" : " ") + line->text;
  return text;
}

// Formulas are large and short too: a heading is mostly letters.
bool is_mostly_letters(const Block& block, const LetterCounts& counts) {
  std::size_t characters = 0;
  for (const Row& row : block.rows) {
    for (const Line* line : row) characters += line->characters;
  }
  const bool few = counts.letters < 3 && !joins_without_space(last_code_point(last_line(block).text));
  return counts.letters > 0 && !few && counts.letters * 2 >= characters;
}

bool may_be_heading(const Block& block, int depth) {
  if (block.kind == BlockKind::list_item) return depth > 0;
  return block.kind == BlockKind::text && first_line(block).direction != Direction::skewed &&
         !has_bullet(first_line(block).text);
}

std::string block_text(const Block& block) {
  std::string text;
  for (const Row& row : block.rows) {
    for (const Line* line : row) text += (text.empty() ? "" : " ") + line->text;
  }
  return text;
}

// Statements, syntax, addresses: short, bold or large as well, but no headings.
bool is_code_or_address(const std::string& text) {
  return text.find_first_of("<>={}*;|\\") != std::string::npos || text.contains("://") || text.contains("www.") ||
         text.contains(".com") || text.contains("(\"") || text.contains("('") || text.contains(", '");
}

bool is_heading(const Block& block, float body_size) {
  const int depth = numbering_depth(heading_text(block));
  const LetterCounts counts = count_letters(block);
  if (!may_be_heading(block, depth) || ends_like_prose(block) || !is_mostly_letters(block, counts)) return false;
  if (depth == 0 && is_code_or_address(block_text(block))) return false;
  const Line& line = first_line(block);
  const float ratio = line.size / body_size;
  const std::size_t bytes = text_bytes(block);
  if (ratio >= much_larger_than_body) return block.rows.size() <= 4 && bytes <= longest_title;
  if (ratio >= larger_than_body) return block.rows.size() <= 3 && bytes <= longest_large_heading;
  if (ratio < about_body || block.rows.size() > 2 || bytes > longest_small_heading) return false;
  if (is_all_bold(block)) return !is_lower(first_code_point(line.text));
  const bool all_capitals = counts.upper >= 4 && counts.lower == 0;
  return block.rows.size() == 1 && (all_capitals || (line.italic && depth > 1));
}

// What makes two headings look alike.
struct Style {
  int half_points = 0;
  bool bold = false;

  auto operator<=>(const Style&) const = default;
};

Style style_of(const Block& block) {
  const Line& line = first_line(block);
  return {.half_points = static_cast<int>(std::lround(line.size * 2)), .bold = is_all_bold(block)};
}

struct StyleUse {
  std::map<int, int> by_depth;  // numbering depth → headings
  int level = 0;
};

using Styles = std::map<Style, StyleUse, std::greater<>>;

int usual_depth(const StyleUse& use) {
  return std::ranges::max_element(use.by_depth, {}, [](const auto& entry) { return entry.second; })->first;
}

// Half a point more is no level of its own: scans of one style differ by rounding.
void rank_by_look(Styles& styles) {
  int level = 0;
  const Style* last = nullptr;
  for (auto& [style, use] : styles) {
    const bool alike = last && last->bold == style.bold && last->half_points - style.half_points <= 1;
    if (!alike) ++level;
    use.level = std::min(level, lowest_level);
    last = &style;
  }
}

// The level of headings numbered 1, 2, 3; numbering goes down from there.
int top_numbered_level(const Styles& styles) {
  int top = 0;
  for (const auto& [style, use] : styles) {
    const int depth = usual_depth(use);
    if (depth > 0 && top == 0) top = std::max(1, use.level - depth + 1);
  }
  return top;
}

bool continues_heading(const Block& heading, const Block& next) {
  const Line& last = last_line(heading);
  const Line& line = first_line(next);
  const float step = line.baseline - last.baseline;
  return heading.page == next.page && heading.heading_level == next.heading_level &&
         style_of(heading) == style_of(next) && last.direction == line.direction && step > 0 &&
         step < 1.6F * line.size && heading.rows.size() + next.rows.size() <= 4 &&
         numbering_depth(heading_text(next)) == 0;
}

// Lines of one look below each other without text between them are labels or a list, unless they are large.
void forget_label_runs(std::vector<Block>& blocks, float body_size) {
  constexpr std::ptrdiff_t run = 3;
  const auto may_be_label = [&](const Block& block) {
    return block.heading_level > 0 && first_line(block).size < much_larger_than_body * body_size &&
           numbering_depth(heading_text(block)) == 0;
  };
  for (auto first = blocks.begin(); first != blocks.end();) {
    if (!may_be_label(*first)) {
      ++first;
      continue;
    }
    const Style style = style_of(*first);
    const auto last = std::find_if(std::next(first), blocks.end(), [&](const Block& block) {
      return !may_be_label(block) || style_of(block) != style || block.page != first->page;
    });
    const bool labels = last - first >= run;
    for (; first != last; ++first) {
      if (labels) first->heading_level = 0;
    }
  }
}

// Titles are set with more white between their lines than the text that block_builder measured.
void join_heading_lines(std::vector<Block>& blocks, float body_size) {
  for (std::size_t at = 1; at < blocks.size(); ++at) {
    Block& above = blocks[at - 1];
    Block& block = blocks[at];
    if (above.heading_level == 0 || first_line(above).size < much_larger_than_body * body_size) continue;
    if (!continues_heading(above, block)) continue;
    block.rows.insert(block.rows.begin(), above.rows.begin(), above.rows.end());
    above.rows.clear();
  }
  std::erase_if(blocks, [](const Block& block) { return block.rows.empty(); });
}

}  // namespace

float body_text_size(const std::vector<PageLines>& pages) {
  std::map<int, std::uint64_t> characters;
  for (const PageLines& page : pages) {
    for (const Line& line : page.lines) characters[static_cast<int>(std::lround(line.size * 4))] += line.characters;
  }
  if (characters.empty()) return 0;
  return static_cast<float>(
             std::ranges::max_element(characters, {}, [](const auto& entry) { return entry.second; })->first) /
         4;
}

void find_headings(std::vector<Block>& blocks, float body_size) {
  Styles styles;
  std::vector<Block*> headings;
  for (Block& block : blocks) {
    if (!is_heading(block, body_size)) continue;
    headings.push_back(&block);
    ++styles[style_of(block)].by_depth[numbering_depth(heading_text(block))];
  }
  rank_by_look(styles);
  const int top = top_numbered_level(styles);
  for (Block* block : headings) {
    const int depth = numbering_depth(heading_text(*block));
    const StyleUse& use = styles[style_of(*block)];
    block->heading_level = std::min(depth > 0 ? top + depth - 1 : use.level, lowest_level);
  }
  forget_label_runs(blocks, body_size);
  join_heading_lines(blocks, body_size);
}

}  // namespace edify::parse::pdf
