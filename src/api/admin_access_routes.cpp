#include "api/admin_access_routes.h"

#include <algorithm>
#include <array>
#include <deque>
#include <limits>
#include <string_view>

#include "api/json_writer.h"
#include "api/query_parameters.h"
#include "api/service.h"
#include "catalog/access_register.h"
#include "catalog/audit_trail.h"

namespace edify::api {
namespace {

template <typename Records>
Result<Records*> required(Records* records) {
  if (records != nullptr) return records;
  return fail(ErrorCode::not_found, "these records are not kept here", "not_found");
}

void write_time(JsonWriter& json, std::string_view name, UnixSeconds time) {
  json.name(name);
  time == UnixSeconds{} ? json.null() : json.value(to_rfc3339(time));
}

template <typename Texts>
void write_list(JsonWriter& json, std::string_view name, const Texts& texts) {
  json.name(name);
  json.begin_array();
  for (const auto& text : texts) json.value(text);
  json.end_array();
}

void write_key(JsonWriter& json, const catalog::ApiKey& key) {
  json.begin_object();
  json.member("id", key.id);
  json.member("name", key.name);
  json.member("role", to_string(key.role));
  write_list(json, "grades", key.grades);
  json.member("all_grades", key.all_grades);
  write_list(json, "routes", key.routes);
  json.member("requests_a_minute", key.requests_a_minute);
  json.member("may_act_for_users", key.may_act_for_users);
  write_time(json, "created", key.created);
  write_time(json, "expires", key.expires);
  write_time(json, "revoked", key.revoked);
  write_time(json, "last_used", key.last_used);
  json.end_object();
}

// The trail is read forwards: from ever longer ago, until there are enough or there are no more.
Result<std::deque<catalog::AuditRow>> newest_rows(catalog::AuditTrail& trail, std::uint64_t before, std::size_t limit) {
  std::deque<catalog::AuditRow> rows;
  for (std::chrono::hours back{1}; rows.size() < limit; back *= 24) {
    constexpr std::chrono::hours a_century{876'000};
    rows.clear();
    catalog::AuditRange range;
    if (back < a_century) range.from = catalog::audit_now() - back;
    EDIFY_CHECK(trail.each(range, [&](const catalog::AuditRow& row) {
      if (row.sequence >= before) return false;
      rows.push_back(row);
      if (rows.size() > limit) rows.pop_front();
      return true;
    }));
    if (back >= a_century) break;
  }
  return rows;
}

void write_row(JsonWriter& json, const catalog::AuditRow& row) {
  const auto& facts = row.facts;
  json.begin_object();
  json.member("sequence", row.sequence);
  json.member("time", to_rfc3339(std::chrono::time_point_cast<std::chrono::seconds>(facts.time)));
  json.member("who", row.who);
  json.member("acting_key", facts.acting_key);
  json.member("role", facts.role);
  json.member("route", facts.route);
  json.member("status", facts.status);
  json.member("decision", facts.decision);
  json.member("documents", facts.document_ids.size());
  json.member("request_id", facts.request_id);
  json.member("detail", facts.detail);
  json.end_object();
}

}  // namespace

Result<Response> answer_admin_keys(Service& service, const Request&) {
  EDIFY_TRY(auto* access_register, required(service.dependencies().access_register));
  EDIFY_TRY(const auto keys, access_register->keys());
  Response response;
  JsonWriter json(response.body);
  json.begin_object();
  json.name("keys");
  json.begin_array();
  for (const auto& key : keys) write_key(json, key);
  json.end_array();
  json.end_object();
  return response;
}

Result<Response> answer_admin_denied(Service& service, const Request&) {
  EDIFY_TRY(auto* access_register, required(service.dependencies().access_register));
  EDIFY_TRY(const auto denials, access_register->denials());
  Response response;
  JsonWriter json(response.body);
  json.begin_object();
  json.name("denied");
  json.begin_array();
  for (const auto& denial : denials) {
    json.begin_object();
    json.member("user", denial.user);
    json.member("reason", denial.reason);
    json.member("since", to_rfc3339(denial.since));
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return response;
}

Result<Response> answer_admin_audit(Service& service, const Request& request) {
  static constexpr std::array<std::string_view, 2> known = {"limit", "before"};
  EDIFY_TRY(const auto parameters, QueryParameters::parse(request.query, known));
  EDIFY_TRY(const auto limit, parameters.number("limit", 50, 1, 200));
  constexpr auto no_bound = std::numeric_limits<std::int32_t>::max();
  EDIFY_TRY(const auto before, parameters.number("before", no_bound, 1, no_bound));
  EDIFY_TRY(auto* trail, required(service.dependencies().audit_trail));
  EDIFY_TRY(auto rows, newest_rows(*trail, before, limit));
  std::ranges::reverse(rows);
  Response response;
  JsonWriter json(response.body);
  json.begin_object();
  json.name("rows");
  json.begin_array();
  for (const auto& row : rows) write_row(json, row);
  json.end_array();
  if (!rows.empty() && rows.back().sequence > 1) json.member("next", rows.back().sequence);
  json.end_object();
  return response;
}

Result<Response> answer_admin_settings(Service& service, const Request&) {
  Response response;
  JsonWriter json(response.body);
  json.begin_object();
  json.name("settings");
  json.begin_array();
  for (const auto& setting : service.dependencies().settings) {
    json.begin_object();
    json.member("key", setting.key);
    json.member("value", setting.value);
    json.member("origin", setting.origin);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return response;
}

}  // namespace edify::api
