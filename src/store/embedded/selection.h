// An IndexState of some of its chunks: what searches look at when a question is about some documents only.
// Pure, thread-safe.
#pragma once

#include <span>

#include "model/scope.h"
#include "store/embedded/index_state.h"

namespace edify::store {

// The partitions that `scope` allows, in which every chunk but those of `keys` (ascending) counts as deleted. Shares
// the segments of `state`.
IndexState restrict_to(const IndexState& state, const Scope& scope, std::span<const PointKey> keys);

}  // namespace edify::store
