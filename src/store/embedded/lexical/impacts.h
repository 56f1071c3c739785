// An upper bound of the BM25 score that a set of postings can reach, for any average length, in 12 bytes.
//
// A posting's score grows with its frequency and falls with its text's length, so only the postings that no other
// beats in both can score highest. Impacts keeps up to four such (frequency, length) points; where there are more,
// neighbours are joined into a point that beats both. (Lucene's "impacts" and Ding & Suel's block maxima, 2011.)
#pragma once

#include <array>
#include <cstdint>

#include "store/embedded/lexical/bm25.h"

namespace edify::store::lexical {

// Stored in segments as it is. Unused points repeat another one.
struct Impacts {
  static constexpr std::size_t capacity = 4;
  static constexpr std::uint8_t unbounded_frequency = 255;  // this or more
  std::array<std::uint16_t, capacity> length{};             // this or more
  std::array<std::uint8_t, capacity> frequency{};

  // No posting of the set scores higher.
  double max_score(const Bm25& bm25, double idf) const;

  bool operator==(const Impacts&) const = default;
};

// Collects postings, answers their Impacts, and starts again. Reused, because most sets are tiny.
class ImpactsBuilder {
 public:
  ImpactsBuilder();
  void add(std::uint32_t frequency, std::uint32_t length);
  // `typical` decides which points may be joined at the least loss; any choice gives a correct bound.
  Impacts finish(const Bm25& typical);

 private:
  std::array<std::uint32_t, 256> shortest_;  // by frequency
  std::uint32_t highest_frequency_ = 0;
};

}  // namespace edify::store::lexical
