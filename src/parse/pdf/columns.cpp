#include "parse/pdf/columns.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

#include "parse/pdf/gap_votes.h"

namespace edify::parse::pdf {
namespace {

// Pages with more pieces are maps and drawings; comparing each with each would take seconds.
constexpr std::size_t most_lines = 4000;
constexpr std::size_t fewest_lines = 5;
constexpr int gutters_tried = 6;
constexpr float touch = 1.0F;  // points that a line may reach into the gutter's middle
// Up to this many lines too long for their column do not end the columns.
constexpr std::size_t few_intruders = 2;

// Of a line of its text, where the line stands for a table.
float height(const Line& line) { return line.table >= 0 ? line.size : line.box.y1 - line.box.y0; }

void sort_from_top(Lines& lines) {
  std::ranges::stable_sort(lines, {}, [](const Line* line) { return line->box.y0; });
}

// Means over characters, so that a formula's scattered pieces count little.
struct Side {
  std::size_t count = 0;
  float fill = 0;        // width of a character's line / width of the side
  float characters = 0;  // of a character's line
};

Side measure(const Lines& lines) {
  Side side{.count = lines.size()};
  float x0 = std::numeric_limits<float>::max();
  float x1 = std::numeric_limits<float>::lowest();
  float characters = 0;
  for (const Line* line : lines) {
    const auto weight = static_cast<float>(line->characters);
    x0 = std::min(x0, line->box.x0);
    x1 = std::max(x1, line->box.x1);
    side.fill += weight * (line->box.x1 - line->box.x0);
    side.characters += weight * weight;
    characters += weight;
  }
  side.fill /= characters * std::max(1.0F, x1 - x0);
  side.characters /= characters;
  return side;
}

// The part of the smaller side whose lines stand on a baseline of the other.
float matching_baselines(const Lines& left, const Lines& right) {
  const Lines& few = left.size() < right.size() ? left : right;
  const Lines& many = left.size() < right.size() ? right : left;
  std::vector<float> baselines;
  for (const Line* line : many) baselines.push_back(line->baseline);
  std::ranges::sort(baselines);
  std::size_t matches = 0;
  for (const Line* line : few) {
    constexpr float tolerance = 1.5F;
    const auto near = std::ranges::lower_bound(baselines, line->baseline - tolerance);
    matches += near != baselines.end() && *near <= line->baseline + tolerance;
  }
  return static_cast<float>(matches) / static_cast<float>(few.size());
}

// True where the file writes one side and then the other.
bool is_written_side_by_side(const Lines& left, const Lines& right) {
  std::vector<std::pair<const Line*, bool>> lines;
  for (const Line* line : left) lines.emplace_back(line, false);
  for (const Line* line : right) lines.emplace_back(line, true);
  std::ranges::sort(lines);
  std::size_t changes = 0;
  for (std::size_t i = 1; i < lines.size(); ++i) changes += lines[i].second != lines[i - 1].second;
  return changes <= std::max<std::size_t>(1, lines.size() * 15 / 100);
}

// Weights by judgement, tried on papers, cheat sheets, newspapers and tables: text fill and file order decide,
// baselines and the amount of text tip the balance. Neither sign alone is enough, or tables would be torn.
bool are_columns(const Lines& left, const Lines& right) {
  if (std::min(left.size(), right.size()) < 2 || left.size() + right.size() < fewest_lines) return false;
  const Side a = measure(left);
  const Side b = measure(right);
  const float characters = std::min(a.characters, b.characters);
  const float fill = std::min(a.fill, b.fill);
  const std::size_t count = std::min(a.count, b.count);
  const bool filled = characters >= 18 && fill >= 0.55F;
  const bool side_by_side = is_written_side_by_side(left, right);
  int evidence = (filled ? 2 : 0) + (side_by_side ? 2 : 0);
  evidence += matching_baselines(left, right) < 0.5F;
  evidence += characters >= 30 && fill >= 0.75F && count >= 6;
  evidence += side_by_side && count >= 4;
  return evidence >= 3;
}

// Cuts a region along one gutter.
class Splitter {
 public:
  // `lines` from top to bottom.
  Splitter(const Lines& lines, float gutter) : lines_(lines), gutter_(gutter) { find_mixed_stretches(); }

