#include "parse/pdf/gap_votes.h"

#include <algorithm>

namespace edify::parse::pdf {
namespace {

constexpr float bin_width = 2.0F;  // points
constexpr std::size_t most_bins = 4000;

float height(const Line& line) { return line.box.y1 - line.box.y0; }

// The nearest line to the right of `lines[at]` in its row.
const Line* right_neighbour(const Lines& lines, std::size_t at, float tallest) {
  const Line& line = *lines[at];
  const Line* nearest = nullptr;
  const auto consider = [&](const Line& other) {
    if (other.box.x0 < line.box.x1 || !share_a_row(line, other)) return;
    if (!nearest || other.box.x0 < nearest->box.x0) nearest = &other;
  };
  for (std::size_t below = at + 1; below < lines.size() && lines[below]->box.y0 < line.box.y1; ++below) {
    consider(*lines[below]);
  }
  for (std::size_t above = at; above-- > 0 && lines[above]->box.y0 > line.box.y0 - tallest;) consider(*lines[above]);
  return nearest;
}

}  // namespace

bool share_a_row(const Line& a, const Line& b) {
  const float common = std::min(a.box.y1, b.box.y1) - std::max(a.box.y0, b.box.y0);
  return common > 0.5F * std::min(height(a), height(b));
}

GapVotes::GapVotes(const Lines& lines) {
  left_ = std::ranges::min(lines, {}, [](const Line* line) { return line->box.x0; })->box.x0;
  const float right = std::ranges::max(lines, {}, [](const Line* line) { return line->box.x1; })->box.x1;
  const float tallest = height(*std::ranges::max(lines, {}, [](const Line* line) { return height(*line); }));
  votes_.resize(std::clamp<std::size_t>(static_cast<std::size_t>((right - left_) / bin_width) + 1, 1, most_bins));
  crossings_.resize(votes_.size());
  for (std::size_t at = 0; at < lines.size(); ++at) {
    const Box& box = lines[at]->box;
    for (std::size_t bin = bin_of(box.x0); bin <= bin_of(box.x1); ++bin) ++crossings_[bin];
    const Line* neighbour = right_neighbour(lines, at, tallest);
    if (!neighbour) continue;
    for (std::size_t bin = bin_of(box.x1); bin <= bin_of(neighbour->box.x0); ++bin) ++votes_[bin];
  }
}

std::optional<float> GapVotes::take_best() {
  const auto peak = std::ranges::max_element(votes_);
  if (*peak < 2) return std::nullopt;
  const int enough = (*peak + 1) / 2;
  auto first = static_cast<std::size_t>(peak - votes_.begin());
  auto last = first;
  while (first > 0 && votes_[first - 1] >= enough) --first;
  while (last + 1 < votes_.size() && votes_[last + 1] >= enough) ++last;

  const auto fewest = std::min_element(crossings_.begin() + static_cast<std::ptrdiff_t>(first),
                                       crossings_.begin() + static_cast<std::ptrdiff_t>(last) + 1);
  const auto clear_from = static_cast<std::size_t>(fewest - crossings_.begin());
  auto clear_to = clear_from;
  while (clear_to < last && crossings_[clear_to + 1] == *fewest) ++clear_to;
  std::fill(votes_.begin() + static_cast<std::ptrdiff_t>(first), votes_.begin() + static_cast<std::ptrdiff_t>(last) + 1,
            0);
  return left_ + static_cast<float>(clear_from + clear_to + 1) / 2 * bin_width;
}

std::size_t GapVotes::bin_of(float x) const {
  return std::min(votes_.size() - 1, static_cast<std::size_t>(std::max(0.0F, (x - left_) / bin_width)));
}

}  // namespace edify::parse::pdf
