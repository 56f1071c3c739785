#include "parse/mail/mime_part.h"

#include <algorithm>

#include "parse/mail/transfer_encoding.h"

namespace edify::parse {
namespace {

constexpr int max_depth = 30;
constexpr std::size_t max_parts = 10'000;
constexpr auto npos = std::string_view::npos;

enum class Delimiter { none, opening, closing };

Delimiter delimiter_kind(std::string_view line, std::string_view boundary) {
  if (!line.starts_with("--") || !line.substr(2).starts_with(boundary)) return Delimiter::none;
  line.remove_prefix(2 + boundary.size());
  const bool closes = line.starts_with("--");
  if (closes) line.remove_prefix(2);
  if (line.find_first_not_of(" \t\r") != npos) return Delimiter::none;
  return closes ? Delimiter::closing : Delimiter::opening;
}

// The bodies between the boundary's lines. The line end before a boundary belongs to the boundary (RFC 2046, 5.1.1).
std::vector<std::string_view> split_parts(std::string_view body, std::string_view boundary) {
  std::vector<std::string_view> parts;
  std::size_t part_begin = npos;
  for (std::size_t at = 0; at < body.size();) {
    const std::size_t line_end = std::min(body.find('\n', at), body.size());
    const Delimiter kind = delimiter_kind(body.substr(at, line_end - at), boundary);
    if (kind != Delimiter::none) {
      if (part_begin != npos) {
        std::string_view part = body.substr(part_begin, at - part_begin);
        if (part.ends_with('\n')) part.remove_suffix(1);
        if (part.ends_with('\r')) part.remove_suffix(1);
        parts.push_back(part);
      }
      part_begin = std::min(line_end + 1, body.size());
      if (kind == Delimiter::closing) return parts;
    }
    at = line_end + 1;
  }
  if (part_begin != npos) parts.push_back(body.substr(part_begin));  // cut off
  return parts;
}

class MimeReader {
 public:
  MimePart read(std::string_view text, int depth, std::string_view default_type) {
    MimePart part;
    part.header = MailHeader::take(text);
    part.type = parse_mail_value(part.header.raw("content-type"));
    if (!part.type.value.contains('/')) part.type.value = default_type;
    part.disposition = parse_mail_value(part.header.raw("content-disposition"));
    part.body = text;
    if (part.is_multipart()) {
      read_parts(part, depth);
    } else if (part.type.value == "message/rfc822" && depth < max_depth && !is_encoded(part)) {
      part.parts.push_back(read(text, depth + 1, "text/plain"));
    }
    return part;
  }

 private:
  // RFC 2046, 5.2.1 forbids it; those who do it anyway have the message decoded as an attachment.
  static bool is_encoded(const MimePart& part) {
    const std::string encoding = to_lower_ascii(part.header.raw("content-transfer-encoding"));
    return encoding == "base64" || encoding == "quoted-printable";
  }

  void read_parts(MimePart& part, int depth) {
    const std::string_view boundary = part.type.parameter("boundary");
    if (!boundary.empty() && depth < max_depth) {
      const std::string_view inner_type = part.type.value == "multipart/digest" ? "message/rfc822" : "text/plain";
      for (const std::string_view text : split_parts(part.body, boundary)) {
        if (++part_count_ > max_parts) break;
        part.parts.push_back(read(text, depth + 1, inner_type));
      }
    }
    if (part.parts.empty()) part.type.value = "text/plain";
  }

  std::size_t part_count_ = 0;
};

}  // namespace

std::string MimePart::decoded_body() const {
  const std::string encoding = to_lower_ascii(header.raw("content-transfer-encoding"));
  if (encoding == "base64") return decode_base64(body);
  if (encoding == "quoted-printable") return decode_quoted_printable(body);
  return std::string(body);
}

std::string MimePart::file_name() const {
  const std::string_view name = disposition.parameter("filename");
  return std::string(name.empty() ? type.parameter("name") : name);
}

MimePart parse_mime(std::string_view message) { return MimeReader().read(message, 0, "text/plain"); }

}  // namespace edify::parse
