#include "embed/code_points.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/utf16.h>

#include <optional>

namespace edify::embed {
namespace {

constexpr char32_t replacement_character = 0xFFFD;
constexpr int longest_utf16_decomposition = 32;

// The reference takes its categories from the Rust crate unicode_categories 0.1, which knows Unicode 8: whatever
// came later is no mark, no punctuation and no control character to it.
bool is_known_to_reference(UChar32 c) {
  UVersionInfo age;
  u_charAge(c, age);
  return age[0] <= 8;
}

// Characters that have changed their category between Unicode 8 and ICU's.
std::optional<std::int8_t> category_in_unicode_8(UChar32 c) {
  switch (c) {
    case 0x166D: return U_OTHER_PUNCTUATION;  // CANADIAN SYLLABICS CHI SIGN, now a symbol
    case 0x1734: return U_NON_SPACING_MARK;   // HANUNOO SIGN PAMUDPOD, now a spacing mark
    case 0x1885:
    case 0x1886: return U_OTHER_LETTER;            // MONGOLIAN LETTER ALI GALI BALUDA, now marks
    case 0xA9BD: return U_COMBINING_SPACING_MARK;  // JAVANESE CONSONANT SIGN KERET, now nonspacing
    case 0x111C9: return U_OTHER_PUNCTUATION;      // SHARADA SANDHI MARK, now a mark
    default: return std::nullopt;
  }
}

std::int8_t category(UChar32 c) {
  if (auto old = category_in_unicode_8(c)) return *old;
  const std::int8_t now = u_charType(c);
  return now == U_UNASSIGNED || is_known_to_reference(c) ? now : static_cast<std::int8_t>(U_UNASSIGNED);
}

bool is_dropped(UChar32 c) {
  if (c == '\t' || c == '\n' || c == '\r') return false;
  if (c == 0 || c == replacement_character) return true;
  switch (category(c)) {
    case U_CONTROL_CHAR:
    case U_FORMAT_CHAR:
    case U_PRIVATE_USE_CHAR:
    case U_SURROGATE: return true;
    default: return false;
  }
}

bool is_chinese(UChar32 c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x20000 && c <= 0x2A6DF) ||
         (c >= 0x2A700 && c <= 0x2B73F) || (c >= 0x2B740 && c <= 0x2B81F) || (c >= 0x2B920 && c <= 0x2CEAF) ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x2F800 && c <= 0x2FA1F);
}

bool is_punctuation(UChar32 c) {
  const bool ascii_symbol =
      (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
  if (ascii_symbol) return true;
  switch (category(c)) {
    case U_DASH_PUNCTUATION:
    case U_START_PUNCTUATION:
    case U_END_PUNCTUATION:
    case U_CONNECTOR_PUNCTUATION:
    case U_OTHER_PUNCTUATION:
    case U_INITIAL_PUNCTUATION:
    case U_FINAL_PUNCTUATION: return true;
    default: return false;
  }
}

// Rust's char::to_lowercase: one character at a time, no final sigma. U+0130, its only long result, never gets
// here because NFD takes it apart. Lower cases that Unicode 16 added do not matter: neither form is in the vocabulary.
FoldedCodePoint lowercase(UChar32 c) {
  const UChar32 lower = u_tolower(c);
  return {is_punctuation(lower) ? CodePointKind::isolated : CodePointKind::word, static_cast<char32_t>(lower)};
}

}  // namespace

CodePointTable::CodePointTable() {
  constexpr char32_t basic_plane_size = 0x10000;
  basic_plane_.reserve(basic_plane_size);
  for (char32_t c = 0; c < basic_plane_size; ++c) basic_plane_.push_back(fold(c));
}

FoldedCodePoint CodePointTable::fold(char32_t code_point) {
  const auto c = static_cast<UChar32>(code_point);
  if (is_dropped(c)) return {CodePointKind::dropped, 0};
  if (u_isUWhiteSpace(c)) return {CodePointKind::space, 0};
  const Decomposition parts = decompose(code_point);
  if (parts[1].kind != CodePointKind::dropped) return {CodePointKind::several, 0};
  if (is_chinese(c)) return {CodePointKind::isolated, parts[0].folded};
  return parts[0];
}

// Applied code point by code point, NFD lacks its reordering of combining marks. Here that cannot show: nonspacing
// marks are removed, and no piece of the vocabulary has another kind of mark that reorders, so a word with one is
// [UNK] in any order.
CodePointTable::Decomposition CodePointTable::decompose(char32_t code_point) {
  const auto c = static_cast<UChar32>(code_point);
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2* nfd = unorm2_getNFDInstance(&status);
  UChar utf16[longest_utf16_decomposition];
  int length = -1;
  if (U_SUCCESS(status) && is_known_to_reference(c)) {
    length = unorm2_getDecomposition(nfd, c, utf16, longest_utf16_decomposition, &status);
  }
  if (length < 0) {
    length = 0;
    U16_APPEND_UNSAFE(utf16, length, c);
  }
  Decomposition parts{};
  std::size_t count = 0;
  for (int i = 0; i < length && count < parts.size();) {
    UChar32 part = 0;
    U16_NEXT(utf16, i, length, part);
    if (category(part) != U_NON_SPACING_MARK) parts[count++] = lowercase(part);
  }
  return parts;
}

}  // namespace edify::embed
