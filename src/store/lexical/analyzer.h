// Text → terms, the same way for what is indexed and what is asked: words are cut (word_splitter.h), folded
// (folding.h) and stemmed (stemmer.h).
//
// One object a thread; making one takes microseconds.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/lexical/folding.h"
#include "store/lexical/stemmer.h"
#include "store/lexical/word_splitter.h"

namespace edify::store::lexical {

// Moves with every change of what terms() answers. Postings carry it, and those of another version are not opened.
inline constexpr std::uint32_t analyzer_version = 1;

class Analyzer {
 public:
  // The terms of a text (UTF-8) in order, repeated as often as they occur. Valid until the next call.
  std::span<const std::string_view> terms(std::string_view text);

  // The terms to look a question up by: each once, without stop words unless nothing else is left. Valid until the
  // next call.
  std::span<const std::string_view> query_terms(std::string_view text);

 private:
  enum class StopWords : bool { keep, skip };
  std::span<const std::string_view> analyze(std::string_view text, StopWords stop_words);

  WordSplitter splitter_;
  WordFolder folder_;
  Stemmer stemmer_;
  std::vector<std::string_view> words_;
  std::string folded_;
  std::string bytes_;              // all terms, one behind the other
  std::vector<std::size_t> ends_;  // of each term in bytes_
  std::vector<std::string_view> terms_;
};

}  // namespace edify::store::lexical
