#include "answer/follow_up.h"

#include <algorithm>
#include <array>

#include "answer/evidence.h"
#include "model/language.h"
#include "store/lexical/word_splitter.h"

namespace edify::answer {
namespace {

constexpr std::array pointing_words = {"it",   "its",  "this", "that", "these", "those", "they", "them", "their",
                                       "he",   "she",  "his",  "her",  "one",   "iska",  "iske", "iski", "uska",
                                       "uske", "uski", "inka", "unka", "isse",  "usse",  "यह",   "वह",   "ये",
                                       "वे",    "इसका", "इसके",  "इसकी", "उसका",  "उसके",   "उसकी", "इनका", "उनका"};

// Of Hindi in Latin letters; two of them make it so.
constexpr std::array romanised_words = {"kya",   "hai",   "hain",  "kaise", "kyun",   "kyon",   "kab",   "kahan",
                                        "kaun",  "kitna", "kitne", "kitni", "hota",   "hote",   "hoti",  "karte",
                                        "karna", "karen", "liye",  "mein",  "apna",   "apne",   "batao", "ka",
                                        "ki",    "ke",    "ko",    "se",    "aur",    "kise",   "kis",   "chahiye",
                                        "wala",  "hoga",  "kehte", "kahte", "kaunsa", "kaunsi", "jata",  "tha"};

std::vector<std::string> plain_words(std::string_view text) {
  store::lexical::WordSplitter splitter;
  std::vector<std::string_view> views;
  splitter.split(text, views);
  std::vector<std::string> words;
  for (const auto view : views) {
    words.emplace_back(view);
    std::ranges::transform(words.back(), words.back().begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
  }
  return words;
}

template <typename List>
auto count_of(const std::vector<std::string>& words, const List& list) {
  return std::ranges::count_if(words, [&](const auto& word) { return std::ranges::find(list, word) != list.end(); });
}

}  // namespace

std::string complete_follow_up(const std::string& question, const std::vector<Turn>& history) {
  if (history.empty()) return question;
  constexpr std::size_t few = 2;
  const auto words = plain_words(question);
  const auto terms = question_terms(question);
  if (terms.size() > few && count_of(words, pointing_words) == 0) return question;
  std::string completed = question;
  const auto before = question_terms(history.back().question);
  for (const auto& word : plain_words(history.back().question)) {
    const auto term = question_terms(word);
    const bool carries = term.size() == 1 && std::ranges::find(before, term.front()) != before.end();
    const bool is_new = carries && std::ranges::find(terms, term.front()) == terms.end();
    if (is_new) completed += " " + word;
  }
  return completed;
}

std::string Answerer::understand(const std::string& question, const std::vector<Turn>& history, const Deadline&) const {
  return complete_follow_up(question, history);
}

std::string language_of_question(std::string_view question) {
  if (count_of(plain_words(question), romanised_words) >= 2) return "hi-Latn";
  return detect_language(question);
}

}  // namespace edify::answer
