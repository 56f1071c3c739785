// The header of a mail or of one of its parts: RFC 5322 fields, RFC 2047 words, RFC 2045 and 2231 parameters.
// Pure functions, thread-safe.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace edify::parse {

class MailHeader {
 public:
  // Reads the fields off the front of `text`, which then begins behind the empty line; a line that is no field ends the
  // header too. Views into `text` must stay valid only during the call. At most 10,000 fields are kept.
  static MailHeader take(std::string_view& text);

  // The first field of that name (lower case), unfolded, bytes as they came; empty where there is none.
  std::string_view raw(std::string_view name) const;
  // The same, decoded: one line of UTF-8.
  std::string text(std::string_view name) const;

  bool has(std::string_view name) const { return !raw(name).empty(); }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

// A value with parameters: `text/plain; charset=utf-8; name*=UTF-8''a%20b`.
struct MailValue {
  std::string value;                              // lower case, "text/plain"
  std::map<std::string, std::string> parameters;  // names in lower case, values decoded to UTF-8

  std::string_view parameter(std::string_view name) const;
};

MailValue parse_mail_value(std::string_view raw);

// RFC 2047 words decoded, bytes outside of them taken for UTF-8 or what they look like; one line.
std::string decode_mail_words(std::string_view raw);

std::string to_lower_ascii(std::string_view text);

}  // namespace edify::parse
