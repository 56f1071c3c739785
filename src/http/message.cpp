#include "http/message.h"

#include <fmt/format.h>

#include <algorithm>

namespace edify::http {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// RFC 9110, 5.6.2.
bool is_token(std::string_view text) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || marks.find(c) != marks.npos;
  });
}

bool is_field_value(std::string_view text) {
  return std::ranges::all_of(text, [](unsigned char c) { return c == '\t' || (c >= 0x20 && c != 0x7F); });
}

bool is_target(std::string_view text) {
  return text.starts_with('/') && std::ranges::all_of(text, [](unsigned char c) { return c > 0x20 && c < 0x7F; });
}

}  // namespace

std::string_view to_string(Method method) {
  switch (method) {
    case Method::get: return "GET";
    case Method::head: return "HEAD";
    case Method::put: return "PUT";
    case Method::post: return "POST";
    case Method::remove: return "DELETE";
  }
  return "GET";
}

bool equal_names(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view Headers::find(std::string_view name) const {
  for (const auto& [each, value] : all_) {
    if (equal_names(each, name)) return value;
  }
  return {};
}

Result<void> check_injection(const Request& request) {
  for (const auto& [name, value] : request.headers) {
    if (!is_token(name)) return fail(ErrorCode::invalid_argument, "the name of a header is not a token", "bad_header");
    // The value may be a secret, so it is not repeated.
    if (!is_field_value(value)) {
      return fail(ErrorCode::invalid_argument,
                  fmt::format("the value of the header {} holds a line break or a control character", name),
                  "bad_header");
    }
  }
  if (is_target(request.target)) return {};
  return fail(ErrorCode::invalid_argument, "the target of a request is not percent-encoded", "bad_target");
}

}  // namespace edify::http
