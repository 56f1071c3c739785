// The keys of sections `audit` and `retention`.
#include "app/records_settings.h"

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

}  // namespace

std::vector<Setting> records_settings() {
  return {
      {"audit.questions", "EDIFY_AUDIT_QUESTIONS", "", set_audit_questions},
      {"retention.audit_days", "EDIFY_RETENTION_AUDIT_DAYS", "", days(&RecordsSettings::audit)},
      {"retention.question_days", "EDIFY_RETENTION_QUESTION_DAYS", "", days(&RecordsSettings::questions)},
      {"retention.ingest_run_days", "EDIFY_RETENTION_INGEST_RUN_DAYS", "", days(&RecordsSettings::ingest_runs)},
  };
}

}  // namespace edify::app
