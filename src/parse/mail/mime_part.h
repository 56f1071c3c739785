// A mail as a tree of parts: RFC 2045, 2046. Pure, thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "parse/mail/header.h"

namespace edify::parse {

struct MimePart {
  MailHeader header;
  MailValue type;               // of Content-Type; "text/plain" where there is none
  MailValue disposition;        // of Content-Disposition; empty where there is none
  std::string_view body;        // as it came; points into the message
  std::vector<MimePart> parts;  // of a multipart, or the one message of a message/rfc822

  bool is_multipart() const { return type.value.starts_with("multipart/"); }
  // Without its transfer encoding.
  std::string decoded_body() const;
  // The name that its sender gave the part, UTF-8; may be empty.
  std::string file_name() const;
};

// The whole message; `message` must outlive the answer. Parts that are nested deeper than 30 levels stay text of
// the part around them; parts beyond the 10,000th are left out. A multipart without any boundary is plain text. Time is
// linear in the message's size at each level of nesting.
MimePart parse_mime(std::string_view message);

}  // namespace edify::parse
