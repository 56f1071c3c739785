// The best `limit` matches seen so far. One thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <utility>
#include <vector>

#include "store/embedded/lexical/search.h"

namespace edify::store::lexical {

class TopMatches {
 public:
  // `limit` > 0.
  explicit TopMatches(std::size_t limit) : limit_(limit) {}

  // A later match (by segment and ordinal) must score higher than this to be kept.
  float threshold() const { return matches_.size() < limit_ ? -1 : matches_.front().score; }

  // Matches come in ascending order of segment and ordinal.
  void add(const Match& match) {
    if (match.score <= threshold()) return;
    if (matches_.size() == limit_) {
      std::ranges::pop_heap(matches_, is_better);
      matches_.pop_back();
    }
    matches_.push_back(match);
    std::ranges::push_heap(matches_, is_better);
  }

  // Best first. Empties the object.
  std::vector<Match> take() {
    std::ranges::sort(matches_, is_better);
    return std::exchange(matches_, {});
  }

 private:
  static bool is_better(const Match& a, const Match& b) {
    return std::tuple(b.score, a.segment, a.ordinal) < std::tuple(a.score, b.segment, b.ordinal);
  }

  std::size_t limit_;
  std::vector<Match> matches_;  // a heap with the worst in front
};

}  // namespace edify::store::lexical