  std::vector<Band> split() {
    for (const Line* line : lines_) {
      if (!is_across(*line)) {
        (is_left(*line) ? current_.left : current_.right).push_back(line);
        continue;
      }
      close_band();
      if (bands_.empty() || bands_.back().across.empty()) bands_.emplace_back();
      bands_.back().across.push_back(line);
    }
    close_band();
    return std::move(bands_);
  }

 private:
  struct Stretch {
    float y0 = 0;
    float y1 = 0;
    std::size_t intruders = 0;
  };

  bool spans(const Line& line) const { return line.box.x0 < gutter_ - touch && line.box.x1 > gutter_ + touch; }
  bool is_left(const Line& line) const { return line.box.x0 + line.box.x1 < 2 * gutter_; }

  // A line that spans the gutter beside other lines is no title: in that stretch of the page the gutter is not one.
  void find_mixed_stretches() {
    for (std::size_t at = 0; at < lines_.size(); ++at) {
      const Line& line = *lines_[at];
      if (!spans(line) || !stands_beside_another(at)) continue;
      if (mixed_.empty() || has_columns_between(mixed_.back().y1, line.box.y0)) {
        mixed_.push_back({.y0 = line.box.y0, .y1 = line.box.y1});
      }
      mixed_.back().y1 = std::max(mixed_.back().y1, line.box.y1);
      ++mixed_.back().intruders;
    }
  }

  // True where there are lines on both sides, or one over both, so that the gutter may hold again.
  bool has_columns_between(float y0, float y1) const {
    bool left = false;
    bool right = false;
    for (const Line* line : lines_) {
      const float middle = (line->box.y0 + line->box.y1) / 2;
      if (middle <= y0 || middle >= y1) continue;
      left = left || spans(*line) || is_left(*line);
      right = right || spans(*line) || !is_left(*line);
    }
    return left && right;
  }

  bool stands_beside_another(std::size_t at) const {
    const Line& line = *lines_[at];
    for (std::size_t i = at + 1; i < lines_.size() && lines_[i]->box.y0 < line.box.y1; ++i) {
      if (share_a_row(line, *lines_[i])) return true;
    }
    for (std::size_t i = at; i-- > 0 && lines_[i]->box.y0 > line.box.y0 - 2 * height(line);) {
      if (share_a_row(line, *lines_[i])) return true;
    }
    return false;
  }

  bool is_across(const Line& line) const {
    const float middle = (line.box.y0 + line.box.y1) / 2;
    const auto inside = [&](const Stretch& stretch) { return middle >= stretch.y0 && middle <= stretch.y1; };
    const auto stretch = std::ranges::find_if(mixed_, inside);
    return stretch == mixed_.end() ? spans(line) : stretch->intruders > few_intruders;
  }

  void close_band() {
    if (!current_.left.empty() && !current_.right.empty()) {
      split_at_white(std::exchange(current_, {}));
    } else if (!current_.left.empty() || !current_.right.empty()) {
      bands_.push_back(std::exchange(current_, {}));
    }
  }

  // A clear strip of white below lines that are no columns of text ends a band: authors above a paper's columns.
  void split_at_white(Band band) {
    Lines all = band.left;
    all.insert(all.end(), band.right.begin(), band.right.end());
    sort_from_top(all);
    float bottom = all.front()->box.y1;
    for (const Line* line : all) {
      if (line->box.y0 - bottom > height(*line)) cut_off_above(line->box.y0, band);
      bottom = std::max(bottom, line->box.y1);
    }
    bands_.push_back(std::move(band));
  }

