// The lexical half in Qdrant: texts as sparse vectors of weighted terms, made by the same analyzer as the embedded
// store's postings.
//
//   weight of a term in a text  = tf / (tf + k1 · (1 - b + b · length / average_length))      made here
//   idf = ln(1 + (N - df + 0.5) / (df + 0.5))                                                 made by Qdrant, N and df
//                                                                                             of the Scope's points
//   score(text) = Σ over query terms  idf · weight
//
// This is BM25 as lexical/bm25.h has it, but for the average length: a weight is written once, when the average of
// what a Scope will hold is not known, so it is a constant of the collection. Where real texts are longer on average,
// long ones are held back a little more than they should be; where shorter, less. docs/decisions/qdrant.md has the
// figures.
//
// A term's index is 32 bits of its hash. Two terms of a million meet with a chance of 1 in 4,300 each; they then count
// as one word.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace edify::store::qdrant {

struct SparseVector {
  std::vector<std::uint32_t> indices;  // ascending, each once
  std::vector<float> values;           // as many
};

// Pure functions, thread-safe.
// `average_length` is the collection's, in terms.
SparseVector sparse_text(std::string_view text, std::uint32_t average_length);
// Weight 1 a term; empty where the question has no word.
SparseVector sparse_question(std::string_view text);

}  // namespace edify::store::qdrant
