#include "parse/pdf/footnotes.h"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "parse/pdf/characters.h"

namespace edify::parse::pdf {
namespace {

constexpr float smaller_than_body = 0.93F;
constexpr float foot = 0.5F;  // of the page's height: where the notes of a column may begin

bool is_mark(char32_t code) {
  constexpr std::u32string_view marks = U"*†‡§¶¹²³⁴⁵⁶⁷⁸⁹";
  return marks.contains(code);
}

// "1 See page 3", "12The", "* Not in every year": numbers with a full stop are a list's.
bool begins_with_mark(std::string_view text) {
  if (is_mark(first_code_point(text))) return true;
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits == 0 || digits > 2 || digits == text.size()) return false;
  if (text[digits] == ' ') text.remove_prefix(1);
  return is_letter(first_code_point(text.substr(digits)));
}

bool may_be_note(const Block& block, const PageLines& page, float body_size) {
  const Line& line = first_line(block);
  const bool is_text = block.kind == BlockKind::text || block.kind == BlockKind::list_item;
  return is_text && block.heading_level == 0 && line.direction == page.direction &&
         (line.tag == Tag::note || (line.size < smaller_than_body * body_size &&
                                    line.baseline > foot * frame_size(page.size, page.direction).height));
}

// The next block begins another column, or another page.
bool ends_column(const std::vector<Block>& blocks, std::size_t at) {
  if (at + 1 == blocks.size() || blocks[at + 1].page != blocks[at].page) return true;
  return first_line(blocks[at + 1]).baseline < last_line(blocks[at]).baseline;
}

}  // namespace

void mark_footnotes(std::vector<Block>& blocks, const std::vector<PageLines>& pages, float body_size) {
  for (std::size_t at = blocks.size(); at-- > 0;) {
    if (!ends_column(blocks, at)) continue;
    const auto page = std::ranges::find(pages, blocks[at].page, &PageLines::number);
    std::size_t first = at + 1;
    while (first > 0 && (first == at + 1 || !ends_column(blocks, first - 1)) &&
           may_be_note(blocks[first - 1], *page, body_size)) {
      --first;
    }
    // Small print above the first mark is something else: a table's source, a picture's label.
    const auto begins_notes = [](const Block& block) {
      return first_line(block).tag == Tag::note || begins_with_mark(first_line(block).text);
    };
    while (first <= at && !begins_notes(blocks[first])) ++first;
    for (; first <= at; ++first) blocks[first].is_footnote = true;
  }
}

}  // namespace edify::parse::pdf
