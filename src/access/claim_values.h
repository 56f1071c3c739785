// What the claims of any token mean, whoever issued it (RFC 7519, section 4.1). Pure, thread-safe.
#pragma once

#include <boost/json/object.hpp>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

#include "base/error.h"
#include "model/document.h"

namespace edify::access {

// How far clocks may disagree.
inline constexpr std::chrono::seconds clock_leeway{60};
inline constexpr std::size_t max_user_bytes = 256;
// What the user of an API key that acts for nobody is called; no issuer's user may be called so.
inline constexpr std::string_view key_user_prefix = "key:";

// 1-256 bytes, none of them a control character.
bool is_user_name(std::string_view text);

// A NumericDate: seconds since 1970, possibly with a fraction. Nothing where there is none, or it is no finite number.
std::optional<double> numeric_date(const boost::json::object& claims, std::string_view name);

// Errors: unauthenticated where `nbf` is there and is no date, or lies further ahead than the leeway.
Result<void> check_not_before(const boost::json::object& claims, UnixSeconds now);

// Whether `aud`, one name or a list of names, holds `audience`. A list with anything but texts in it is for nobody.
bool is_for(const boost::json::object& claims, std::string_view audience);

}  // namespace edify::access
