#include "app/erasure.h"

#include <fmt/format.h>

#include <vector>

#include "app/wiring.h"

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

// A room that comes to keep records about people adds a line here.
Result<catalog::AuditErasure> erase_everything_about(const Config& config, std::string_view user) {
  EDIFY_TRY(const auto trail, open_audit_trail(config));
  EDIFY_TRY(const auto conversations, open_conversations(config));
  EDIFY_TRY(const auto feedback, open_feedback(config));
  EDIFY_TRY(const auto collections, open_collections(config));
  EDIFY_TRY(const auto shares, open_shares(config));
  EDIFY_TRY(const auto questions, open_question_log(config));
  const std::vector<PersonalRecords> kinds = {
      // beside the trail's own
      {"conversations", [&](std::string_view who) { return conversations->erase_user(who); }},
      {"collections", [&](std::string_view who) { return collections->erase_user(who); }},
      {"links to answers", [&](std::string_view who) { return shares->erase_user(who); }},
      {"ratings and survey answers", [&](std::string_view who) { return feedback->erase_user(who); }},
      {"questions of the log", [&](std::string_view who) { return questions->erase_user(who); }}};
  return erase_user(user, kinds, *trail);
}

}  // namespace edify::app
