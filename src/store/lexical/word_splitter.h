// Cuts text into words: runs of letters, marks and digits; where a script writes no spaces (Chinese, Japanese, Thai,
// Lao, Khmer, Burmese), ICU's dictionaries find the words inside the run.
//
// Unlike UAX #29 a word never holds an apostrophe ("l'eau" is "l", "eau") and a number holds its inner points and
// commas ("3.14"). The same word is cut alike in every text, ASCII or not. One object a thread: it keeps ICU's
// iterator, which is expensive to make.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

struct UBreakIterator;

namespace edify::store::lexical {

class WordSplitter {
 public:
  WordSplitter();
  ~WordSplitter();
  WordSplitter(WordSplitter&&) noexcept;
  WordSplitter& operator=(WordSplitter&&) noexcept;

  // Appends the words of `text` (UTF-8; broken bytes separate words) in order, as views into it.
  void split(std::string_view text, std::vector<std::string_view>& words);

 private:
  struct CloseIterator {
    void operator()(UBreakIterator* iterator) const;
  };
  void split_by_dictionary(std::string_view run, std::vector<std::string_view>& words);

  std::unique_ptr<UBreakIterator, CloseIterator> iterator_;  // made for the first run that needs it
};

}  // namespace edify::store::lexical
