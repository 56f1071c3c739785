#include "store/embedded/lexical/impacts.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <vector>

namespace edify::store::lexical {
namespace {

constexpr auto unseen = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint32_t longest_stored = std::numeric_limits<std::uint16_t>::max();

struct Point {
  std::uint32_t frequency = 0;
  std::uint32_t length = 0;
};

double bound(const Bm25& bm25, double idf, Point point) {
  if (point.frequency >= Impacts::unbounded_frequency) return idf;
  return bm25.score(idf, point.frequency, point.length);
}

// Joins neighbours until `capacity` points are left. Points come with falling frequency and length.
void join_cheapest(std::vector<Point>& points, const Bm25& typical) {
  while (points.size() > Impacts::capacity) {
    std::size_t cheapest = 0;
    double smallest_loss = std::numeric_limits<double>::max();
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
      const Point joined{points[i].frequency, points[i + 1].length};
      const double loss =
          bound(typical, 1, joined) - std::max(bound(typical, 1, points[i]), bound(typical, 1, points[i + 1]));
      if (loss >= smallest_loss) continue;
      smallest_loss = loss;
      cheapest = i;
    }
    points[cheapest].length = points[cheapest + 1].length;
    points.erase(points.begin() + static_cast<std::ptrdiff_t>(cheapest) + 1);
  }
}

}  // namespace

double Impacts::max_score(const Bm25& bm25, double idf) const {
  double highest = 0;
  for (std::size_t i = 0; i < capacity; ++i) {
    highest = std::max(highest, bound(bm25, idf, {frequency[i], length[i]}));
  }
  return highest;
}

ImpactsBuilder::ImpactsBuilder() { shortest_.fill(unseen); }

void ImpactsBuilder::add(std::uint32_t frequency, std::uint32_t length) {
  frequency = std::min<std::uint32_t>(frequency, Impacts::unbounded_frequency);
  shortest_[frequency] = std::min(shortest_[frequency], length);
  highest_frequency_ = std::max(highest_frequency_, frequency);
}

Impacts ImpactsBuilder::finish(const Bm25& typical) {
  std::vector<Point> points;
  std::uint32_t shortest = unseen;
  for (std::uint32_t frequency = highest_frequency_; frequency > 0; --frequency) {
    if (shortest_[frequency] < shortest) {
      shortest = shortest_[frequency];
      points.push_back({frequency, std::min(shortest, longest_stored)});
    }
    shortest_[frequency] = unseen;
  }
  highest_frequency_ = 0;
  join_cheapest(points, typical);

  Impacts impacts;
  for (std::size_t i = 0; i < Impacts::capacity && !points.empty(); ++i) {
    const Point point = points[std::min(i, points.size() - 1)];
    impacts.frequency[i] = static_cast<std::uint8_t>(point.frequency);
    impacts.length[i] = static_cast<std::uint16_t>(point.length);
  }
  return impacts;
}

}  // namespace edify::store::lexical
