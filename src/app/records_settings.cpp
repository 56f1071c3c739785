// The keys of sections `audit`, `retention` and `production`.
#include "app/records_settings.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "app/production.h"
#include "app/setting.h"

namespace edify::app {
namespace {

Apply days(std::chrono::days RecordsSettings::*field) {
  return [=](Config& config, const std::string& value) -> Result<void> {
    constexpr int a_century = 36'500;
    EDIFY_TRY(const auto parsed, parse_number<int>(value, 0, a_century));
    config.records.*field = std::chrono::days(parsed);
    return {};
  };
}

Result<void> set_audit_questions(Config& config, const std::string& value) {
  EDIFY_TRY(config.records.audit_questions, parse_truth(value));
  return {};
}

Result<void> set_waived(Config& config, const std::string& value) {
  const auto known = production_checks();
  for (const auto& name : parse_list(value)) {
    if (std::ranges::find(known, name) == known.end()) {
      return fail(ErrorCode::invalid_argument,
                  fmt::format("{} is not a check; there are {}", name, fmt::join(known, ", ")));
    }
    config.records.waived.push_back(name);
  }
  return {};
}

}  // namespace

std::vector<Setting> records_settings() {
  return {
      {"audit.questions", "EDIFY_AUDIT_QUESTIONS", "", set_audit_questions},
      {"retention.audit_days", "EDIFY_RETENTION_AUDIT_DAYS", "", days(&RecordsSettings::audit)},
      {"retention.question_days", "EDIFY_RETENTION_QUESTION_DAYS", "", days(&RecordsSettings::questions)},
      {"production.waive", "EDIFY_PRODUCTION_WAIVE", "", set_waived},
      {"retention.ingest_run_days", "EDIFY_RETENTION_INGEST_RUN_DAYS", "", days(&RecordsSettings::ingest_runs)},
      {"retention.feedback_days", "EDIFY_RETENTION_FEEDBACK_DAYS", "", days(&RecordsSettings::feedback)},
      {"retention.conversation_days", "EDIFY_RETENTION_CONVERSATION_DAYS", "", days(&RecordsSettings::conversations)},
  };
}

}  // namespace edify::app
