#include "api/trace_context.h"

#include <algorithm>

#include "base/hash.h"

namespace edify::api {
namespace {

bool is_hex(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_id(std::string_view text) { return is_hex(text) && text.find_first_not_of('0') != std::string_view::npos; }

// 32 digits, of which 122 bits are random.
std::string random_id() {
  std::string id = random_uuid();
  std::erase(id, '-');
  return id;
}

// The half of a random id that holds no version digit.
std::string random_span() { return random_id().substr(16); }

}  // namespace

std::string TraceContext::traceparent() const { return "00-" + trace_id + "-" + span_id + (sampled ? "-01" : "-00"); }

TraceContext continue_trace(std::string_view traceparent) {
  constexpr std::size_t length = 55;  // 2 + 1 + 32 + 1 + 16 + 1 + 2
  const auto part = [&](std::size_t at, std::size_t count) { return traceparent.substr(at, count); };
  // A later version may append fields behind a dash; its first four mean the same.
  const bool is_long_enough =
      traceparent.size() == length || (traceparent.size() > length && traceparent[length] == '-' && part(0, 2) != "00");
  if (!is_long_enough || !is_hex(part(0, 2)) || part(0, 2) == "ff" || traceparent[2] != '-' || !is_id(part(3, 32)) ||
      traceparent[35] != '-' || !is_id(part(36, 16)) || traceparent[52] != '-' || !is_hex(part(53, 2))) {
    return {random_id(), random_span(), false};
  }
  const char flags = traceparent[54];
  const int low_digit = flags <= '9' ? flags - '0' : flags - 'a' + 10;
  return {std::string(part(3, 32)), random_span(), (low_digit & 1) != 0};
}

}  // namespace edify::api
