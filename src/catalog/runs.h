// What the stored runs of ingests mean now, the same in every engine. Pure but for the clock.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "catalog/catalog.h"

namespace edify::catalog {

// Runs beyond the newest ones are forgotten.
inline constexpr std::int64_t kept_runs = 100;

// Runs that say they are at work and told nothing for `silent_run` were killed: they become interrupted.
void mark_silent_runs(std::vector<RunRecord>& runs);
// Of the newest (the first), or of all that are at work, added up.
IngestionSummary sum_up(std::span<const RunRecord> runs);

}  // namespace edify::catalog
