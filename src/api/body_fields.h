// The body of a request that is one small JSON object, read strictly: every member known and given once.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "api/exchange.h"
#include "base/error.h"

namespace edify::api {

// Errors: unsupported_format (unsupported_media_type), invalid_argument (bad_json, unknown_field).
Result<boost::json::object> body_of(const Request& request, std::span<const std::string_view> members);

// Empty where it is not given, or null. Errors: invalid_argument: wrong_type, or out_of_range for more than `longest`
// code points.
Result<std::string> text_of(const boost::json::object& body, std::string_view name, std::size_t longest);
// As text_of; a text of nothing is missing_field.
Result<std::string> required_text_of(const boost::json::object& body, std::string_view name, std::size_t longest);
// A whole number from `smallest` to `largest`; 4.0 is as whole as 4. Errors: missing_field, out_of_range.
Result<std::uint32_t> number_of(const boost::json::object& body, std::string_view name, std::uint32_t smallest,
                                std::uint32_t largest);

// 204: there is nothing to tell.
Response empty_response();

}  // namespace edify::api
