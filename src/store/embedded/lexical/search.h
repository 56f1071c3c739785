// BM25 search over segments: the texts that exhaustive scoring would put first, found by block-max WAND (Ding and
// Suel, "Faster Top-k Document Retrieval Using Block-Max Indexes", 2011) without scoring most of the others.
//
// N, document frequency and average length are summed over the given segments, so these alone decide every score:
// who passes one caller's partitions gets scores that no other text moves. Deleted texts are never found, but count
// in the statistics until a merge drops them, as in Lucene. Thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "store/embedded/lexical/postings.h"

namespace edify::store::lexical {

struct Segment {
  const Postings* postings = nullptr;
  std::span<const std::uint64_t> deleted;  // bitmap, see is_deleted()
};

struct Match {
  std::uint32_t segment = 0;  // index into the segments searched
  Ordinal ordinal = 0;
  float score = 0;  // BM25, > 0

  bool operator==(const Match&) const = default;
};

// At most `limit` texts that share a term with the question, best first, ties by segment and ordinal.
std::vector<Match> search(std::span<const Segment> segments, std::string_view query, std::size_t limit);

}  // namespace edify::store::lexical
