// The characters of a Word 97-2003 document in reading order, put together from its pieces ([MS-DOC] 2.4.1). Pure.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace edify::parse {

struct DocCharacter {
  char16_t unit = 0;           // UTF-16
  std::uint32_t position = 0;  // in the document stream
};

struct DocText {
  std::vector<DocCharacter> body;
  std::vector<DocCharacter> notes;  // footnotes, endnotes, text boxes
};

// `document` and `table` are the streams. Errors: unreadable ("malformed", "encrypted").
Result<DocText> read_doc_text(std::string_view document, std::string_view table);

}  // namespace edify::parse
