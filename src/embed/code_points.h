// What the reference's normaliser makes of one code point: clean_text, spaces around Chinese characters, NFD with
// the nonspacing marks removed, lower case; and whether the result ends a word or stands alone
// (Hugging Face tokenizers, normalizers/bert.rs and pre_tokenizers/bert.rs).
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace edify::embed {

enum class CodePointKind : std::uint8_t {
  dropped,   // control characters, nonspacing marks, U+FFFD
  space,     // ends a word
  word,      // part of a word
  isolated,  // a word of its own: punctuation, Chinese characters
  several,   // decomposes into more than one code point: ask decompose()
};

struct FoldedCodePoint {
  CodePointKind kind = CodePointKind::dropped;
  char32_t folded = 0;  // kinds word and isolated
};

// Immutable after construction (about 5 ms); thread-safe.
class CodePointTable {
 public:
  static constexpr std::size_t longest_decomposition = 4;
  // Ends at the first entry of kind dropped.
  using Decomposition = std::array<FoldedCodePoint, longest_decomposition>;

  CodePointTable();

  // `code_point` is a Unicode scalar value.
  FoldedCodePoint operator[](char32_t code_point) const {
    return code_point < basic_plane_.size() ? basic_plane_[code_point] : fold(code_point);
  }

  static Decomposition decompose(char32_t code_point);

 private:
  static FoldedCodePoint fold(char32_t code_point);

  std::vector<FoldedCodePoint> basic_plane_;
};

}  // namespace edify::embed
