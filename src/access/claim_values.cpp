#include "access/claim_values.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "access/jws.h"

namespace edify::access {

namespace json = boost::json;

bool is_user_name(std::string_view text) {
  return !text.empty() && text.size() <= max_user_bytes &&
         std::ranges::none_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

std::optional<double> numeric_date(const json::object& claims, std::string_view name) {
  const auto* value = claims.if_contains(name);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  const double date = value->to_number<double>();
  if (!std::isfinite(date)) return std::nullopt;
  return date;
}

Result<void> check_not_before(const json::object& claims, UnixSeconds now) {
  if (!claims.contains("nbf")) return {};
  const auto not_before = numeric_date(claims, "nbf");
  const auto latest = static_cast<double>((now + clock_leeway).time_since_epoch().count());
  if (!not_before || latest < *not_before) return refuse_token("it is not valid yet");
  return {};
}

bool is_for(const json::object& claims, std::string_view audience) {
  const auto* aud = claims.if_contains("aud");
  if (aud == nullptr) return false;
  if (aud->is_string()) return aud->get_string() == audience;
  if (!aud->is_array()) return false;
  const std::span names(aud->get_array().data(), aud->get_array().size());
  return std::ranges::all_of(names, [](const json::value& name) { return name.is_string(); }) &&
         std::ranges::any_of(names, [&](const json::value& name) { return name.get_string() == audience; });
}

}  // namespace edify::access
