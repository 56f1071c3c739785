// Where a segment's hash table keeps a term: slots hold 1 + the term's number, 0 is empty, collisions take the next
// slot (linear probing), the last one's next is the first. Part of the segment format. Pure, thread-safe.
#pragma once

#include <cstdint>
#include <string_view>

namespace edify::store::lexical {

// A third of the slots or so stay empty, so a term is found at the second try on average.
constexpr std::uint64_t slot_count(std::uint32_t terms) { return std::uint64_t{terms} + terms / 2 + 1; }

// Where probing for `term` begins; less than slot_count(terms).
std::uint64_t first_slot(std::string_view term, std::uint32_t terms);

}  // namespace edify::store::lexical
