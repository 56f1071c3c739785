#include "store/embedded/lexical/term_slots.h"

#include <xxhash.h>

namespace edify::store::lexical {

std::uint64_t first_slot(std::string_view term, std::uint32_t terms) {
  const std::uint64_t hash = XXH3_64bits(term.data(), term.size()) >> 32;
  return (hash * slot_count(terms)) >> 32;  // Lemire's reduction: a remainder without division
}

}  // namespace edify::store::lexical
