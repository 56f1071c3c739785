#include "access/oidc/claim_mapping.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "access/claim_values.h"
#include "access/jws.h"
#include "model/placement.h"

namespace edify::access::oidc {
namespace {

namespace json = boost::json;

constexpr std::string_view every_grade = "*";

// The claim of this very name ("https://school.example/role" is one); else, for "realm_access.roles", the member of
// the claim's object.
const json::value* find_claim(const json::object& claims, std::string_view name) {
  if (const auto* value = claims.if_contains(name)) return value;
  const auto dot = name.find('.');
  if (dot == std::string_view::npos) return nullptr;
  const auto* outer = claims.if_contains(name.substr(0, dot));
  if (outer == nullptr || !outer->is_object()) return nullptr;
  return find_claim(outer->get_object(), name.substr(dot + 1));
}

// Entra ID names the claims that it left out of a token in `_claim_names`; implicit flows say `hasgroups`.
bool is_left_out(const json::object& claims, std::string_view name) {
  const auto* names = claims.if_contains("_claim_names");
  if (names != nullptr && names->is_object() && names->get_object().contains(name)) return true;
  return name == "groups" && claims.contains("hasgroups");
}

// One text, or a list of texts.
Result<std::vector<std::string>> texts_of(const json::object& claims, const std::string& name,
                                          std::string_view reason) {
  const auto* value = find_claim(claims, name);
  if (value == nullptr && is_left_out(claims, name)) {
    return fail(ErrorCode::forbidden,
                fmt::format("the token leaves out the claim '{}': the user is in more groups than fit; assign roles of "
                            "the application, or let tokens hold only groups assigned to it",
                            name),
                "groups_overage");
  }
  std::vector<std::string> texts;
  if (value == nullptr) return texts;
  if (value->is_string()) {
    texts.emplace_back(value->get_string());
    return texts;
  }
  const auto refused = [&] {
    return fail(ErrorCode::forbidden, fmt::format("the token's claim '{}' is no text and no list of texts", name),
                std::string(reason));
  };
  if (!value->is_array()) return refused();
  for (const auto& each : value->get_array()) {
    if (!each.is_string()) return refused();
    texts.emplace_back(each.get_string());
  }
  return texts;
}

std::optional<Role> role_of(const std::string& value, const IssuerSettings& settings) {
  if (settings.roles.empty()) return role_from_string(value);
  const auto found = settings.roles.find(value);
  return found == settings.roles.end() ? std::nullopt : std::optional(found->second);
}

Result<Role> map_role(const json::object& claims, const IssuerSettings& settings) {
  EDIFY_TRY(const auto values, texts_of(claims, settings.role_claim, "unknown_role"));
  std::optional<Role> widest;
  for (const auto& value : values) widest = std::max(widest, role_of(value, settings));
  if (widest) return *widest;
  return fail(ErrorCode::forbidden,
              fmt::format("the token's claim '{}' gives no role that is known here", settings.role_claim),
              "unknown_role");
}

Result<void> map_grades(const json::object& claims, const IssuerSettings& settings, Principal& principal) {
  EDIFY_TRY(const auto values, texts_of(claims, settings.grades_claim, "unknown_grade"));
  for (const auto& value : values) {
    std::optional<std::string> grade;
    if (settings.grades.empty()) {
      grade = value == every_grade ? std::string(every_grade) : normalize_grade(value);
      if (!grade) return fail(ErrorCode::forbidden, "the token names a grade that is not known here", "unknown_grade");
    } else if (const auto found = settings.grades.find(value); found != settings.grades.end()) {
      grade = found->second;
    }
    if (grade == every_grade) {
      principal.all_grades = true;
    } else if (grade) {
      principal.grades.insert(std::move(*grade));
    }
  }
  return {};
}

}  // namespace

Result<Principal> map_claims(const json::object& claims, const IssuerSettings& settings) {
  Principal principal;
  const auto* user = claims.if_contains(settings.user_claim);
  if (user == nullptr || !user->is_string() || user->get_string().empty()) {
    return refuse_token(fmt::format("it names no user in '{}'", settings.user_claim));
  }
  principal.user = settings.user_prefix + std::string(user->get_string());
  if (!is_user_name(principal.user) || principal.user.starts_with(key_user_prefix)) {
    return refuse_token("its user's name can not be one");
  }
  EDIFY_TRY(principal.role, map_role(claims, settings));
  EDIFY_CHECK(map_grades(claims, settings, principal));
  return principal;
}

}  // namespace edify::access::oidc
