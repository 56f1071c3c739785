#include "access/claims.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <optional>
#include <span>

#include "access/token.h"
#include "model/placement.h"

namespace edify::access {
namespace {

namespace json = boost::json;

constexpr std::string_view issuer = "edify";
constexpr std::string_view audience = "edify";
constexpr std::string_view every_grade = "*";

std::unexpected<Error> refuse(std::string_view why) {
  return fail(ErrorCode::unauthenticated, fmt::format("the token is not valid: {}", why), "invalid_token");
}

bool is_printable(std::string_view text) {
  return std::ranges::none_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

bool is_user_name(std::string_view text) {
  return !text.empty() && text.size() <= max_user_bytes && is_printable(text);
}

bool is_text(const json::value* value, std::string_view expected) {
  return value != nullptr && value->is_string() && value->get_string() == expected;
}

// RFC 7519 lets `aud` be one name or a list of names.
bool is_for_us(const json::value* aud) {
  if (aud == nullptr || !aud->is_array()) return is_text(aud, audience);
  return std::ranges::any_of(std::span(aud->get_array().data(), aud->get_array().size()),
                             [](const json::value& name) { return is_text(&name, audience); });
}

// A NumericDate: seconds since 1970, possibly with a fraction.
std::optional<double> date(const json::object& claims, std::string_view name) {
  const auto* value = claims.if_contains(name);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  return value->to_number<double>();
}

Result<void> check_dates(const json::object& claims, UnixSeconds now) {
  const auto seconds = static_cast<double>(now.time_since_epoch().count());
  const auto expires = date(claims, "exp");
  if (!expires) return refuse("it has no expiry");
  if (seconds >= *expires) return refuse("it has expired; ask for a new one");
  if (claims.contains("nbf")) {
    const auto not_before = date(claims, "nbf");
    if (!not_before || seconds + static_cast<double>(clock_leeway.count()) < *not_before) {
      return refuse("it is not valid yet");
    }
  }
  return {};
}

Result<void> read_grades(const json::object& claims, Principal& principal) {
  const auto* value = claims.if_contains("grades");
  if (value == nullptr) return {};
  const auto* grades = value->if_array();
  if (grades == nullptr) return refuse("grades must be a list");
  for (const auto& entry : *grades) {
    const auto* text = entry.if_string();
    if (text == nullptr) return refuse("grades must be texts");
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

Result<Principal> decode_claims(std::string_view text, UnixSeconds now) {
  json::error_code error;
  const json::value value = json::parse(text, error);
  if (error || !value.is_object()) return refuse("its claims are not a JSON object");
  const auto& claims = value.get_object();
  if (!is_text(claims.if_contains("iss"), issuer)) return refuse("it was not issued by Edify");
  if (!is_for_us(claims.if_contains("aud"))) return refuse("it was not issued for Edify");
  EDIFY_CHECK(check_dates(claims, now));

  Principal principal;
  const auto* user = claims.if_contains("sub");
  if (user == nullptr || !user->is_string() || !is_user_name(user->get_string())) return refuse("it names no user");
  principal.user = user->get_string();
  EDIFY_CHECK(read_grades(claims, principal));

  const auto* role_text = claims.if_contains("role");
  if (role_text == nullptr || !role_text->is_string()) return refuse("it names no role");
  const auto role = role_from_string(role_text->get_string());
  if (!role) return fail(ErrorCode::forbidden, "the token names a role that is not known here", "unknown_role");
  principal.role = *role;
  return principal;
}

}  // namespace edify::access
