// Merges segments. The inputs stay as they are; the result has their live chunks and nothing deleted, except that a
// graph keeps deleted vectors as way-points (their key is no_key) until there are too many. Pure, thread-safe.
#pragma once

#include <memory>
#include <span>
#include <stop_token>

#include "base/error.h"
#include "store/embedded/segments.h"

namespace edify::store {

// `inputs`: largest first, not empty. Null where nothing is alive. From `graph_threshold` vectors on the result has a
// graph, so it may take minutes; stops with `unavailable` when asked to.
Result<std::shared_ptr<const DenseSegment>> merge(std::span<const LiveDense> inputs, std::size_t graph_threshold,
                                                  const std::stop_token& stop);
Result<std::shared_ptr<const LexicalSegment>> merge(std::span<const LiveLexical> inputs);

}  // namespace edify::store
