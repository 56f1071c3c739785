#include "store/lexical/word_splitter.h"

#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

#include <array>
#include <cstddef>
#include <cstdint>

namespace edify::store::lexical {
namespace {

enum class CharacterClass : std::uint8_t { separator, word, dictionary, invisible };

constexpr auto is_ascii_word = [] {
  std::array<bool, 256> table{};
  for (int c = '0'; c <= '9'; ++c) table[static_cast<std::size_t>(c)] = true;
  for (int c = 'A'; c <= 'Z'; ++c) table[static_cast<std::size_t>(c)] = true;
  for (int c = 'a'; c <= 'z'; ++c) table[static_cast<std::size_t>(c)] = true;
  return table;
}();

bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }

bool writes_without_spaces(UChar32 c) {
  UErrorCode status = U_ZERO_ERROR;
  switch (uscript_getScript(c, &status)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR: return true;
    // The lengthening mark of kana belongs to both of its scripts, so to neither.
    case USCRIPT_COMMON: return uscript_hasScript(c, USCRIPT_KATAKANA) != 0;
    default: return false;
  }
}

CharacterClass classify(UChar32 c) {
  if (c < 0) return CharacterClass::separator;
  if (u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) return CharacterClass::invisible;
  const bool in_word = u_isUAlphabetic(c) || (U_GET_GC_MASK(c) & (U_GC_M_MASK | U_GC_N_MASK)) != 0;
  if (!in_word) return CharacterClass::separator;
  return writes_without_spaces(c) ? CharacterClass::dictionary : CharacterClass::word;
}

// The stretch of one class that starts at `begin`; `end` is behind it.
struct Run {
  CharacterClass kind = CharacterClass::separator;
  std::int32_t end = 0;
};

Run run_at(std::string_view text, std::int32_t begin) {
  const auto length = static_cast<std::int32_t>(text.size());
  Run run;
  std::int32_t i = begin;
  while (i < length) {
    UChar32 c = 0;
    U8_NEXT(text.data(), i, length, c);
    CharacterClass kind = c >= 0 && c < 0x80 ? (is_ascii_word[static_cast<std::size_t>(c)] ? CharacterClass::word
                                                                                           : CharacterClass::separator)
                                             : classify(c);
    // Joiners, soft hyphens and variation selectors go with what they stand in.
    if (kind == CharacterClass::invisible) {
      kind = run.end == 0 ? CharacterClass::separator : run.kind;
    }
    // "3.14" and "1,000": a point or comma between digits.
    if (kind == CharacterClass::separator && run.kind == CharacterClass::word && (c == '.' || c == ',') && i < length &&
        is_ascii_digit(text[static_cast<std::size_t>(i)]) && is_ascii_digit(text[static_cast<std::size_t>(i - 2)])) {
      kind = CharacterClass::word;
    }
    if (run.end != 0 && kind != run.kind) return run;
    run = {kind, i};
  }
  return run;
}

// The fast path of English: where the word at `begin` is ASCII and ends without doubt. Else `begin`.
std::size_t end_of_plain_word(std::string_view text, std::size_t begin) {
  std::size_t end = begin;
  while (end < text.size() && is_ascii_word[static_cast<unsigned char>(text[end])]) ++end;
  if (end == text.size()) return end;
  const char next = text[end];
  return (next & 0x80) != 0 || next == '.' || next == ',' ? begin : end;
}

}  // namespace

WordSplitter::WordSplitter() = default;
WordSplitter::~WordSplitter() = default;
WordSplitter::WordSplitter(WordSplitter&&) noexcept = default;
WordSplitter& WordSplitter::operator=(WordSplitter&&) noexcept = default;

void WordSplitter::CloseIterator::operator()(UBreakIterator* iterator) const { ubrk_close(iterator); }

void WordSplitter::split(std::string_view text, std::vector<std::string_view>& words) {
  for (std::size_t begin = 0; begin < text.size();) {
    if (const std::size_t end = end_of_plain_word(text, begin); end != begin) {
      words.push_back(text.substr(begin, end - begin));
      begin = end;
      continue;
    }
    const Run run = run_at(text, static_cast<std::int32_t>(begin));
    const auto end = static_cast<std::size_t>(run.end);
    const std::string_view piece = text.substr(begin, end - begin);
    if (run.kind == CharacterClass::word) words.push_back(piece);
    if (run.kind == CharacterClass::dictionary) split_by_dictionary(piece, words);
    begin = end;
  }
}

void WordSplitter::split_by_dictionary(std::string_view run, std::vector<std::string_view>& words) {
  UErrorCode status = U_ZERO_ERROR;
  if (!iterator_) iterator_.reset(ubrk_open(UBRK_WORD, "", nullptr, 0, &status));
  UText text = UTEXT_INITIALIZER;
  utext_openUTF8(&text, run.data(), static_cast<std::int64_t>(run.size()), &status);
  if (U_SUCCESS(status)) ubrk_setUText(iterator_.get(), &text, &status);
  if (U_FAILURE(status)) {  // no ICU data: the run stays findable as a whole
    words.push_back(run);
    return;
  }
  std::int32_t begin = ubrk_first(iterator_.get());
  for (std::int32_t end = ubrk_next(iterator_.get()); end != UBRK_DONE; end = ubrk_next(iterator_.get())) {
    words.push_back(run.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin)));
    begin = end;
  }
  utext_close(&text);
}

}  // namespace edify::store::lexical
