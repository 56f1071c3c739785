// Words that nothing in a Scope has, and the nearest that something has: what a slip of the pen most likely meant.
//
// Only the Scope's partitions are looked at, and only terms with a text that is not deleted: a word that stands in
// somebody else's documents alone is never proposed. Pure but for the index, thread-safe.
#pragma once

#include <string_view>
#include <vector>

#include "model/scope.h"
#include "store/embedded/index_state.h"
#include "store/vector_store.h"

namespace edify::store {

// At most `most_respelled` of them, in the text's order. Words of four letters and more may be one letter off (wrong,
// missing, one too many, or two that changed places), those of eight and more two. Of the nearest the most frequent.
inline constexpr std::size_t most_respelled = 3;
std::vector<Respelling> respell(const IndexState& state, const Scope& scope, std::string_view text);

// Letters that must change to make one of the other; more than `most` counts as most + 1 (optimal string alignment).
std::size_t edit_distance(std::u32string_view a, std::u32string_view b, std::size_t most);

}  // namespace edify::store
