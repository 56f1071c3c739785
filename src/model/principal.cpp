#include "model/principal.h"

namespace edify {

std::string_view to_string(Role role) {
  switch (role) {
    case Role::student: return "student";
    case Role::teacher: return "teacher";
    case Role::admin: return "admin";
  }
  return "student";
}

std::optional<Role> role_from_string(std::string_view text) {
  for (const auto role : {Role::student, Role::teacher, Role::admin}) {
    if (text == to_string(role)) return role;
  }
  return std::nullopt;
}

}  // namespace edify
