// Merges segments. The inputs stay as they are; the result has their live chunks and nothing deleted, except that a
// graph keeps deleted vectors as way-points (their key is no_key) until there are too many. Pure, thread-safe.
#pragma once

#include <memory>
#include <span>
#include <stop_token>

#include "base/error.h"
#include "store/embedded/segments.h"

namespace edify::store {

// From so many vectors on a graph is faster than the scan (about 0.1 µs a vector against 0.2 ms a graph).
inline constexpr std::size_t vectors_for_a_graph = 2048;

// True where the segment is scanned although a graph would be faster.
bool wants_graph(const DenseSegment& segment);

// `inputs`: largest first, not empty. Null where nothing is alive. Builds graphs, so it may take minutes;
// stops with `unavailable` when asked to.
Result<std::shared_ptr<const DenseSegment>> merge(std::span<const LiveDense> inputs, const std::stop_token& stop);
Result<std::shared_ptr<const LexicalSegment>> merge(std::span<const LiveLexical> inputs, const std::stop_token& stop);

}  // namespace edify::store
