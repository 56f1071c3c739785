#include "answer/spelling.h"

#include <string>
#include <vector>

#include "answer/follow_up.h"
#include "store/lexical/analyzer.h"
#include "store/lexical/word_splitter.h"

namespace edify::answer {
namespace {

std::string replaced(std::string text, const std::string& word, const std::string& by) {
  if (const auto at = text.find(word); at != std::string::npos) text.replace(at, word.size(), by);
  return text;
}

// The word of a passage that has this term; empty where none has: then the spelling is nothing to show.
std::string word_of(const std::string& term, const std::vector<Passage>& passages) {
  thread_local store::lexical::WordSplitter splitter;
  thread_local store::lexical::Analyzer analyzer;
  for (const auto& passage : passages) {
    std::vector<std::string_view> words;
    splitter.split(passage.text, words);
    for (const auto word : words) {
      const auto terms = analyzer.terms(word);
      if (terms.size() == 1 && terms.front() == term) return std::string(word);
    }
  }
  return {};
}

}  // namespace

Result<Passages> find_passages_as_meant(const retrieve::Retriever& retriever, const Scope& scope,
                                        retrieve::Question& question, const PassageOptions& options) {
  // Hindi in Latin letters is spelt as its writer likes, and is no slip.
  if (language_of_question(question.text) == "hi-Latn") return find_passages(retriever, scope, question, options);
  if (retriever.store_rests()) return find_passages(retriever, scope, question, options);
  auto found_respellings = retriever.respell(scope, question.text);
  // The model's vocabulary is a list of words as they are spelt: what is one piece of it is no slip, though no document
  // in scope has it.
  const auto is_word = [&](const store::Respelling& each) {
    return retriever.embedder().tokenizer().count(each.word) <= 1;
  };
  if (found_respellings) std::erase_if(*found_respellings, is_word);
  // Without it the question is as good as it was written.
  if (!found_respellings || found_respellings->empty()) return find_passages(retriever, scope, question, options);
  const auto& respellings = *found_respellings;
  retrieve::Question meant = question;
  for (const auto& [word, term] : respellings) meant.text = replaced(meant.text, word, term);
  EDIFY_TRY(auto passages, find_passages(retriever, scope, meant, options));
  std::string shown = question.text;
  for (const auto& [word, term] : respellings) {
    const std::string found = word_of(term, passages.list);
    if (!found.empty()) shown = replaced(shown, word, found);
  }
  if (shown == question.text) return find_passages(retriever, scope, question, options);
  question.text = std::move(shown);
  return passages;
}

}  // namespace edify::answer
