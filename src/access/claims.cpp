#include "access/claims.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "access/claim_values.h"
#include "access/jws.h"
#include "access/token.h"
#include "model/placement.h"

namespace edify::access {
namespace {

namespace json = boost::json;

constexpr std::string_view issuer = "edify";
constexpr std::string_view audience = "edify";
constexpr std::string_view every_grade = "*";

bool is_text(const json::value* value, std::string_view expected) {
  return value != nullptr && value->is_string() && value->get_string() == expected;
}

Result<void> check_dates(const json::object& claims, UnixSeconds now) {
  const auto seconds = static_cast<double>(now.time_since_epoch().count());
  const auto expires = numeric_date(claims, "exp");
  if (!expires) return refuse_token("it has no expiry");
  // No leeway: the clock that gave the date is the one that reads it.
  if (seconds >= *expires) return refuse_token("it has expired; ask for a new one");
  return check_not_before(claims, now);
}

Result<void> read_grades(const json::object& claims, Principal& principal) {
  const auto* value = claims.if_contains("grades");
  if (value == nullptr) return {};
  const auto* grades = value->if_array();
  if (grades == nullptr) return refuse_token("grades must be a list");
  for (const auto& entry : *grades) {
    const auto* text = entry.if_string();
    if (text == nullptr) return refuse_token("grades must be texts");
    if (*text == every_grade) {
      principal.all_grades = true;
      continue;
    }
    auto grade = normalize_grade(*text);
    if (!grade) return fail(ErrorCode::forbidden, "the token names a grade that is not known here", "unknown_grade");
    principal.grades.insert(std::move(*grade));
  }
  return {};
}

}  // namespace

Result<std::string> encode_claims(const Principal& principal, std::chrono::seconds ttl, UnixSeconds now) {
  if (ttl <= std::chrono::seconds::zero() || ttl > max_token_ttl) {
    return fail(ErrorCode::invalid_argument, "a token's ttl must be between one second and 366 days");
  }
  if (!is_user_name(principal.user)) {
    return fail(ErrorCode::invalid_argument,
                fmt::format("a token's user must have 1-{} bytes, none of them a control character", max_user_bytes));
  }
  json::array grades;
  if (principal.all_grades) grades.emplace_back(every_grade);
  for (const auto& grade : principal.grades) {
    if (normalize_grade(grade) != grade) {
      return fail(ErrorCode::invalid_argument, fmt::format("'{}' is not a grade", grade), "unknown_grade");
    }
    grades.emplace_back(grade);
  }
  const auto issued = now.time_since_epoch().count();
  std::string text = json::serialize(json::object{{"iss", issuer},
                                                  {"aud", audience},
                                                  {"sub", principal.user},
                                                  {"role", to_string(principal.role)},
                                                  {"grades", std::move(grades)},
                                                  {"iat", issued},
                                                  {"nbf", issued},
                                                  {"exp", issued + ttl.count()}});
  // serialize() passes any bytes on; only what parses again is UTF-8.
  json::error_code error;
  json::parse(text, error);
  if (error) return fail(ErrorCode::invalid_argument, "a token's user must be UTF-8");
  return text;
}

bool is_local(const json::object& claims) { return is_text(claims.if_contains("iss"), issuer); }

Result<Principal> decode_claims(const json::object& claims, UnixSeconds now) {
  if (!is_local(claims)) return refuse_token("it was not issued by Edify");
  if (!is_for(claims, audience)) return refuse_token("it was not issued for Edify");
  EDIFY_CHECK(check_dates(claims, now));

  Principal principal;
  const auto* user = claims.if_contains("sub");
  if (user == nullptr || !user->is_string() || !is_user_name(user->get_string()))
    return refuse_token("it names no user");
  principal.user = user->get_string();
  EDIFY_CHECK(read_grades(claims, principal));

  const auto* role_text = claims.if_contains("role");
  if (role_text == nullptr || !role_text->is_string()) return refuse_token("it names no role");
  const auto role = role_from_string(role_text->get_string());
  if (!role) return fail(ErrorCode::forbidden, "the token names a role that is not known here", "unknown_role");
  principal.role = *role;
  return principal;
}

}  // namespace edify::access
