#include "parse/pdf/declared_headings.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "parse/pdf/characters.h"

namespace edify::parse::pdf {
namespace {

constexpr std::size_t most_heading_rows = 4;
constexpr std::size_t shortest_key = 2;  // letters
constexpr int lowest_level = 6;
constexpr std::size_t most_entries_of_page = 200;  // each is held against its text

// Letters and digits alone, in lower case: bookmarks differ from headings in spaces, dashes and capitals.
void append_key(std::u32string& key, std::string_view utf8) {
  for (int32_t at = 0, size = static_cast<int32_t>(utf8.size()); at < size;) {
    UChar32 code = 0;
    U8_NEXT_OR_FFFD(utf8.data(), at, size, code);
    if (u_isalnum(code)) key.push_back(static_cast<char32_t>(u_tolower(code)));
  }
}

// Numbers are printed in one place and not in the other.
std::u32string_view without_number(std::u32string_view key) {
  while (!key.empty() && is_digit(key.front())) key.remove_prefix(1);
  return key;
}

bool same_heading(std::u32string_view key, std::u32string_view entry) {
  if (key == entry) return key.size() >= shortest_key;
  return without_number(key) == without_number(entry) && without_number(key).size() >= shortest_key;
}

// How many of the block's first rows spell `entry`; 0 if none do.
std::size_t heading_rows(const Block& block, std::u32string_view entry) {
  if (block.kind != BlockKind::text && block.kind != BlockKind::list_item) return 0;
  std::u32string key;
  for (std::size_t row = 0; row < std::min(block.rows.size(), most_heading_rows); ++row) {
    for (const Line* line : block.rows[row]) append_key(key, line->text);
    if (same_heading(key, entry)) return row + 1;
    if (key.size() > 2 * entry.size() + most_heading_rows) break;
  }
  return 0;
}

struct Declared {
  std::size_t rows = 0;  // of the block that are the heading
  int level = 0;
};

using DeclaredHeadings = std::map<std::size_t, Declared>;  // by the block's index

std::uint32_t characters(const Block& block) {
  std::uint32_t count = 0;
  for (const Row& row : block.rows) {
    for (const Line* line : row) count += line->characters;
  }
  return count;
}

int tagged_level(const Block& block) {
  const Tag tag = first_line(block).tag;
  if (tag < Tag::heading_1 || tag > Tag::heading_6) return 0;
  const bool whole = std::ranges::all_of(block.rows, [&](const Row& row) { return row.front()->tag == tag; });
  return whole ? static_cast<int>(tag) - static_cast<int>(Tag::heading_1) + 1 : 0;
}

DeclaredHeadings tagged_headings(const std::vector<Block>& blocks) {
  DeclaredHeadings headings;
  std::uint64_t all = 0;
  std::uint64_t in_headings = 0;
  for (std::size_t at = 0; at < blocks.size(); ++at) {
    all += characters(blocks[at]);
    const int level = tagged_level(blocks[at]);
    if (level == 0 || blocks[at].rows.size() > most_heading_rows) continue;
    in_headings += characters(blocks[at]);
    headings[at] = {.rows = blocks[at].rows.size(), .level = level};
  }
  if (in_headings * 2 > all) return {};
  return headings;
}

// The block of each entry; each block is one entry's.
void add_outline(const std::vector<Block>& blocks, const std::vector<OutlineEntry>& outline,
                 DeclaredHeadings& headings) {
  std::size_t on_page = 0;
  for (std::size_t index = 0; index < outline.size(); ++index) {
    const OutlineEntry& entry = outline[index];
    on_page = index > 0 && outline[index - 1].page == entry.page ? on_page + 1 : 0;
    if (on_page >= most_entries_of_page) continue;
    std::u32string key;
    append_key(key, entry.title);
    const auto of_page = std::ranges::equal_range(blocks, entry.page, {}, &Block::page);
    for (auto block = of_page.begin(); block != of_page.end(); ++block) {
      const auto at = static_cast<std::size_t>(block - blocks.begin());
      const std::size_t rows = heading_rows(*block, key);
      if (rows == 0) continue;
      if (!headings.try_emplace(at, Declared{.rows = rows, .level = entry.level}).second) continue;
      break;
    }
  }
}

bool has_title_above(const std::vector<Block>& blocks, std::size_t first) {
  return std::any_of(blocks.begin(), blocks.begin() + static_cast<std::ptrdiff_t>(first),
                     [](const Block& block) { return block.heading_level > 0; });
}

// How far the first level declared lies below the look's: most of the headings say.
int level_shift(const std::vector<Block>& blocks, const DeclaredHeadings& headings) {
  std::map<int, int> shifts;
  for (const auto& [at, declared] : headings) {
    if (blocks[at].heading_level > 0) ++shifts[blocks[at].heading_level - declared.level];
  }
  if (shifts.empty()) return has_title_above(blocks, headings.begin()->first);
  return std::max(0, std::ranges::max_element(shifts, {}, [](const auto& entry) { return entry.second; })->first);
}

// What is behind the heading's rows.
std::optional<Block> split_off_rest(Block& block, std::size_t rows) {
  if (rows == block.rows.size()) return std::nullopt;
  Block rest = block;
  rest.rows.erase(rest.rows.begin(), rest.rows.begin() + static_cast<std::ptrdiff_t>(rows));
  rest.kind = BlockKind::text;
  rest.starts_region = false;
  rest.heading_level = 0;
  block.rows.resize(rows);
  block.reaches_end = false;
  return rest;
}

}  // namespace

void apply_declared_headings(std::vector<Block>& blocks, const std::vector<OutlineEntry>& outline) {
  DeclaredHeadings headings = tagged_headings(blocks);
  add_outline(blocks, outline, headings);
  if (headings.empty()) return;
  const int shift = level_shift(blocks, headings);
  std::vector<Block> result;
  result.reserve(blocks.size() + headings.size());
  for (std::size_t at = 0; at < blocks.size(); ++at) {
    result.push_back(std::move(blocks[at]));
    const auto found = headings.find(at);
    if (found == headings.end()) continue;
    Block& block = result.back();
    std::optional<Block> rest = split_off_rest(block, found->second.rows);
    block.heading_level = std::min(found->second.level + shift, lowest_level);
    if (rest) result.push_back(std::move(*rest));
  }
  blocks = std::move(result);
}

}  // namespace edify::parse::pdf
