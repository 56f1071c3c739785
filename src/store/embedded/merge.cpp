#include "store/embedded/merge.h"

#include <algorithm>
#include <utility>

namespace edify::store {
namespace {

struct Contents {
  std::vector<PointKey> keys;
  std::vector<HalfVector> vectors;
};

void append_alive(Contents& contents, const LiveDense& input) {
  const auto vectors = input.segment->vectors();
  for (Ordinal ordinal = 0; ordinal < vectors.size(); ++ordinal) {
    if (input.deleted->contains(ordinal)) continue;
    contents.keys.push_back(input.segment->keys()[ordinal]);
    contents.vectors.push_back(vectors[ordinal]);
  }
}

// A graph's ordinals can not move, so its deleted vectors stay, without their keys.
void append_whole(Contents& contents, const LiveDense& input) {
  const auto keys = input.segment->keys().keys();
  contents.keys.assign(keys.begin(), keys.end());
  for (Ordinal ordinal = 0; ordinal < keys.size(); ++ordinal) {
    if (input.deleted->contains(ordinal)) contents.keys[ordinal] = no_key;
  }
  contents.vectors.assign(input.segment->vectors().begin(), input.segment->vectors().end());
}

// Worth it while most of the graph is alive and it is larger than what is added.
bool is_worth_extending(std::span<const LiveDense> inputs, std::size_t alive) {
  const auto& largest = inputs.front();
  return largest.segment->graph() != nullptr && largest.deleted->count() * 4 <= largest.total() &&
         largest.alive() * 2 >= alive;
}

std::size_t count_alive(const auto& inputs) {
  std::size_t alive = 0;
  for (const auto& input : inputs) alive += input.alive();
  return alive;
}

}  // namespace

Result<std::shared_ptr<const DenseSegment>> merge(std::span<const LiveDense> inputs, std::size_t graph_threshold,
                                                  const std::stop_token& stop) {
  const std::size_t alive = count_alive(inputs);
  if (alive == 0) return nullptr;
  const bool extends = alive >= graph_threshold && is_worth_extending(inputs, alive);
  Contents contents;
  contents.keys.reserve(alive);
  contents.vectors.reserve(alive);
  if (extends) append_whole(contents, inputs.front());
  for (const auto& input : inputs.subspan(extends ? 1 : 0)) append_alive(contents, input);

  std::optional<Graph> graph;
  if (extends) {
    EDIFY_TRY(graph, inputs.front().segment->graph()->extend(contents.vectors, stop));
  } else if (alive >= graph_threshold) {
    EDIFY_TRY(graph, Graph::build(contents.vectors, stop));
  }
  return std::make_shared<const DenseSegment>(SegmentKeys(std::move(contents.keys)), std::move(contents.vectors),
                                              std::move(graph));
}

Result<std::shared_ptr<const LexicalSegment>> merge(std::span<const LiveLexical> inputs) {
  if (count_alive(inputs) == 0) return nullptr;
  std::vector<PointKey> keys;
  std::vector<lexical::MergeInput> postings;
  for (const auto& input : inputs) {
    postings.push_back({.postings = &input.segment->postings(), .deleted = input.deleted->words()});
    for (Ordinal ordinal = 0; ordinal < input.total(); ++ordinal) {
      if (!input.deleted->contains(ordinal)) keys.push_back(input.segment->keys()[ordinal]);
    }
  }
  return LexicalSegment::make(SegmentKeys(std::move(keys)), lexical::merge(postings));
}

}  // namespace edify::store
