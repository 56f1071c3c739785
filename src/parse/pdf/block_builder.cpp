#include "parse/pdf/block_builder.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "parse/pdf/characters.h"
#include "parse/pdf/markers.h"

namespace edify::parse::pdf {
namespace {

constexpr float same_size = 0.12F;       // relative
constexpr float looser_leading = 1.25F;  // × the region's own
constexpr float indent = 0.8F;           // ems
constexpr float default_leading = 1.2F;  // ems

// The start and end of a line as its reader sees them, growing in reading direction.
struct Extent {
  float start = 0;
  float end = 0;
};

Extent extent(const Row& row, bool right_to_left) {
  const Box box = unite(row.front()->box, row.back()->box);
  return right_to_left ? Extent{-box.x1, -box.x0} : Extent{box.x0, box.x1};
}

// A marker that stands apart from its text belongs to it; a row of such cells is no table row.
bool is_tabular(const Row& row) {
  if (row.size() < 2) return false;
  return row.size() > 2 || !(is_list_marker(row.front()->text) || numbering_depth(row.front()->text + " X") > 0);
}

// A marker alone is a formula's index.
bool is_list_row(const Row& row) {
  const std::string& text = row.front()->text;
  return list_marker_length(text) > 0 && (row.size() > 1 || !is_list_marker(text));
}

float median(std::vector<float> values, float fallback) {
  if (values.empty()) return fallback;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

std::size_t first_word_length(std::string_view text) { return std::min(text.find(' '), text.size()); }

class BlockBuilder {
 public:
  BlockBuilder(const Region& region, std::uint32_t page) : region_(region), page_(page) { measure(); }

  std::vector<Block> build() {
    for (const Row& row : region_.rows) {
      if (blocks_.empty() || starts_block(blocks_.back(), row)) start_block(row);
      blocks_.back().rows.push_back(row);
    }
    const auto first_text = std::ranges::find(blocks_, BlockKind::text, &Block::kind);
    if (first_text != blocks_.end()) first_text->starts_region = true;
    for (Block& block : blocks_) {
      const Row& last = block.rows.back();
      block.reaches_end = extent(last, region_.right_to_left).end > end_ - 2 * last.back()->size;
    }
    return std::move(blocks_);
  }

 private:
  void measure() {
    std::vector<float> leadings;
    for (std::size_t i = 1; i < region_.rows.size(); ++i) {
      const Line& above = *region_.rows[i - 1].front();
      const Line& below = *region_.rows[i].front();
      const float step = (below.baseline - above.baseline) / std::max(1.0F, below.size);
      if (step > 0.7F && step < 2.2F && similar_size(above, below)) leadings.push_back(step);
    }
    leading_ = median(std::move(leadings), default_leading);
    for (const Row& row : region_.rows) end_ = std::max(end_, extent(row, region_.right_to_left).end);
  }

  static bool similar_size(const Line& a, const Line& b) {
    return std::abs(a.size - b.size) <= same_size * std::max(a.size, b.size);
  }

  static BlockKind kind_of(const Row& row) {
    if (row.front()->table >= 0) return BlockKind::table;
    if (is_tabular(row)) return BlockKind::tabular;
    if (row.front()->fixed_pitch) return BlockKind::code;
    if (is_list_row(row)) return BlockKind::list_item;
    if (is_caption(row.front()->text)) return BlockKind::caption;
    return BlockKind::text;
  }

  void start_block(const Row& row) {
    blocks_.push_back({.kind = kind_of(row), .rows = {}, .page = page_, .right_to_left = region_.right_to_left});
  }

  bool starts_block(const Block& block, const Row& row) const {
    const Row& last = block.rows.back();
    const BlockKind kind = kind_of(row);
    if (kind == BlockKind::table || block.kind == BlockKind::table) return true;
    const bool lines_of_its_own = kind == BlockKind::tabular || kind == BlockKind::code;
    const bool in_lines = block.kind == BlockKind::tabular || block.kind == BlockKind::code;
    if (lines_of_its_own || in_lines) return kind != block.kind || leaves_gap(last, row, 2.0F);
    if (kind != BlockKind::text || last.back()->tag != row.front()->tag) return true;
    if (changes_style(*last.back(), *row.front()) || leaves_gap(last, row, looser_leading)) return true;
    return changes_indent(block, row) || ends_paragraph(last, row);
  }

  bool leaves_gap(const Row& last, const Row& row, float tolerance) const {
    const float step = row.front()->baseline - last.front()->baseline;
    const float size = std::max(last.front()->size, row.front()->size);
    return step > tolerance * leading_ * size + 1 || step < -size;
  }

  static bool changes_style(const Line& last, const Line& line) {
    // Lines of sub- and superscripts or a formula's remains have no style of their own.
    if (!similar_size(last, line)) return std::min(last.characters, line.characters) > 3;
    return (last.bold && !line.some_bold) || (!last.some_bold && line.bold);
  }

  bool changes_indent(const Block& block, const Row& row) const {
    const Extent here = extent(row, region_.right_to_left);
    const float em = row.front()->size;
    float start = std::numeric_limits<float>::max();
    for (const Row& other : block.rows) start = std::min(start, extent(other, region_.right_to_left).start);
    const Extent last = extent(block.rows.back(), region_.right_to_left);
    const bool centred = std::abs((here.start + here.end) - (last.start + last.end)) < 2 * em;
    if (block.kind == BlockKind::list_item) return here.start < start - indent * em;
    if (centred) return false;
    if (block.rows.size() == 1) return here.start > start + indent * em && last.end < end_ - 2 * em;
    return here.start > start + indent * em;
  }

  // The next word would have fitted on the last line, so its writer ended there.
  bool ends_paragraph(const Row& last, const Row& row) const {
    const Line& line = *row.front();
    const Extent place = extent(last, region_.right_to_left);
    const float letter = (line.box.x1 - line.box.x0) / static_cast<float>(std::max<std::size_t>(1, line.text.size()));
    const float word = letter * static_cast<float>(first_word_length(line.text));
    const float left_over = end_ - place.end;
    if (left_over < word + 1.5F * line.size) return false;
    const char32_t mark = last_code_point(last.back()->text);
    const bool sentence_ended =
        mark == '.' || mark == '!' || mark == '?' || mark == ':' || mark == U'।' || mark == U'。';
    return sentence_ended && !is_lower(first_code_point(line.text));
  }

  const Region& region_;
  std::uint32_t page_;
  float leading_ = default_leading;  // ems
  float end_ = std::numeric_limits<float>::lowest();
  std::vector<Block> blocks_;
};

}  // namespace

std::vector<Block> build_blocks(const Region& region, std::uint32_t page) { return BlockBuilder(region, page).build(); }

const Line& first_line(const Block& block) {
  return **std::ranges::max_element(block.rows.front(), {}, [](const Line* cell) { return cell->characters; });
}

const Line& last_line(const Block& block) { return *block.rows.back().back(); }

}  // namespace edify::parse::pdf
