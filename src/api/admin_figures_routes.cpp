#include "api/admin_figures_routes.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>
#include <vector>

#include "access/scope_issuer.h"
#include "api/json_writer.h"
#include "api/query_parameters.h"
#include "api/service.h"
#include "catalog/feedback.h"
#include "catalog/question_log.h"
#include "catalog/tickets.h"

namespace edify::api {
namespace {

// A question that fewer asked may tell who asked it.
constexpr std::uint32_t fewest_people = 3;
constexpr std::chrono::days looked_back{30};
constexpr double target_coverage = 0.95;
constexpr double target_satisfaction = 4.0;
constexpr std::uint32_t target_tickets = 5;  // a week
constexpr std::chrono::weeks ticket_weeks{12};

UnixSeconds since() { return unix_now() - looked_back; }

// A Monday, so that every week that is told is whole, but for the one that is not over.
UnixSeconds first_week() {
  const auto today = std::chrono::floor<std::chrono::days>(unix_now());
  const std::chrono::weekday day(today);
  return UnixSeconds(today - (day - std::chrono::Monday) - (ticket_weeks - std::chrono::weeks{1}));
}

double share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

template <typename Records>
Result<Records*> required(Records* records) {
  if (records != nullptr) return records;
  return fail(ErrorCode::not_found, "these figures are not kept here", "not_found");
}

void write_usage(JsonWriter& json, const std::vector<catalog::Usage>& usage) {
  json.name("roles");
  json.begin_array();
  for (const auto& each : usage) {
    json.begin_object();
    json.member("role", each.role);
    json.member("people", each.people);
    json.member("questions", each.questions);
    json.member("unanswered", each.unanswered);
    json.end_object();
  }
  json.end_array();
}

void write_satisfaction(JsonWriter& json, const catalog::FeedbackFigures& figures) {
  json.member("up", figures.good);
  json.member("down", figures.bad);
  json.member("survey_answers", figures.survey_answers);
  json.member("mean_score", figures.mean_score);
  json.member("target_score", target_satisfaction);
  json.name("reasons");
  json.begin_object();
  for (const auto& [reason, count] : figures.reasons) json.member(reason, count);
  json.end_object();
}

struct Covered {
  CurriculumLine line;
  std::uint64_t documents = 0;
  std::uint64_t questions = 0;
  std::uint64_t unanswered = 0;
};

// How many documents each line of the curriculum has: those of its grade and year whose path or title names its
// subject.
Result<std::vector<Covered>> count_coverage(Service& service, const Request& request) {
  std::vector<Covered> covered;
  const Curriculum* curriculum = service.dependencies().curriculum;
  if (curriculum == nullptr) return covered;
  for (const auto& line : curriculum->lines()) covered.push_back({.line = line});
  const Scope scope = access::ScopeIssuer::issue(*request.principal);
  EDIFY_CHECK(service.dependencies().store.each_readable(scope, [&](const store::ReadableDocument& each) {
    for (const auto line : curriculum->lines_of(each.document)) ++covered[line].documents;
    return true;
  }));
  return covered;
}

// The log's figures join their lines, without those of lines that the curriculum had and has no more.
void add_questions(std::vector<Covered>& lines, const std::vector<catalog::TopicCount>& topics) {
  for (const auto& topic : topics) {
    const auto line = std::ranges::find(lines, topic.topic, &Covered::line);
    if (line == lines.end()) continue;
    line->questions = topic.questions;
    line->unanswered = topic.unanswered;
  }
}

void write_tickets(JsonWriter& json, const catalog::TicketFigures& figures,
                   const std::vector<catalog::WeekOfTickets>& weeks) {
  json.member("total", figures.total);
  json.member("open", figures.open);
  json.member("target_a_week", target_tickets);
  json.name("newest");
  figures.total == 0 ? json.null() : json.value(to_rfc3339(figures.newest));
  json.name("weeks");
  json.begin_array();
  for (const auto& each : weeks) {
    json.begin_object();
    json.member("week", to_rfc3339(each.week));
    json.member("opened", each.opened);
    json.end_object();
  }
  json.end_array();
}

double covered_share(const std::vector<Covered>& lines) {
  const auto count = std::ranges::count_if(lines, [](const Covered& line) { return line.documents > 0; });
  return share(static_cast<std::uint64_t>(count), lines.size());
}

}  // namespace

Result<Response> answer_admin_questions(Service& service, const Request& request) {
  static constexpr std::array<std::string_view, 2> known = {"kind", "limit"};
  EDIFY_TRY(const auto parameters, QueryParameters::parse(request.query, known));
  EDIFY_TRY(const auto kind, parameters.text("kind", 16));
  EDIFY_TRY(const auto limit, parameters.number("limit", 50, 1, 200));
  if (!kind.empty() && kind != "unanswered" && kind != "popular") {
    return fail(ErrorCode::invalid_argument, "query parameter 'kind' must be unanswered or popular", "out_of_range");
  }
  EDIFY_TRY(auto* log, required(service.dependencies().question_log));
  const auto wanted = kind == "popular" ? catalog::QuestionKind::popular : catalog::QuestionKind::unanswered;
  EDIFY_TRY(const auto questions, log->questions(wanted, since(), fewest_people, limit));
  Response response;
  JsonWriter json(response.body);
  json.begin_object();
  json.member("texts_are_kept", service.dependencies().audit_questions);
  json.member("fewest_people", fewest_people);
  json.name("questions");
  json.begin_array();
  for (const auto& each : questions) {
    json.begin_object();
    json.member("text", each.text);
    json.member("times", each.times);
    json.member("unanswered", each.unanswered);
    json.member("last", to_rfc3339(each.last));
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return response;
}

Result<Response> answer_admin_feedback(Service& service, const Request&) {
  EDIFY_TRY(auto* feedback, required(service.dependencies().feedback));
  EDIFY_TRY(const auto figures, feedback->figures(since()));
  constexpr std::size_t shown = 50;
  EDIFY_TRY(const auto newest, feedback->newest(shown));
  Response response;
  JsonWriter json(response.body);
  json.begin_object();
  write_satisfaction(json, figures);
  json.name("newest");
  json.begin_array();
  for (const auto& each : newest) {
    json.begin_object();
    json.member("rating", each.is_good ? "up" : "down");
    json.name("reasons");
    json.begin_array();
    for (const auto& reason : each.reasons) json.value(reason);
    json.end_array();
    json.member("comment", each.comment);
    json.member("role", each.role);
    json.member("time", to_rfc3339(each.time));
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return response;
}

Result<Response> answer_admin_usage(Service& service, const Request&) {
  EDIFY_TRY(auto* log, required(service.dependencies().question_log));
  EDIFY_TRY(const auto usage, log->usage(since()));
  Response response;
  JsonWriter json(response.body);
  json.begin_object();
  json.member("days", static_cast<std::uint32_t>(looked_back.count()));
  write_usage(json, usage);
  json.end_object();
  return response;
}

Result<Response> answer_admin_trends(Service& service, const Request&) {
  EDIFY_TRY(auto* log, required(service.dependencies().question_log));
  EDIFY_TRY(const auto days, log->days(since()));
  std::map<std::string, std::uint64_t> statuses;  // since the server started
  if (const auto* metrics = service.dependencies().metrics) {
    metrics->each([&](const Route&, std::string_view status, const LatencyHistogram::Figures& figures) {
      statuses[std::string(status)] += figures.count;
    });
  }
  Response response;
  JsonWriter json(response.body);
  json.begin_object();
  json.name("days");
  json.begin_array();
  for (const auto& each : days) {
    json.begin_object();
    json.member("day", to_rfc3339(each.day));
    json.member("people", each.people);
    json.member("questions", each.questions);
    json.member("unanswered", each.unanswered);
    json.member("mean_latency_ms", each.mean_latency_ms);
    json.end_object();
  }
  json.end_array();
  json.name("answers_by_status");
  json.begin_object();
  for (const auto& [status, count] : statuses) json.member(status, count);
  json.end_object();
  json.end_object();
  return response;
}

Result<Response> answer_admin_coverage(Service& service, const Request& request) {
  EDIFY_TRY(auto* log, required(service.dependencies().question_log));
  EDIFY_TRY(auto lines, count_coverage(service, request));
  EDIFY_TRY(const auto topics, log->topics(since()));
  add_questions(lines, topics);
  Response response;
  JsonWriter json(response.body);
  json.begin_object();
  json.member("days", static_cast<std::uint32_t>(looked_back.count()));
  json.member("has_curriculum", !lines.empty());
  json.member("covered_share", covered_share(lines));
  json.member("target_share", target_coverage);
  json.name("lines");
  json.begin_array();
  for (const auto& each : lines) {
    json.begin_object();
    json.member("grade", each.line.grade);
    json.member("subject", each.line.subject);
    json.member("year", each.line.year);
    json.member("documents", each.documents);
    json.member("questions", each.questions);
    json.member("unanswered", each.unanswered);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return response;
}

Result<Response> answer_admin_kpis(Service& service, const Request& request) {
  EDIFY_TRY(auto* log, required(service.dependencies().question_log));
  EDIFY_TRY(auto* feedback, required(service.dependencies().feedback));
  EDIFY_TRY(auto* tickets, required(service.dependencies().tickets));
  EDIFY_TRY(const auto usage, log->usage(since()));
  EDIFY_TRY(const auto figures, feedback->figures(since()));
  EDIFY_TRY(const auto lines, count_coverage(service, request));
  EDIFY_TRY(const auto ticket_figures, tickets->figures());
  EDIFY_TRY(const auto weeks, tickets->weeks(first_week()));
  Response response;
  JsonWriter json(response.body);
  json.begin_object();
  json.member("days", static_cast<std::uint32_t>(looked_back.count()));
  write_usage(json, usage);
  json.name("satisfaction");
  json.begin_object();
  write_satisfaction(json, figures);
  json.end_object();
  json.name("coverage");
  json.begin_object();
  json.member("has_curriculum", !lines.empty());
  json.member("covered_share", covered_share(lines));
  json.member("target_share", target_coverage);
  json.end_object();
  json.name("tickets");
  json.begin_object();
  write_tickets(json, ticket_figures, weeks);
  json.end_object();
  json.end_object();
  return response;
}

}  // namespace edify::api
