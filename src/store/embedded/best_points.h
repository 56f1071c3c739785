// The best `limit` of many points, without keeping the others. Belongs to one search.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "model/hit.h"

namespace edify::store {

// The order of every list: the greater score first, then the smaller key.
inline bool is_better(const ScoredPoint& a, const ScoredPoint& b) {
  return a.score != b.score ? a.score > b.score : a.key < b.key;
}

class BestPoints {
 public:
  BestPoints(std::size_t limit, float threshold) : limit_(limit), threshold_(threshold) {}

  void add(const ScoredPoint& point) {
    if (point.score < threshold_ || limit_ == 0) return;
    if (heap_.size() == limit_) {
      if (!is_better(point, heap_.front())) return;
      std::ranges::pop_heap(heap_, is_better);
      heap_.back() = point;
    } else {
      heap_.push_back(point);
    }
    std::ranges::push_heap(heap_, is_better);
  }

  // True where a point of this score could still come in.
  bool would_take(float score) const {
    return score >= threshold_ && (heap_.size() < limit_ || (limit_ > 0 && score >= heap_.front().score));
  }

  std::vector<ScoredPoint> sorted() && {
    std::ranges::sort_heap(heap_, is_better);
    return std::move(heap_);
  }

 private:
  std::size_t limit_;
  float threshold_;
  std::vector<ScoredPoint> heap_;  // the worst in front
};

}  // namespace edify::store
