// Which backups are kept: some days' newest, some weeks', some months'. Pure.
#pragma once

#include <cstdint>
#include <set>
#include <span>

#include "model/document.h"

namespace edify::backup {

struct Retention {
  std::uint32_t daily = 7;
  std::uint32_t weekly = 4;
  std::uint32_t monthly = 12;
};

// Of sets made at `times`, those to keep: the newest of each of the last `daily` days that have one, and likewise of
// weeks (from Monday) and months, all in UTC; the newest set of all is always kept.
std::set<UnixSeconds> times_to_keep(std::span<const UnixSeconds> times, const Retention& retention);

}  // namespace edify::backup
