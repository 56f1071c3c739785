#include <fmt/format.h>

#include <ctime>
#include <memory>
#include <vector>

#include "app/audit_head.h"
#include "app/command.h"
#include "app/console.h"
#include "app/wiring.h"
#include "model/document.h"

namespace edify::app {
namespace {

namespace json = boost::json;
using catalog::AuditHead;
using catalog::AuditRange;
using catalog::AuditRow;
using catalog::AuditTime;

struct AuditOptions {
  std::string from;
  std::string to;
  bool questions = false;
  std::vector<std::string> anchors;
};

// "2026-11-23" or "2026-11-23T08:00:00Z"
Result<AuditTime> parse_time(std::string_view option, const std::string& text) {
  for (const char* form : {"%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d"}) {
    std::tm parts{};
    const char* end = ::strptime(text.c_str(), form, &parts);
    if (end != nullptr && *end == '\0') return AuditTime(std::chrono::seconds(::timegm(&parts)));
  }
  return fail(ErrorCode::invalid_argument,
              fmt::format("{} {} is not a time; write 2026-11-23 or 2026-11-23T08:00:00Z", option, text));
}

json::object to_json(const AuditRow& row, bool with_question) {
  json::object out{{"sequence", row.sequence},
                   {"time", to_rfc3339(std::chrono::floor<std::chrono::seconds>(row.facts.time))},
                   {"time_ms", row.facts.time.time_since_epoch().count()},
                   {"who", row.who},
                   {"acting_key", row.facts.acting_key},
                   {"role", row.facts.role},
                   {"scope", row.facts.scope},
                   {"route", row.facts.route},
                   {"status", row.facts.status},
                   {"decision", row.facts.decision},
                   {"documents", json::value_from(row.facts.document_ids)},
                   {"policy_version", row.facts.policy_version},
                   {"request_id", row.facts.request_id},
                   {"detail", row.facts.detail},
                   {"question_digest", row.question_digest},
                   {"previous", row.previous},
                   {"hash", row.hash}};
  if (with_question && !row.question.empty()) out["question"] = row.question;
  return out;
}

Result<void> export_rows(const Config& config, const AuditOptions& options) {
  AuditRange range;
  if (!options.from.empty()) {
    EDIFY_TRY(range.from, parse_time("--from", options.from));
  }
  if (!options.to.empty()) {
    EDIFY_TRY(range.to, parse_time("--to", options.to));
  }
  EDIFY_CHECK(require_data_folder(config));
  EDIFY_TRY(const auto trail, open_audit_trail(config));
  return trail->each(range, [&](const AuditRow& row) {
    fmt::print("{}\n", json::serialize(to_json(row, options.questions)));
    return true;
  });
}

Result<void> verify(const Config& config, const AuditOptions& options) {
  std::vector<AuditHead> anchors;
  for (const auto& text : options.anchors) {
    EDIFY_TRY(auto anchor, parse_audit_head(text));
    anchors.push_back(std::move(anchor));
  }
  EDIFY_CHECK(require_data_folder(config));
  EDIFY_TRY(const auto trail, open_audit_trail(config));
  EDIFY_TRY(const auto verdict, trail->verify(anchors));
  if (verdict.broken) {
    return fail(ErrorCode::conflict,
                fmt::format("the audit trail is broken at row {}: {}; restore it from a backup, and find out who could "
                            "write to {}",
                            verdict.broken->sequence, verdict.broken->why, config.audit_database().string()),
                "audit_broken");
  }
  fmt::print("whole: {} rows, head {}\n", verdict.rows, to_text(verdict.head));
  return {};
}

}  // namespace

void add_audit(CommandLine& line) {
  auto options = std::make_shared<AuditOptions>();
  auto* command = line.parser.add_subcommand("audit", "Who was shown what");
  command->require_subcommand(1);
  auto* check = command->add_subcommand("verify", "Walk the whole chain; name the first row that does not fit");
  check->add_option("--anchor", options->anchors, "NUMBER:HASH that was logged as the trail's head; may be repeated");
  check->callback(
      [&line, options] { line.action = [options](const Config& config) { return verify(config, *options); }; });
  auto* out = command->add_subcommand("export", "Rows as JSON lines");
  out->add_option("--from", options->from, "From this time on: 2026-11-23 or 2026-11-23T08:00:00Z");
  out->add_option("--to", options->to, "Up to this time, itself excluded");
  out->add_flag("--questions", options->questions, "With the text of questions, where it is still kept");
  out->callback(
      [&line, options] { line.action = [options](const Config& config) { return export_rows(config, *options); }; });
}

}  // namespace edify::app
