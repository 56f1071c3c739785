#include "retrieve/fusion.h"

#include <algorithm>
#include <unordered_map>

namespace edify::retrieve {

ListWeights weights_for_language(std::string_view language) {
  if (language.empty() || language == "en") return {1, 1};
  // Close enough to English for the model to half understand.
  constexpr std::string_view half_read[] = {"es", "fr", "pt", "it", "de"};
  if (std::ranges::find(half_read, language) != std::end(half_read)) return {0.25, 1};
  return {0, 1};
}

std::vector<FusedPoint> fuse(std::span<const ScoredPoint> dense, std::span<const ScoredPoint> lexical,
                             ListWeights weights) {
  constexpr double k = 60;
  std::unordered_map<PointKey, double> scores;
  const auto add = [&](std::span<const ScoredPoint> list, double weight) {
    if (weight == 0) return;
    for (std::size_t i = 0; i < list.size(); ++i) scores[list[i].key] += weight / (k + static_cast<double>(i + 1));
  };
  add(dense, weights.dense);
  add(lexical, weights.lexical);
  std::vector<FusedPoint> fused;
  fused.reserve(scores.size());
  for (const auto& [key, score] : scores) fused.push_back({key, score});
  std::ranges::sort(fused, [](const FusedPoint& a, const FusedPoint& b) {
    return a.rank_score != b.rank_score ? a.rank_score > b.rank_score : a.key < b.key;
  });
  return fused;
}

}  // namespace edify::retrieve
