#include "api/body_fields.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "access/strict_json.h"
#include "api/code_points.h"
#include "api/media_type.h"

namespace edify::api {
namespace {

std::unexpected<Error> wrong(std::string message, std::string reason) {
  return fail(ErrorCode::invalid_argument, std::move(message), std::move(reason));
}

}  // namespace

Result<boost::json::object> body_of(const Request& request, std::span<const std::string_view> members) {
  if (!is_json(request.content_type)) {
    return fail(ErrorCode::unsupported_format, "send the body as Content-Type: application/json",
                "unsupported_media_type");
  }
  auto body = access::parse_strict_object(request.body);
  if (!body) return wrong("the body must be one JSON object, each member given once", "bad_json");
  for (const auto& member : *body) {
    if (std::ranges::find(members, std::string_view(member.key())) == members.end()) {
      return wrong(fmt::format("a field is unknown; the fields are {}", fmt::join(members, ", ")), "unknown_field");
    }
  }
  return std::move(*body);
}

Result<std::string> text_of(const boost::json::object& body, std::string_view name, std::size_t longest) {
  const auto* value = body.if_contains(name);
  if (value == nullptr || value->is_null()) return std::string();
  if (!value->is_string()) return wrong(fmt::format("field '{}' must be a text", name), "wrong_type");
  std::string text(value->get_string());
  if (count_code_points(text) <= longest) return text;
  return wrong(fmt::format("field '{}' must have at most {} characters", name, longest), "out_of_range");
}

Result<std::string> required_text_of(const boost::json::object& body, std::string_view name, std::size_t longest) {
  EDIFY_TRY(auto text, text_of(body, name, longest));
  if (text.empty()) return wrong(fmt::format("field '{}' is required", name), "missing_field");
  return text;
}

Result<std::uint32_t> number_of(const boost::json::object& body, std::string_view name, std::uint32_t smallest,
                                std::uint32_t largest) {
  const auto* value = body.if_contains(name);
  if (value == nullptr) return wrong(fmt::format("field '{}' is required", name), "missing_field");
  const double number = value->is_number() ? value->to_number<double>() : -1;
  if (number >= smallest && number <= largest && number == std::floor(number))
    return static_cast<std::uint32_t>(number);
  return wrong(fmt::format("field '{}' must be a whole number from {} to {}", name, smallest, largest), "out_of_range");
}

Response empty_response() {
  Response response;
  response.status = 204;
  response.content_type.clear();
  return response;
}

}  // namespace edify::api
