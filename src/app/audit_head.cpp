#include "app/audit_head.h"

#include <fmt/format.h>

#include <charconv>

namespace edify::app {

std::string to_text(const catalog::AuditHead& head) { return fmt::format("{}:{}", head.sequence, head.hash); }

Result<catalog::AuditHead> parse_audit_head(const std::string& text) {
  catalog::AuditHead head;
  const char* begin = text.data();
  const char* end = begin + text.size();
  const auto [colon, error] = std::from_chars(begin, end, head.sequence);
  constexpr std::size_t hash_digits = 64;
  if (error == std::errc() && colon != end && *colon == ':') head.hash.assign(colon + 1, end);
  if (head.hash.size() == hash_digits) return head;
  return fail(ErrorCode::invalid_argument,
              fmt::format("{} is not a head; write it as the log does: NUMBER:HASH", text));
}

}  // namespace edify::app
