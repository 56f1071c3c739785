#include "store/lexical/folding.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace edify::store::lexical {
namespace {

constexpr int nukta_combining_class = 7;  // UAX #44: Nukta, in every Indic script

char fold_ascii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

bool is_dropped(UChar32 c) {
  if (c == 0x0640) return true;                  // tatweel only stretches an Arabic word
  if (c == 0x3099 || c == 0x309A) return false;  // voicing makes another syllable of a kana
  if ((U_GET_GC_MASK(c) & U_GC_M_MASK) == 0) return false;
  if (u_getCombiningClass(c) == nukta_combining_class) return true;
  // Marks that serve many scripts: Latin's diacritics and Arabic's vowel signs. Indic vowel signs are not among them.
  UErrorCode status = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(c, &status);
  return script == USCRIPT_INHERITED || script == USCRIPT_HEBREW;
}

UChar32 unify(UChar32 c) {
  switch (c) {
    case 0x0671: return 0x0627;  // alef wasla → alef
    case 0x0649:                 // alef maksura and Persian yeh → yeh
    case 0x06CC: return 0x064A;
    case 0x06A9: return 0x0643;  // keheh → kaf
    case 0x0629:                 // teh marbuta and Urdu's heh → heh
    case 0x06C1:
    case 0x06BE: return 0x0647;
    case 0x0901: return 0x0902;  // candrabindu → anusvara, as newspapers print it
    default: break;
  }
  if (c > 0x7F && u_charType(c) == U_DECIMAL_DIGIT_NUMBER) return '0' + u_charDigitValue(c);
  return c;
}

using Buffer = std::vector<char16_t>;

// Replaces `buffer` by its normal form; `spare` is scratch. Leaves it alone where ICU fails.
void normalize(const UNormalizer2* form, Buffer& buffer, Buffer& spare) {
  const auto length = static_cast<std::int32_t>(buffer.size());
  // No form makes a character longer than 18 UTF-16 units (U+FDFA); words are far from it.
  spare.resize(buffer.size() * 18 + 1);
  UErrorCode status = U_ZERO_ERROR;
  const std::int32_t written =
      unorm2_normalize(form, buffer.data(), length, spare.data(), static_cast<std::int32_t>(spare.size()), &status);
  if (U_FAILURE(status)) return;
  spare.resize(static_cast<std::size_t>(written));
  std::swap(buffer, spare);
}

void drop_and_unify(Buffer& buffer) {
  const auto length = static_cast<std::int32_t>(buffer.size());
  std::int32_t write = 0;
  for (std::int32_t read = 0; read < length;) {
    UChar32 c = 0;
    U16_NEXT(buffer.data(), read, length, c);
    // unify() answers a character of the same or a smaller size, so writing never passes reading.
    if (!is_dropped(c)) U16_APPEND_UNSAFE(buffer.data(), write, unify(c));
  }
  buffer.resize(static_cast<std::size_t>(write));
}

}  // namespace

void WordFolder::fold(std::string_view word, std::string& folded) {
  folded.clear();
  for (const char c : word) {
    if ((c & 0x80) != 0) return fold_unicode(word, folded);
    if (c != ',') folded.push_back(fold_ascii(c));  // "1,000" is 1000
  }
}

void WordFolder::fold_unicode(std::string_view word, std::string& folded) {
  folded.clear();
  UErrorCode status = U_ZERO_ERROR;
  source_.resize(word.size());  // UTF-16 never needs more units than UTF-8 bytes
  std::int32_t length = 0;
  u_strFromUTF8WithSub(source_.data(), static_cast<std::int32_t>(source_.size()), &length, word.data(),
                       static_cast<std::int32_t>(word.size()), U_SENTINEL, nullptr, &status);
  const UNormalizer2* casefold = unorm2_getNFKCCasefoldInstance(&status);
  const UNormalizer2* decompose = unorm2_getNFDInstance(&status);
  const UNormalizer2* compose = unorm2_getNFCInstance(&status);
  if (U_FAILURE(status)) return;
  source_.resize(static_cast<std::size_t>(length));

  normalize(casefold, source_, target_);
  normalize(decompose, source_, target_);
  drop_and_unify(source_);
  normalize(compose, source_, target_);

  std::erase(source_, u',');
  folded.resize(source_.size() * 3);
  u_strToUTF8(folded.data(), static_cast<std::int32_t>(folded.size()), &length, source_.data(),
              static_cast<std::int32_t>(source_.size()), &status);
  folded.resize(U_SUCCESS(status) ? static_cast<std::size_t>(length) : 0);
}

}  // namespace edify::store::lexical
