#include "backup/destination.h"

#include <fmt/format.h>

#include <algorithm>

namespace edify::backup {
namespace {

bool may_be_in_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

bool is_part(std::string_view part) {
  return !part.empty() && !part.starts_with('.') && std::ranges::all_of(part, may_be_in_name);
}

}  // namespace

Result<void> check_object_name(std::string_view name) {
  constexpr std::size_t longest = 200;
  bool good = name.size() <= longest;
  for (std::string_view rest = name; good;) {
    const auto slash = rest.find('/');
    good = is_part(rest.substr(0, slash));
    if (slash == std::string_view::npos) break;
    rest.remove_prefix(slash + 1);
  }
  if (good) return {};
  return fail(ErrorCode::invalid_argument, fmt::format("{} is no name of an object of a backup", name));
}

}  // namespace edify::backup
