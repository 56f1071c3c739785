#include "answer/sentences.h"

#include <gmock/gmock.h>

#include <string>

namespace edify::answer {
namespace {

std::vector<std::string> sentences_of(const std::string& text) {
  std::vector<std::string> sentences;
  for (const auto& range : split_into_sentences(text))
    sentences.push_back(text.substr(range.begin, range.end - range.begin));
  return sentences;
}

TEST(Sentences, EndAtFullStopsDandasAndLineBreaks) {
  EXPECT_THAT(sentences_of("A leaf is green. Why? It has chlorophyll\nRoots drink."),
              testing::ElementsAre("A leaf is green.", "Why?", "It has chlorophyll", "Roots drink."));
  EXPECT_THAT(sentences_of("पानी उबलता है। भाप बनती है।"), testing::ElementsAre("पानी उबलता है।", "भाप बनती है।"));
}

TEST(Sentences, BeginWithTheNumberOfTheirItem) {
  EXPECT_THAT(sentences_of("3. Read the meter. 4. Note it down."),
              testing::ElementsAre("3. Read the meter.", "4. Note it down."));
  EXPECT_THAT(sentences_of("(b) Sign the book."), testing::ElementsAre("(b) Sign the book."));
  EXPECT_THAT(sentences_of("1. पेड़ लगाओ। 2. पानी बचाओ।"), testing::ElementsAre("1. पेड़ लगाओ।", "2. पानी बचाओ।"));
  EXPECT_THAT(sentences_of("Page 3."), testing::ElementsAre("Page 3."));
  EXPECT_THAT(sentences_of("3."), testing::ElementsAre("3."));
}

}  // namespace
}  // namespace edify::answer
