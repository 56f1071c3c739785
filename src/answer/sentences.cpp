#include "answer/sentences.h"

#include <unicode/ubrk.h>
#include <unicode/utext.h>

#include <memory>

namespace edify::answer {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

void add(std::string_view text, std::size_t begin, std::size_t end, std::vector<SentenceRange>& out) {
  while (begin < end && is_blank(text[begin])) ++begin;
  while (begin < end && is_blank(text[end - 1])) --end;
  if (begin < end) out.push_back({begin, end});
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
  for (auto from = ubrk_first(breaks.get()), to = ubrk_next(breaks.get()); to != UBRK_DONE;
       from = to, to = ubrk_next(breaks.get())) {
    add(text, begin + static_cast<std::size_t>(from), begin + static_cast<std::size_t>(to), out);
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
