// Texts for property tests: words with a Zipf-like frequency, so that lists of all lengths occur.
#pragma once

#include <cstddef>
#include <random>
#include <string>
#include <vector>

namespace edify::store::lexical {

inline std::string random_word(std::mt19937& random, std::size_t vocabulary) {
  // A product of two even numbers favours the small ones.
  const std::size_t word = (random() % vocabulary) * (random() % vocabulary) / vocabulary;
  return "w" + std::to_string(word) + "x";  // a digit keeps stemming out of it
}

inline std::string random_text(std::mt19937& random, std::size_t vocabulary, std::size_t longest) {
  std::string text;
  const std::size_t length = random() % (longest + 1);
  for (std::size_t i = 0; i < length; ++i) text += random_word(random, vocabulary) + " ";
  return text;
}

inline std::vector<std::string> random_texts(std::mt19937& random, std::size_t count, std::size_t vocabulary,
                                             std::size_t longest = 60) {
  std::vector<std::string> texts(count);
  for (std::string& text : texts) text = random_text(random, vocabulary, longest);
  return texts;
}

// A bitmap in which about one bit of `one_in` is set; none where it is 0.
inline std::vector<std::uint64_t> random_bitmap(std::mt19937& random, std::size_t bits, unsigned one_in) {
  std::vector<std::uint64_t> words((bits + 63) / 64);
  for (std::size_t bit = 0; bit < bits && one_in > 0; ++bit) {
    if (random() % one_in == 0) words[bit / 64] |= std::uint64_t{1} << (bit % 64);
  }
  return words;
}

}  // namespace edify::store::lexical
