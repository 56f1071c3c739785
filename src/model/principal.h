// Who asks, as a verified token says. A Principal opens nothing by itself: access/ turns it into a Scope.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace edify {

enum class Role : std::uint8_t { student, teacher, admin };

std::string_view to_string(Role role);
std::optional<Role> role_from_string(std::string_view text);

struct Principal {
  std::string user;
  Role role = Role::student;
  std::set<std::string> grades;  // normalised; empty: grade `general` only (an admin's: all)
  bool all_grades = false;       // the token's "*"
};

}  // namespace edify
