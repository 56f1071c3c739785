#include "model/language.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <string>

#include "model/latin_language.h"

namespace edify {
namespace {

// More text says nothing new about which language it is in.
constexpr std::size_t longest_evidence = 4096;

// A script that one language of schools here uses, or one that stands for its neighbours (Marathi reads as Hindi).
struct ScriptLanguage {
  UScriptCode script;
  std::string_view language;
};
constexpr std::array script_languages = std::to_array<ScriptLanguage>({
    {USCRIPT_DEVANAGARI, "hi"}, {USCRIPT_ARABIC, "ar"},   {USCRIPT_HAN, "zh"},      {USCRIPT_HIRAGANA, "ja"},
    {USCRIPT_KATAKANA, "ja"},   {USCRIPT_HANGUL, "ko"},   {USCRIPT_CYRILLIC, "ru"}, {USCRIPT_GREEK, "el"},
    {USCRIPT_HEBREW, "he"},     {USCRIPT_THAI, "th"},     {USCRIPT_BENGALI, "bn"},  {USCRIPT_TAMIL, "ta"},
    {USCRIPT_TELUGU, "te"},     {USCRIPT_GUJARATI, "gu"}, {USCRIPT_GURMUKHI, "pa"}, {USCRIPT_KANNADA, "kn"},
    {USCRIPT_MALAYALAM, "ml"},  {USCRIPT_ORIYA, "or"},    {USCRIPT_SINHALA, "si"},  {USCRIPT_KHMER, "km"},
    {USCRIPT_LAO, "lo"},        {USCRIPT_MYANMAR, "my"},  {USCRIPT_ETHIOPIC, "am"}, {USCRIPT_GEORGIAN, "ka"},
    {USCRIPT_ARMENIAN, "hy"},
});

// Letters that Urdu has and Arabic and Persian lack, and those of Persian that Arabic lacks.
constexpr std::u32string_view urdu_letters = U"ٹڈڑںےہھۓ";
constexpr std::u32string_view persian_letters = U"پچژگکی";

struct LetterCounts {
  std::array<std::size_t, script_languages.size()> by_script{};
  std::size_t latin = 0;
  std::size_t kana = 0;
  std::size_t urdu = 0;
  std::size_t persian = 0;
};

void count_letter(UChar32 letter, LetterCounts& counts) {
  UErrorCode status = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(letter, &status);
  if (script == USCRIPT_LATIN) {
    ++counts.latin;
    return;
  }
  const auto found = std::ranges::find(script_languages, script, &ScriptLanguage::script);
  if (found == script_languages.end()) return;
  ++counts.by_script[static_cast<std::size_t>(std::distance(script_languages.begin(), found))];
  counts.kana += script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA;
  counts.urdu += urdu_letters.contains(static_cast<char32_t>(letter));
  counts.persian += persian_letters.contains(static_cast<char32_t>(letter));
}

LetterCounts count_letters(std::string_view utf8) {
  LetterCounts counts;
  const auto length = static_cast<std::int32_t>(utf8.size());
  for (std::int32_t i = 0; i < length;) {
    UChar32 c = 0;
    U8_NEXT(utf8.data(), i, length, c);
    if (c >= 0 && u_isUAlphabetic(c)) count_letter(c, counts);
  }
  return counts;
}

std::string_view language_of_script(std::string_view commonest, const LetterCounts& counts) {
  // Japanese writes most of its nouns in Han characters; Chinese has no kana at all.
  if (commonest == "zh" && counts.kana > 0) return "ja";
  if (commonest == "ar" && counts.urdu > 0) return "ur";
  // One Persian letter is a loan word's or a typist's; two are a language.
  if (commonest == "ar" && counts.persian > 1) return "fa";
  return commonest;
}

}  // namespace

std::string detect_language(std::string_view utf8) {
  utf8 = utf8.substr(0, longest_evidence);
  const LetterCounts counts = count_letters(utf8);
  const auto most = std::ranges::max_element(counts.by_script);
  // A term in Latin letters ("DNA क्या है?") leaves a question in the language around it, and so does a Greek
  // symbol in a Latin one ("IL-1β levels").
  if (counts.latin > 2 * *most) {
    const std::string_view latin = detect_latin_language(utf8);
    if (!latin.empty() || counts.latin > 4 * *most) return std::string(latin);
  }
  if (*most == 0) return {};
  const auto index = static_cast<std::size_t>(std::distance(counts.by_script.begin(), most));
  return std::string(language_of_script(script_languages[index].language, counts));
}

}  // namespace edify
