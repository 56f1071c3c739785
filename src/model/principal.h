// Who asks, as a verified token, key or session says. A Principal opens nothing by itself: access/ turns it into a
// Scope.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace edify {

enum class Role : std::uint8_t { student, teacher, admin };

std::string_view to_string(Role role);
std::optional<Role> role_from_string(std::string_view text);

// What an API key is allowed beside its role and grades. Immutable; shared by the requests that come with the key.
struct KeyGrant {
  std::string id;
  std::set<std::string, std::less<>> routes;  // operation ids; empty: every route that its role opens
  std::uint32_t requests_a_minute = 0;        // 0: as many as anyone
  bool may_act_for_users = false;
};

struct Principal {
  std::string user;
  Role role = Role::student;
  std::set<std::string> grades;  // normalised; empty: grade `general` only (an admin's: all)
  bool all_grades = false;       // the token's "*"
  // The API key that the request came with; none with a person's own token or session. Where the key acts for a user,
  // `user` is that user, so that both can be named.
  std::shared_ptr<const KeyGrant> key = nullptr;
};

}  // namespace edify
