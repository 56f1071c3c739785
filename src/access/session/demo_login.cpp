#include "access/session/demo_login.h"

#include <algorithm>
#include <vector>

namespace edify::access {

std::span<const DemoPerson> DemoLogin::people() const {
  static const std::vector<DemoPerson> people = {
      {"Asha", {.user = "asha", .role = Role::student, .grades = {"grade5"}}},
      {"Rohan", {.user = "rohan", .role = Role::student, .grades = {"grade10"}}},
      {"Meera", {.user = "meera", .role = Role::teacher, .grades = {"grade5", "grade10", "grade12"}}},
      {"Kabir", {.user = "kabir", .role = Role::admin}}};
  return people;
}

Result<std::string> DemoLogin::sign_in(std::string_view id, const Credentials& credentials, UnixSeconds now) const {
  if (!cookies_.comes_from_our_page(credentials)) {
    return fail(ErrorCode::forbidden, "one signs in from this server's own pages", "cross_site");
  }
  const auto found =
      std::ranges::find(people(), id, [](const DemoPerson& each) -> const std::string& { return each.principal.user; });
  if (found == people().end()) return fail(ErrorCode::not_found, "nobody here has this id", "not_found");
  return cookies_.begin(found->principal, now);
}

}  // namespace edify::access
