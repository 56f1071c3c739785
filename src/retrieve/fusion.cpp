#include "retrieve/fusion.h"

#include <algorithm>
#include <unordered_map>

namespace edify::retrieve {

ListWeights weights_for_language(std::string_view language) {
  // A language that was not told is most often a few names or numbers in an English school's question.
  if (language.empty() || language == "en") return {0.25, 1};
  return {0, 1};
}

std::vector<FusedPoint> fuse(std::span<const ScoredPoint> dense, std::span<const ScoredPoint> lexical,
                             ListWeights weights) {
  constexpr double k = 60;
  std::unordered_map<PointKey, double> scores;
  const auto add = [&](std::span<const ScoredPoint> list, double weight) {
    if (weight == 0) return;
    std::size_t rank = 0;
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (i == 0 || list[i].score != list[i - 1].score) rank = i + 1;
      scores[list[i].key] += weight / (k + static_cast<double>(rank));
    }
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
