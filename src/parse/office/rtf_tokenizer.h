// Rich text as tokens: groups, control words, bytes of text. Microsoft's RTF specification 1.9.1, "Contents of an RTF
// file". A view over the document; one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace edify::parse {

struct RtfToken {
  enum class Kind : std::uint8_t { group_begin, group_end, word, symbol, text, end };
  Kind kind = Kind::end;
  std::string_view word;  // word: its letters; symbol: its one character; text: bytes
  int parameter = 0;      // word: its number, 1 where there is none
  bool has_parameter = false;
  char byte = 0;  // symbol '\'': the byte
};

class RtfTokenizer {
 public:
  explicit RtfTokenizer(std::string_view rtf) : rtf_(rtf) {}

  // Kind::end for ever at the end. The N bytes behind `\binN` are skipped, line ends too.
  RtfToken next();

 private:
  RtfToken control();
  RtfToken control_word();

  std::string_view rtf_;
  std::size_t at_ = 0;
};

}  // namespace edify::parse
