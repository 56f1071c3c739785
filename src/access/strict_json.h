// JSON of which every reader gets the same: two members of one name are refused, at any depth (RFC 8725, section 2.4,
// and RFC 7519, section 4 leave to the reader which of them counts). Pure, thread-safe.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string_view>

namespace edify::access {

// The object, or nothing: not JSON, not UTF-8, more than 16 levels deep, no object, or a name that comes twice.
std::optional<boost::json::object> parse_strict_object(std::string_view text);

}  // namespace edify::access
