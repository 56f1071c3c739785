// A ranked answer to a question: a published chunk with all that a citation needs. Plain values.
#pragma once

#include <cstdint>
#include <string>

#include "model/chunk.h"
#include "model/document.h"

namespace edify {

// A store's own handle for a published chunk; means nothing to another store or after a re-index.
using PointKey = std::uint64_t;

struct ScoredPoint {
  PointKey key = 0;
  float score = 0;  // dense: cosine; lexical: BM25
};

struct Hit {
  PointKey key = 0;
  std::string point_id;
  DocumentRecord document;
  std::string version;
  Chunk chunk;
  std::string embedding_model;
  UnixSeconds stored_at{};
  float score = 0;        // cosine of question and chunk
  double rank_score = 0;  // what the list is ordered by
};

}  // namespace edify
