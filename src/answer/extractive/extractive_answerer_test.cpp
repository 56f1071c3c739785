#include "answer/extractive/extractive_answerer.h"

#include <gmock/gmock.h>

#include "answer/evidence.h"
#include "answer/follow_up.h"
#include "answer/sentences.h"
#include "answer/suggestions.h"

namespace edify::answer {
namespace {

Passage passage_of(std::string text) {
  Passage passage;
  passage.hit.document.id = "plants";
  passage.hit.document.path = "plants.pdf";
  passage.hit.document.title = "Plants";
  passage.spans = {{0, static_cast<std::uint32_t>(text.size()), 3, {72, 100, 300, 112}}};
  passage.text = std::move(text);
  return passage;
}

const embed::Embedder& embedder() {
  static const embed::Embedder one = embed::Embedder::load(EDIFY_ENGINES_DIR "/minilm").value();
  return one;
}

struct Heard {
  std::string text;
  std::vector<std::uint32_t> citations;
  Outcome outcome;
};

Heard ask(const std::string& question, std::vector<Passage> passages) {
  Heard heard;
  const auto sink = [&](std::string_view text, const std::vector<std::uint32_t>& citations) {
    heard.text += text;
    heard.citations.insert(heard.citations.end(), citations.begin(), citations.end());
    return true;
  };
  const ExtractiveAnswerer answerer(embedder());
  const AnswerSink told{.delta = sink, .restart = [](std::string_view) { return true; }};
  heard.outcome = answerer.answer({question, language_of_question(question), std::move(passages)}, told).value();
  return heard;
}

TEST(Sentences, EndAtFullStopsDandasAndLineBreaks) {
  const std::string text = "Leaves are green. Roots are not.\nA row of a table\n\nपत्ते हरे हैं। जड़ नहीं।";
  std::vector<std::string> found;
  for (const auto& range : split_into_sentences(text))
    found.push_back(text.substr(range.begin, range.end - range.begin));
  EXPECT_THAT(found,
              testing::ElementsAre("Leaves are green.", "Roots are not.", "A row of a table", "पत्ते हरे हैं।", "जड़ नहीं।"));
}

TEST(ExtractiveAnswerer, AnswersWithASentenceAndItsPlace) {
  const auto heard = ask("Why are leaves green?", {passage_of("The bus leaves at eight in the morning."),
                                                   passage_of("Leaves are green because chlorophyll sends back green "
                                                              "light. Roots hold the plant.")});
  EXPECT_FALSE(heard.outcome.refused);
  EXPECT_THAT(heard.text, testing::HasSubstr("chlorophyll sends back green light"));
  EXPECT_THAT(heard.citations, testing::Contains(2));
  ASSERT_FALSE(heard.outcome.citations.empty());
  EXPECT_EQ(heard.outcome.citations.front().lines.front().page, 3U);
}

TEST(ExtractiveAnswerer, SaysThatNothingFitsRatherThanGuess) {
  const auto without = ask("Who won the cricket world cup in 1983?", {});
  EXPECT_TRUE(without.outcome.refused);
  EXPECT_EQ(without.outcome.reason, "no_source");
  const auto unfit = ask("Who won the cricket world cup in 1983?", {passage_of("Roots hold the plant in the ground.")});
  EXPECT_TRUE(unfit.outcome.refused);
  EXPECT_EQ(unfit.outcome.reason, "nothing_fits");
  EXPECT_TRUE(unfit.outcome.citations.empty());
  EXPECT_EQ(ask("क्रिकेट विश्व कप किसने जीता?", {}).text, refusal_text("hi"));
}

TEST(FollowUps, TakeTheirSubjectFromTheQuestionBefore) {
  const std::vector<Turn> history = {{"What is photosynthesis?", "…"}};
  EXPECT_EQ(complete_follow_up("Where does it happen?", history), "Where does it happen? photosynthesis");
  EXPECT_EQ(complete_follow_up("Where does it happen?", {}), "Where does it happen?");
  const std::string whole = "Which bus serves Lakeview Colony on Saturday?";
  EXPECT_EQ(complete_follow_up(whole, history), whole);
}

TEST(FollowUps, KnowHindiInEitherScript) {
  EXPECT_EQ(language_of_question("photosynthesis kya hai?"), "hi-Latn");
  EXPECT_EQ(language_of_question("प्रकाश संश्लेषण क्या है?"), "hi");
  EXPECT_EQ(language_of_question("What is the scale of a map?"), "en");
}

TEST(Suggestions, NameWhatWasFoundAndNotCited) {
  std::vector<Passage> passages = {passage_of("a"), passage_of("b")};
  passages[0].hit.chunk.heading_path = {"Leaves"};
  passages[1].hit.chunk.heading_path = {"Roots"};
  passages[1].hit.document.id = "roots";
  const std::vector<Hit> hits = {passages[0].hit, passages[1].hit};
  const Outcome outcome{.answerer = "extractive", .model = "extractive", .citations = {{1, "a", {}}}};
  const auto suggestions = suggest(passages, hits, outcome, "en");
  EXPECT_THAT(suggestions.questions, testing::ElementsAre("What do the documents say about Roots?"));
  ASSERT_EQ(suggestions.documents.size(), 1U);
  EXPECT_EQ(suggestions.documents[0].id, "roots");
}

TEST(Suggestions, AskAboutSubjectsAndNothingFarOff) {
  std::vector<Passage> passages = {passage_of("a"), passage_of("b"), passage_of("c"), passage_of("d")};
  passages[0].hit.chunk.heading_path = {"10. Exercises"};
  passages[1].hit.chunk.heading_path = {"4.2 Where the food goes"};
  passages[2].hit.chunk.heading_path = {"Phishing"};
  passages[3].hit.chunk.heading_path = {"अभ्यास"};
  std::vector<Hit> hits;
  for (auto& passage : passages) {
    passage.hit.score = 0.5F;
    hits.push_back(passage.hit);
  }
  passages[2].hit.score = 0.1F;
  const auto suggestions = suggest(passages, hits, Outcome{.answerer = "extractive", .model = "extractive"}, "en");
  EXPECT_THAT(suggestions.questions, testing::ElementsAre("What do the documents say about Where the food goes?"));
}

}  // namespace
}  // namespace edify::answer
