#include "embed/tokenizer.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "embed/golden.h"

namespace edify::embed {
namespace {

const Tokenizer& reference_tokenizer() {
  static const Tokenizer tokenizer = Tokenizer::load(EDIFY_ENGINES_DIR "/minilm/vocab.txt").value();
  return tokenizer;
}

// Ids of pieces that the tests name; line numbers of vocab.txt.
constexpr TokenId unk = 100;
constexpr TokenId cls = 101;
constexpr TokenId sep = 102;
constexpr TokenId mask = 103;

std::vector<TokenId> encode(std::string_view text) { return reference_tokenizer().encode(text); }

std::filesystem::path write_vocabulary(std::string_view content) {
  const auto file = std::filesystem::path(testing::TempDir()) / "vocabulary.txt";
  std::ofstream(file, std::ios::binary) << content;
  return file;
}

TEST(Tokenizer, GivesTheReferencesIdsOnEveryGoldenText) {
  const std::vector<GoldenText> texts = read_golden_texts();
  ASSERT_GE(texts.size(), 500U);
  for (const GoldenText& golden : texts) {
    EXPECT_EQ(encode(golden.text), golden.ids) << golden.text.substr(0, 200);
    EXPECT_EQ(reference_tokenizer().count(golden.text), golden.ids.size() - 2) << golden.text.substr(0, 200);
  }
}

TEST(Tokenizer, FramesTheEmptyTextWithClsAndSep) { EXPECT_EQ(encode(""), (std::vector<TokenId>{cls, sep})); }

TEST(Tokenizer, SplitsChineseCharactersOneByOne) { EXPECT_EQ(encode("学校"), encode("学 校")); }

TEST(Tokenizer, StripsAccentsWhetherComposedOrNot) {
  EXPECT_EQ(encode("é"), encode("e"));
  EXPECT_EQ(encode("e\u0301"), encode("e"));
}

TEST(Tokenizer, ReadsSpecialTokensInTheTextAsThemselves) {
  EXPECT_EQ(encode("[MASK]"), (std::vector<TokenId>{cls, mask, sep}));
  EXPECT_EQ(encode("[mask]").size(), 5U);
}

TEST(Tokenizer, MakesWordsOverAHundredCharactersUnknown) {
  EXPECT_NE(encode(std::string(100, 'a'))[1], unk);
  EXPECT_EQ(encode(std::string(101, 'a')), (std::vector<TokenId>{cls, unk, sep}));
  EXPECT_EQ(encode(std::string(10'000, 'a')), (std::vector<TokenId>{cls, unk, sep}));
}

TEST(Tokenizer, DropsBytesThatAreNotUtf8) {
  EXPECT_EQ(encode("do\xFFor"), encode("door"));
  EXPECT_EQ(encode("door\xE0\xA4"), encode("door"));
}

TEST(Tokenizer, CountsEachPieceOfAWord) {
  EXPECT_EQ(reference_tokenizer().count("embeddings"), 4U);  // em ##bed ##ding ##s
}

TEST(Tokenizer, SaysWhichVocabularyIsMissing) {
  const auto tokenizer = Tokenizer::load("/nowhere/vocab.txt");
  ASSERT_FALSE(tokenizer);
  EXPECT_EQ(tokenizer.error().code, ErrorCode::not_found);
  EXPECT_NE(tokenizer.error().message.find("/nowhere/vocab.txt"), std::string::npos);
}

TEST(Tokenizer, RefusesAVocabularyWithoutTheSpecialPieces) {
  const auto tokenizer = Tokenizer::load(write_vocabulary("hello\n##lo\n"));
  ASSERT_FALSE(tokenizer);
  EXPECT_EQ(tokenizer.error().code, ErrorCode::unreadable);
}

TEST(Tokenizer, RefusesAFileThatIsNoVocabulary) {
  for (std::string_view content : {"", "one\n\ntwo\n", "no continuation pieces\n"}) {
    const auto tokenizer = Tokenizer::load(write_vocabulary(content));
    ASSERT_FALSE(tokenizer) << content;
    EXPECT_EQ(tokenizer.error().code, ErrorCode::unreadable) << content;
  }
}

}  // namespace
}  // namespace edify::embed
