#include "parse/pdf/columns.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace edify::parse::pdf {
namespace {

// Pages with more pieces are maps and drawings; comparing each with each would take seconds.
constexpr std::size_t most_lines = 4000;
constexpr float bin_width = 2.0F;  // points
constexpr std::size_t most_bins = 4000;
constexpr int candidates_tried = 4;
constexpr float touch = 1.0F;  // points that a line may reach into the gutter's middle

float height(const Line& line) { return line.box.y1 - line.box.y0; }

bool share_a_row(const Line& a, const Line& b) {
  const float common = std::min(a.box.y1, b.box.y1) - std::max(a.box.y0, b.box.y0);
  return common > 0.5F * std::min(height(a), height(b));
}

// Counts, for each x, the rows that have a gap there.
class GapVotes {
 public:
  explicit GapVotes(const Lines& lines) {
    left_ = std::ranges::min(lines, {}, [](const Line* line) { return line->box.x0; })->box.x0;
    const float right = std::ranges::max(lines, {}, [](const Line* line) { return line->box.x1; })->box.x1;
    votes_.resize(std::clamp<std::size_t>(static_cast<std::size_t>((right - left_) / bin_width) + 1, 1, most_bins));
  }

  void vote(float x0, float x1) {
    for (std::size_t bin = bin_of(x0); bin <= bin_of(x1); ++bin) ++votes_[bin];
  }

  // The middle of the strongest gap that is left, which is then struck out; nothing below two votes.
  std::optional<float> take_best() {
    const auto peak = std::ranges::max_element(votes_);
    if (*peak < 2) return std::nullopt;
    const int enough = (*peak * 3 + 3) / 4;
    auto first = peak;
    auto last = peak;
    while (first != votes_.begin() && *std::prev(first) >= enough) --first;
    while (std::next(last) != votes_.end() && *std::next(last) >= enough) ++last;
    const auto middle = static_cast<float>((first - votes_.begin()) + (last - votes_.begin()) + 1) / 2;
    std::fill(first, std::next(last), 0);
    return left_ + middle * bin_width;
  }

 private:
  std::size_t bin_of(float x) const {
    const float bin = std::max(0.0F, (x - left_) / bin_width);
    return std::min(votes_.size() - 1, static_cast<std::size_t>(bin));
  }

  float left_ = 0;
  std::vector<int> votes_;
};

// `lines` from top to bottom.
GapVotes collect_votes(const Lines& lines) {
  GapVotes votes(lines);
  const float tallest = height(*std::ranges::max(lines, {}, [](const Line* line) { return height(*line); }));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    // The nearest neighbour to the right; rows are sought in both directions from i.
    const Line& line = *lines[i];
    const Line* neighbour = nullptr;
    const auto consider = [&](const Line& other) {
      if (other.box.x0 < line.box.x1 || !share_a_row(line, other)) return;
      if (!neighbour || other.box.x0 < neighbour->box.x0) neighbour = &other;
    };
    for (std::size_t j = i + 1; j < lines.size() && lines[j]->box.y0 < line.box.y1; ++j) consider(*lines[j]);
    for (std::size_t j = i; j-- > 0 && lines[j]->box.y0 > line.box.y0 - tallest;) consider(*lines[j]);
    if (neighbour) votes.vote(line.box.x1, neighbour->box.x0);
  }
  return votes;
}

struct Side {
  std::size_t count = 0;
  float fill = 0;        // mean width of a line / width of the side
  float characters = 0;  // mean a line
};

Side measure(const Lines& lines) {
  Side side{.count = lines.size()};
  if (lines.empty()) return side;
  float x0 = std::numeric_limits<float>::max();
  float x1 = std::numeric_limits<float>::lowest();
  for (const Line* line : lines) {
    x0 = std::min(x0, line->box.x0);
    x1 = std::max(x1, line->box.x1);
    side.fill += line->box.x1 - line->box.x0;
    side.characters += static_cast<float>(line->characters);
  }
  const auto count = static_cast<float>(lines.size());
  side.fill /= count * std::max(1.0F, x1 - x0);
  side.characters /= count;
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
  if (std::min(left.size(), right.size()) < 2 || left.size() + right.size() < 5) return false;
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

bool spans(const Line& line, float gutter) { return line.box.x0 < gutter - touch && line.box.x1 > gutter + touch; }

bool is_left(const Line& line, float gutter) { return line.box.x0 + line.box.x1 < 2 * gutter; }

void sort_from_top(Lines& lines) {
  std::ranges::stable_sort(lines, {}, [](const Line* line) { return line->box.y0; });
}

// A clear strip of white below lines that are no columns of text ends a band: authors above a paper's columns.
void split_at_white(Band band, std::vector<Band>& bands) {
  Lines all = band.left;
  all.insert(all.end(), band.right.begin(), band.right.end());
  sort_from_top(all);
  float bottom = all.front()->box.y1;
  for (std::size_t i = 1; i < all.size(); ++i) {
    if (all[i]->box.y0 - bottom > 1.0F * height(*all[i])) {
      const float cut = all[i]->box.y0;
      const auto above = [&](const Line* line) { return line->box.y0 < cut; };
      Band upper;
      std::ranges::copy_if(band.left, std::back_inserter(upper.left), above);
      std::ranges::copy_if(band.right, std::back_inserter(upper.right), above);
      if (!are_columns(upper.left, upper.right)) {
        std::erase_if(band.left, above);
        std::erase_if(band.right, above);
        bands.push_back(std::move(upper));
      }
    }
    bottom = std::max(bottom, all[i]->box.y1);
  }
  bands.push_back(std::move(band));
}

}  // namespace

std::vector<Band> split_into_bands(Lines lines, float gutter) {
  sort_from_top(lines);
  std::vector<Band> bands;
  Band current;
  const auto close = [&] {
    if (!current.left.empty() && !current.right.empty()) {
      split_at_white(std::move(current), bands);
    } else if (!current.left.empty() || !current.right.empty()) {
      bands.push_back(std::move(current));
    }
    current = {};
  };
  for (const Line* line : lines) {
    if (!spans(*line, gutter)) {
      (is_left(*line, gutter) ? current.left : current.right).push_back(line);
      continue;
    }
    close();
    if (bands.empty() || bands.back().spanning.empty()) bands.emplace_back();
    bands.back().spanning.push_back(line);
  }
  close();
  return bands;
}

std::optional<float> find_gutter(const Lines& lines) {
  if (lines.size() < 5 || lines.size() > most_lines) return std::nullopt;
  Lines sorted = lines;
  sort_from_top(sorted);
  GapVotes votes = collect_votes(sorted);
  for (int tried = 0; tried < candidates_tried; ++tried) {
    const std::optional<float> gutter = votes.take_best();
    if (!gutter) return std::nullopt;
    Lines left;
    Lines right;
    for (const Band& band : split_into_bands(sorted, *gutter)) {
      if (band.left.empty() || band.right.empty()) continue;
      left.insert(left.end(), band.left.begin(), band.left.end());
      right.insert(right.end(), band.right.begin(), band.right.end());
    }
    if (are_columns(left, right)) return gutter;
  }
  return std::nullopt;
}

}  // namespace edify::parse::pdf
