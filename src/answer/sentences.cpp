#include "answer/sentences.h"

#include <unicode/ubrk.h>
#include <unicode/utext.h>

#include <algorithm>
#include <memory>

namespace edify::answer {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

void add(std::string_view text, std::size_t begin, std::size_t end, std::vector<SentenceRange>& out) {
  while (begin < end && is_blank(text[begin])) ++begin;
  while (begin < end && is_blank(text[end - 1])) --end;
  if (begin < end) out.push_back({begin, end});
}

// "3.", "(b)": the number of an item, which begins the sentence behind it.
bool is_item_marker(std::string_view text) {
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  while (!text.empty() && (is_blank(text.front()) || text.front() == '(')) text.remove_prefix(1);
  if (text.size() < 2 || (text.back() != '.' && text.back() != ')')) return false;
  text.remove_suffix(1);
  constexpr std::size_t longest_number = 3;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const bool is_letter = (text[0] >= 'a' && text[0] <= 'z') || (text[0] >= 'A' && text[0] <= 'Z');
  return (text.size() == 1 && is_letter) || (text.size() <= longest_number && std::ranges::all_of(text, is_digit));
}

struct CloseBreaks {
  void operator()(UBreakIterator* iterator) const { ubrk_close(iterator); }
};
struct CloseText {
  void operator()(UText* text) const { utext_close(text); }
};

// Of one paragraph.
void split_paragraph(std::string_view text, std::size_t begin, std::size_t end, std::vector<SentenceRange>& out) {
  UErrorCode status = U_ZERO_ERROR;
  thread_local const std::unique_ptr<UBreakIterator, CloseBreaks> breaks(
      ubrk_open(UBRK_SENTENCE, "en@ss=standard", nullptr, 0, &status));
  status = U_ZERO_ERROR;
  const std::unique_ptr<UText, CloseText> words(
      utext_openUTF8(nullptr, text.data() + begin, static_cast<std::int64_t>(end - begin), &status));
  if (breaks) ubrk_setUText(breaks.get(), words.get(), &status);
  if (!breaks || U_FAILURE(status) != 0) return add(text, begin, end, out);
  std::size_t from = begin;
  ubrk_first(breaks.get());
  for (auto next = ubrk_next(breaks.get()); next != UBRK_DONE; next = ubrk_next(breaks.get())) {
    const std::size_t to = begin + static_cast<std::size_t>(next);
    if (to < end && is_item_marker(text.substr(from, to - from))) continue;
    add(text, from, to, out);
    from = to;
  }
}

}  // namespace

std::vector<SentenceRange> split_into_sentences(std::string_view utf8) {
  std::vector<SentenceRange> sentences;
  for (std::size_t begin = 0; begin < utf8.size();) {
    std::size_t end = utf8.find('\n', begin);
    if (end == std::string_view::npos) end = utf8.size();
    split_paragraph(utf8, begin, end, sentences);
    begin = end + 1;
  }
  return sentences;
}

}  // namespace edify::answer
