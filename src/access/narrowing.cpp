#include "access/narrowing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "access/claim_values.h"
#include "access/scope_issuer.h"
#include "model/placement.h"

namespace edify::access {
namespace {

constexpr std::string_view every_grade = "*";

Result<Role> narrow_role(Role allowed, const std::string& wanted_text) {
  const auto wanted = role_from_string(wanted_text);
  if (!wanted) return fail(ErrorCode::invalid_argument, "role must be student, teacher or admin", "unknown_role");
  if (*wanted > allowed) {
    return fail(ErrorCode::forbidden,
                fmt::format("a {}'s token cannot ask as {}", to_string(allowed), to_string(*wanted)), "role_too_wide");
  }
  return *wanted;
}

Result<void> narrow_grades(Principal& principal, const std::vector<std::string>& wanted) {
  std::set<std::string> grades;
  bool all = false;
  for (const auto& text : wanted) {
    if (text == every_grade) {
      all = true;
      continue;
    }
    // "Grade 1" is a way to write it; of other signs, "grade1*" say, nobody knows what was meant.
    constexpr std::string_view signs_in_names = " -_";
    const bool is_name = std::ranges::all_of(
        text, [&](unsigned char c) { return std::isalnum(c) != 0 || signs_in_names.contains(static_cast<char>(c)); });
    auto grade = is_name ? normalize_grade(text) : std::nullopt;
    if (!grade) {
      return fail(ErrorCode::invalid_argument, "grades must be ik1-ik3, grade1-grade12, general or *", "unknown_grade");
    }
    grades.insert(std::move(*grade));
  }
  if (principal.all_grades) {
    if (all) return {};
  } else {
    for (const auto& grade : grades) {
      if (grade != general_grade && !principal.grades.contains(grade)) {
        return fail(ErrorCode::forbidden, fmt::format("the token does not allow grade {}", grade), "grade_too_wide");
      }
    }
    if (all) return fail(ErrorCode::forbidden, "the token does not allow every grade", "grade_too_wide");
  }
  principal.grades = std::move(grades);
  principal.all_grades = false;
  return {};
}

}  // namespace

Result<Principal> narrow(const Principal& principal, const std::optional<std::string>& role,
                         const std::optional<std::vector<std::string>>& grades) {
  Principal narrowed = principal;
  // Before the role changes: an admin's "no grades" means all, a student's none.
  narrowed.all_grades = sees_all_grades(principal);
  if (role) {
    EDIFY_TRY(narrowed.role, narrow_role(principal.role, *role));
  }
  if (grades && !grades->empty()) EDIFY_CHECK(narrow_grades(narrowed, *grades));
  return narrowed;
}

Result<Principal> act_for(const Principal& key, const std::string& user, const std::optional<std::string>& role,
                          const std::optional<std::vector<std::string>>& grades) {
  if (!is_user_name(user) || user.starts_with(key_user_prefix)) {
    return fail(ErrorCode::invalid_argument, "user_id can not be a user's", "bad_user");
  }
  if (!role) return fail(ErrorCode::invalid_argument, "beside another's user_id, role is needed", "missing_role");
  EDIFY_TRY(Principal principal, narrow(key, role, grades));
  principal.user = user;
  if (principal.role != Role::admin && (!grades || grades->empty())) {
    principal.grades.clear();
    principal.all_grades = false;
  }
  return principal;
}

}  // namespace edify::access
