#include "store/qdrant/sparse_vector.h"

#include <xxhash.h>

#include <map>

#include "store/lexical/analyzer.h"

namespace edify::store::qdrant {
namespace {

// As in lexical/bm25.h.
constexpr double k1 = 1.2;
constexpr double b = 0.75;

std::uint32_t index_of(std::string_view term) {
  return static_cast<std::uint32_t>(::XXH3_64bits(term.data(), term.size()) >> 32);
}

}  // namespace

SparseVector sparse_text(std::string_view text, std::uint32_t average_length) {
  lexical::Analyzer analyzer;
  const auto terms = analyzer.terms(text);
  std::map<std::uint32_t, std::uint32_t> frequencies;
  for (const auto term : terms) ++frequencies[index_of(term)];
  const double norm = k1 * (1 - b + b * static_cast<double>(terms.size()) / average_length);
  SparseVector vector;
  for (const auto& [index, frequency] : frequencies) {
    vector.indices.push_back(index);
    vector.values.push_back(static_cast<float>(frequency / (frequency + norm)));
  }
  return vector;
}

SparseVector sparse_question(std::string_view text) {
  lexical::Analyzer analyzer;
  std::map<std::uint32_t, float> weights;
  for (const auto term : analyzer.query_terms(text)) weights[index_of(term)] = 1;
  SparseVector vector;
  for (const auto& [index, weight] : weights) {
    vector.indices.push_back(index);
    vector.values.push_back(weight);
  }
  return vector;
}

}  // namespace edify::store::qdrant
