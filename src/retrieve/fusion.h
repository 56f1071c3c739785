// Two ranked lists become one. Pure functions.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "model/hit.h"

namespace edify::retrieve {

// How much each list says. The model reads English; what it cannot read it ranks by chance.
struct ListWeights {
  double dense = 1;
  double lexical = 1;
};

// By query language (ISO 639-1, or empty). Measured on XQuAD and SciFact: docs/decisions/fusion-weights.md.
ListWeights weights_for_language(std::string_view language);

struct FusedPoint {
  PointKey key = 0;
  double rank_score = 0;
};

// Weighted reciprocal rank fusion (Cormack, Clarke, Büttcher 2009): sum over lists of weight / (60 + rank), ranks
// from 1. Equal scores of a list have equal ranks, so that the order in which documents were stored decides nothing.
// Best first, ties by key. A list of weight 0 adds nothing, not even its members.
std::vector<FusedPoint> fuse(std::span<const ScoredPoint> dense, std::span<const ScoredPoint> lexical,
                             ListWeights weights);

}  // namespace edify::retrieve
