// What the bytes are: magic numbers first, then structure; the name's extension only where both are silent.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "model/range_reader.h"

namespace edify::parse {

enum class Format : std::uint8_t {
  pdf,
  html,
  markdown,
  csv,
  text,
  json,
  xml,
  rtf,
  doc,
  ppt,
  xls,
  mail,
  msg,
  zip,
  gzip,
  image,
  docx,
  pptx,
  xlsx,
  odt,
  odp,
  ods,
  epub,
  other,  // recognised, and not read here
};

struct ContentType {
  Format format = Format::other;
  std::string_view mime;         // "application/pdf"
  std::string_view description;  // for a person: "Word document (DOCX)"
};

// Reads at most the first and the last 64 KiB, and a compound file's tables and directory. `name` may be empty.
// Errors: unsupported_format where the bytes are nothing that is known; unreadable where a compound file is damaged;
// what the reader says.
Result<ContentType> detect_content_type(RangeReader& reader, std::string_view name);

}  // namespace edify::parse
