// Folds a word so that spellings of one word become one: case, width and compatibility forms (NFKC case folding),
// diacritics, and what Arabic and Indic scripts write in more than one way.
//
//   Résumé → resume   CO₂ → co2   क़लम → कलम   माँ → मां   أحمد → احمد   مدرسة → مدرسه   १९४७ → 1947
//
// One object a thread: it keeps its buffers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace edify::store::lexical {

class WordFolder {
 public:
  // Replaces `folded` by the folded word; empty where nothing is left of it.
  void fold(std::string_view word, std::string& folded);

 private:
  void fold_unicode(std::string_view word, std::string& folded);

  std::vector<char16_t> source_;
  std::vector<char16_t> target_;
};

}  // namespace edify::store::lexical
