// What the result cache keeps of an answer: handles and scores, never text. A handle stands for one chunk of one
// version and is not given twice, so a read that loads the text anew, under the reader's own Scope, finds out whether
// every document is still there, still that version and still allowed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/hit.h"

namespace edify::retrieve {

struct CachedHit {
  PointKey key = 0;
  float score = 0;
  double rank_score = 0;
};

struct CachedAnswer {
  std::uint64_t generation = 0;  // of the Scope when the answer was made
  UnixSeconds made{};
  std::vector<CachedHit> hits;
};

std::string encode(const CachedAnswer& answer);
// Nothing where the bytes are not what encode() makes.
std::optional<CachedAnswer> decode(std::string_view bytes);

}  // namespace edify::retrieve
