#include "store/lexical/analyzer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace edify::store::lexical {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> terms_of(std::string_view text) {
  Analyzer analyzer;
  const auto terms = analyzer.terms(text);
  return {terms.begin(), terms.end()};
}

std::vector<std::string> query_terms_of(std::string_view text) {
  Analyzer analyzer;
  const auto terms = analyzer.query_terms(text);
  return {terms.begin(), terms.end()};
}

TEST(Analyzer, FoldsCaseAndStemsEnglish) {
  EXPECT_THAT(terms_of("The Cells were dividing rapidly."), ElementsAre("the", "cell", "were", "divid", "rapid"));
}

TEST(Analyzer, ReadsThePunctuationOfWordsAndNumbers) {
  EXPECT_THAT(terms_of("l'eau Newton's IL-6 snake_case"),
              ElementsAre("l", "eau", "newton", "s", "il", "6", "snake", "case"));
  EXPECT_THAT(terms_of("3.14, 1,000 and 2.5."), ElementsAre("3.14", "1000", "and", "2.5"));
  EXPECT_THAT(terms_of("p53 H2O CO₂ m²"), ElementsAre("p53", "h2o", "co2", "m2"));
}

TEST(Analyzer, CutsAWordAlikeWhateverStandsAroundIt) {
  EXPECT_THAT(terms_of("osmosis"), ElementsAre("osmosi"));
  EXPECT_THAT(terms_of("“osmosis”—osmosis… osmosis’s"), ElementsAre("osmosi", "osmosi", "osmosi", "s"));
  EXPECT_EQ(terms_of("value 3.14"), terms_of("value\u00a03.14"));
}

TEST(Analyzer, DropsDiacriticsAndCompatibilityForms) {
  EXPECT_EQ(terms_of("Résumé naïve ＡＢＣ ﬁnal"), terms_of("resume naive abc final"));
  EXPECT_EQ(terms_of("Re\u0301sume\u0301"), terms_of("Résumé"));
  EXPECT_EQ(terms_of("soft\u00adware"), terms_of("software"));
}

TEST(Analyzer, KeepsHindiWordsWholeAndStemsThem) {
  EXPECT_THAT(terms_of("लड़कियों ने किताबें पढ़ीं।"), testing::SizeIs(4));
  EXPECT_EQ(terms_of("किताबें"), terms_of("किताब"));
  // Nukta, candrabindu, joiners and digits have two spellings each.
  EXPECT_EQ(terms_of("क़लम"), terms_of("कलम"));
  EXPECT_EQ(terms_of("क\u093cलम"), terms_of("\u0958लम"));
  EXPECT_EQ(terms_of("माँ"), terms_of("मां"));
  EXPECT_EQ(terms_of("क्\u200dया"), terms_of("क्या"));
  EXPECT_THAT(terms_of("१९४७"), ElementsAre("1947"));
}

TEST(Analyzer, UnifiesArabicSpellingsAndStemsLightly) {
  EXPECT_EQ(terms_of("أَحْمَد"), terms_of("احمد"));
  EXPECT_EQ(terms_of("مدرســـة"), terms_of("مدرسة"));
  EXPECT_EQ(terms_of("والمدرسة"), terms_of("مدرسة"));
  EXPECT_EQ(terms_of("المعلمون"), terms_of("معلم"));
  EXPECT_EQ(terms_of("على"), terms_of("علي"));
  // Too short to lose anything.
  EXPECT_THAT(terms_of("ولد"), ElementsAre("ولد"));
}

TEST(Analyzer, FindsWordsWhereNoSpacesAreWritten) {
  EXPECT_THAT(terms_of("我们学习数学"), ElementsAre("我们", "学习", "数学"));
  EXPECT_THAT(terms_of("私はコーヒーを飲む"), testing::Contains("コーヒー"));
  EXPECT_THAT(terms_of("DNA是什么"), testing::Contains("dna"));
  EXPECT_THAT(terms_of("ภาษาไทย"), ElementsAre("ภาษา", "ไทย"));
}

TEST(Analyzer, KeepsTheVoicingOfKanaAndKorean) {
  EXPECT_NE(terms_of("が"), terms_of("か"));
  EXPECT_THAT(terms_of("광합성이란"), ElementsAre("광합성이란"));
}

TEST(Analyzer, FindsNoTermsInEmojiAndBrokenBytes) {
  EXPECT_THAT(terms_of("🙂👩‍👩‍👧 ☀️ !?"), IsEmpty());
  EXPECT_THAT(terms_of("\xff\xfe\x80 cell \xe0\xa4"), ElementsAre("cell"));
  EXPECT_THAT(terms_of(""), IsEmpty());
}

TEST(Analyzer, KeepsVeryLongWords) {
  const std::string word(10'000, 'a');
  EXPECT_THAT(terms_of(word), ElementsAre(word));
}

TEST(Analyzer, SkipsStopWordsInQuestionsUnlessNothingElseIsLeft) {
  EXPECT_THAT(query_terms_of("What is the photosynthesis of plants?"), ElementsAre("photosynthesi", "plant"));
  EXPECT_THAT(query_terms_of("प्रकाश संश्लेषण क्या है?"), testing::SizeIs(2));
  EXPECT_THAT(query_terms_of("¿Qué es la célula?"), ElementsAre("celula"));
  EXPECT_THAT(query_terms_of("who is who"), ElementsAre("who", "is"));
}

TEST(Analyzer, AsksForARepeatedWordOnce) {
  EXPECT_THAT(query_terms_of("cells and other cells, cell by cell"), ElementsAre("cell", "other"));
}

}  // namespace
}  // namespace edify::store::lexical