  void cut_off_above(float y, Band& band) {
    Band upper = take_above(y, band);
    // What is flush with the column below belongs to it, as its first heading does.
    const bool flush = std::abs(left_edge(upper.right) - left_edge(band.right)) < 2 * touch;
    if (flush || are_columns(upper.left, upper.right)) {
      band.left.insert(band.left.begin(), upper.left.begin(), upper.left.end());
      band.right.insert(band.right.begin(), upper.right.begin(), upper.right.end());
    } else {
      bands_.push_back(std::move(upper));
    }
  }

  static Band take_above(float y, Band& band) {
    const auto take = [&](Lines& from) {
      const auto below = std::ranges::stable_partition(from, [&](const Line* line) { return line->box.y0 < y; });
      Lines taken(from.begin(), below.begin());
      from.erase(from.begin(), below.begin());
      return taken;
    };
    return {.across = {}, .left = take(band.left), .right = take(band.right)};
  }

  static float left_edge(const Lines& lines) {
    float edge = std::numeric_limits<float>::max();
    for (const Line* line : lines) edge = std::min(edge, line->box.x0);
    return edge;
  }

  const Lines& lines_;
  float gutter_;
  std::vector<Stretch> mixed_;
  std::vector<Band> bands_;
  Band current_;
};

// How good a split is: the lines that it puts into columns of text, by how well they fill them. 0 where the evidence
// is too weak.
float score(const std::vector<Band>& bands) {
  Lines left;
  Lines right;
  for (const Band& band : bands) {
    if (band.left.empty() || band.right.empty()) continue;
    left.insert(left.end(), band.left.begin(), band.left.end());
    right.insert(right.end(), band.right.begin(), band.right.end());
  }
  if (!are_columns(left, right)) return 0;
  return static_cast<float>(left.size() + right.size()) * std::min(measure(left).fill, measure(right).fill);
}

struct Split {
  std::vector<Band> bands;
  float score = 0;
};

// `lines` from top to bottom.
Split best_gutter_split(const Lines& lines) {
  Split best;
  if (lines.size() < fewest_lines) return best;
  GapVotes votes(lines);
  for (int tried = 0; tried < gutters_tried; ++tried) {
    const std::optional<float> gutter = votes.take_best();
    if (!gutter) break;
    Split split{.bands = Splitter(lines, *gutter).split()};
    split.score = score(split.bands);
    if (split.score > best.score) best = std::move(split);
  }
  return best;
}

// Above and below the widest strip of white: two parts with gutters of their own make the better page. No bands
// where there is no strip of more than a line and a half.
Split white_strip_split(const Lines& lines) {
  float widest = 0;
  std::size_t cut = 0;
  float bottom = lines.front()->box.y1;
  for (std::size_t at = 1; at < lines.size(); ++at) {
    const float strip = lines[at]->box.y0 - bottom;
    if (strip > 1.5F * height(*lines[at]) && strip > widest) {
      widest = strip;
      cut = at;
    }
    bottom = std::max(bottom, lines[at]->box.y1);
  }
  if (cut == 0) return {};
  const auto middle = lines.begin() + static_cast<std::ptrdiff_t>(cut);
  Band above{.across = Lines(lines.begin(), middle), .left = {}, .right = {}};
  Band below{.across = Lines(middle, lines.end()), .left = {}, .right = {}};
  const float score = best_gutter_split(above.across).score + best_gutter_split(below.across).score;
  return {.bands = {std::move(above), std::move(below)}, .score = score};
}

}  // namespace

std::optional<std::vector<Band>> split_into_columns(Lines lines) {
  constexpr float clearly_better = 1.15F;
  if (lines.size() < fewest_lines || lines.size() > most_lines) return std::nullopt;
  sort_from_top(lines);
  Split split = best_gutter_split(lines);
  Split strips = white_strip_split(lines);
  if (strips.score > clearly_better * split.score) split = std::move(strips);
  if (split.bands.empty()) return std::nullopt;
  return std::move(split.bands);
}

}  // namespace edify::parse::pdf
