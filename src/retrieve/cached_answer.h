// What the result cache keeps of an answer: handles and scores, never text. A handle stands for one chunk of one
// version and is not given twice, so a read that loads the text anew, under the reader's own Scope, finds out whether
// every document is still there, still that version and still allowed. Each handle goes with a mark of the chunk that
// it stood for, so that another store behind the same cache (a restored backup, a second school) is found out too.
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
  std::uint64_t point = 0;  // point_mark() of the chunk
  float score = 0;
  double rank_score = 0;
};

struct CachedAnswer {
  std::uint64_t generation = 0;  // of the Scope when the answer was made
  UnixSeconds made{};
  std::vector<CachedHit> hits;
};

// The chunk's point id (document, version, index) as a number. The same in every process of one build; another build's
// entries are not recognised, which only makes them worthless.
std::uint64_t point_mark(const Hit& hit);

std::string encode(const CachedAnswer& answer, std::string_view key);
// Nothing where the bytes are not what encode() made for this very key: cut, bent, another's, or another program's.
std::optional<CachedAnswer> decode(std::string_view bytes, std::string_view key);

}  // namespace edify::retrieve
