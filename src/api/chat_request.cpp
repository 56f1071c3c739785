#include "api/chat_request.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "api/code_points.h"
#include "api/query_request.h"

namespace edify::api {
namespace {

namespace json = boost::json;

std::unexpected<Error> refuse(std::string message, std::string reason) {
  return fail(ErrorCode::invalid_argument, std::move(message), std::move(reason));
}

std::unexpected<Error> out_of_range(std::string_view field, std::string_view wanted) {
  return refuse(fmt::format("field '{}' must be {}", field, wanted), "out_of_range");
}

Result<std::string> take_text(std::string_view field, const json::value& value) {
  if (!value.is_string()) return refuse(fmt::format("field '{}' must be a text", field), "wrong_type");
  return std::string(value.get_string());
}

Result<std::vector<std::string>> take_grades(const json::value& value) {
  if (!value.is_array()) return refuse("field 'grades' must be a list of texts", "wrong_type");
  if (value.get_array().size() > max_grades) {
    return out_of_range("grades", fmt::format("at most {} entries", max_grades));
  }
  std::vector<std::string> grades;
  for (const auto& grade : value.get_array()) {
    EDIFY_TRY(grades.emplace_back(), take_text("grades", grade));
  }
  return grades;
}

bool is_language(std::string_view text) {
  return text.size() == 2 && std::ranges::all_of(text, [](char c) { return c >= 'a' && c <= 'z'; });
}

// "2025-2026"
bool is_year(std::string_view text) {
  return text.size() <= 32 && std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || c == '-'; });
}

bool is_media_type(std::string_view text) {
  return text.size() <= 127 && std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7F; });
}

Result<void> take_field(ChatRequest& request, std::string_view field, const json::value& value) {
  if (field == "grades") {
    EDIFY_TRY(request.grades, take_grades(value));
    return {};
  }
  EDIFY_TRY(std::string text, take_text(field, value));
  if (field == "message") {
    const std::size_t length = count_code_points(text);
    const bool is_blank = std::ranges::all_of(text, [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); });
    if (is_blank || length > max_message_length) {
      return out_of_range(field, fmt::format("1-{} characters, not all of them blank", max_message_length));
    }
    request.message = std::move(text);
  } else if (field == "conversation_id") {
    if (!is_uuid(text)) return out_of_range(field, "a conversation's id");
    request.conversation_id = std::move(text);
  } else if (field == "module") {
    request.selection.module = module_from_string(text);
    if (!request.selection.module) return out_of_range(field, "sop, knowledge_bank or general");
  } else if (field == "year") {
    if (!is_year(text)) return out_of_range(field, "a school year, as 2025-2026");
    request.selection.year = std::move(text);
  } else if (field == "document_id") {
    if (!is_uuid(text)) return out_of_range(field, "a document's id");
    request.selection.document_id = std::move(text);
  } else if (field == "document_type") {
    if (!is_media_type(text)) return out_of_range(field, "a media type, as application/pdf");
    request.selection.content_type = std::move(text);
  } else {
    if (!is_language(text)) return out_of_range(field, "a language's two letters, as en");
    request.language = std::move(text);
  }
  return {};
}

constexpr std::array<std::string_view, 8> fields = {"message", "conversation_id", "module",        "grades",
                                                    "year",    "document_id",     "document_type", "language"};

}  // namespace

bool is_uuid(std::string_view text) {
  constexpr std::size_t length = 36;
  if (text.size() != length) return false;
  for (std::size_t i = 0; i < length; ++i) {
    const bool is_hex = (text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'f');
    const bool is_dash_here = i == 8 || i == 13 || i == 18 || i == 23;
    if (is_dash_here ? text[i] != '-' : !is_hex) return false;
  }
  return true;
}

Result<ChatRequest> parse_chat_request(std::string_view body) {
  json::error_code error;
  const auto value = json::parse({body.data(), body.size()}, error);
  if (error) return refuse(fmt::format("the body is not JSON: {}", error.message()), "malformed_json");
  if (!value.is_object()) return refuse("the body must be a JSON object", "wrong_type");
  ChatRequest request;
  for (const auto& [name, content] : value.get_object()) {
    if (std::ranges::find(fields, std::string_view(name)) == fields.end()) {
      return refuse(fmt::format("there is an unknown field; the fields are {}", fmt::join(fields, ", ")),
                    "unknown_field");
    }
    const bool is_left_out = content.is_null() && name != "message";
    if (!is_left_out) EDIFY_CHECK(take_field(request, name, content));
  }
  if (request.message.empty()) return refuse("field 'message' is required", "missing_field");
  return request;
}

}  // namespace edify::api
