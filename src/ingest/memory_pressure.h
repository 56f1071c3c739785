// What the machine has left decides how much of document_memory may be used: an ingest must not push a server beside
// it out of memory.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace edify::ingest {

// The seed's threshold: over `shrink_above` of the machine in use the budget halves, down to an eighth; under
// `grow_below` it grows back by a quarter of the configured size.
inline constexpr double shrink_above = 0.80;
inline constexpr double grow_below = 0.75;

// The limit that follows `current`, bytes. Pure.
std::uint64_t next_limit(std::uint64_t current, std::uint64_t configured, double used_share);

// Share of the memory in use, 0 … 1, from the text of /proc/meminfo (MemTotal and MemAvailable); nothing where it says
// neither. Pure.
std::optional<double> used_share(std::string_view meminfo);

// Of this machine, or of the control group that holds this process where that has less left. Nothing where the kernel
// does not say.
std::optional<double> used_share_now();

}  // namespace edify::ingest
