// Everything that is kept about one person, and its end.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "app/config.h"
#include "base/error.h"
#include "catalog/audit_trail.h"

namespace edify::app {

// A kind of record that is kept about people, and how one person's are destroyed; the result says how many there were.
struct PersonalRecords {
  std::string name;  // "conversations"
  std::function<Result<std::uint64_t>(std::string_view user)> erase;
};

// Destroys the records of every kind, then the user's questions and pseudonym, and leaves a row in the trail that says
// what went, without a name. May be run again where it failed half-way.
Result<catalog::AuditErasure> erase_user(std::string_view user, std::span<const PersonalRecords> kinds,
                                         catalog::AuditTrail& trail);

// The same for every kind of record that there is.
Result<catalog::AuditErasure> erase_everything_about(const Config& config, std::string_view user);

}  // namespace edify::app
