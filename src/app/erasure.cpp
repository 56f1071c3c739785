#include "app/erasure.h"

#include <fmt/format.h>

namespace edify::app {

Result<catalog::AuditErasure> erase_user(std::string_view user, std::span<const PersonalRecords> kinds,
                                         catalog::AuditTrail& trail) {
  std::string what;
  for (const auto& kind : kinds) {
    EDIFY_TRY(const auto count, kind.erase(user));
    what += fmt::format("{}{} {}", what.empty() ? "" : ", ", count, kind.name);
  }
  return trail.erase_user(user, what);
}

}  // namespace edify::app
