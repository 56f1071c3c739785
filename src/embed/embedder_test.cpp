#include "embed/embedder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numeric>
#include <string>
#include <thread>

#include "embed/golden.h"

namespace edify::embed {
namespace {

const std::filesystem::path model_folder = EDIFY_ENGINES_DIR "/minilm";

const Embedder& shared_embedder() {
  static const Embedder embedder = Embedder::load(model_folder).value();
  return embedder;
}

double cosine(const Embedding& a, const Embedding& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0) /
         std::sqrt(std::inner_product(a.begin(), a.end(), a.begin(), 0.0) *
                   std::inner_product(b.begin(), b.end(), b.begin(), 0.0));
}

float largest_difference(const Embedding& a, const Embedding& b) {
  float largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

// What batching may move: rounding, of which bf16 has more.
float batching_tolerance(const Embedder& embedder) { return embedder.precision() == Precision::fp32 ? 1e-5F : 1e-2F; }

std::vector<std::string> golden_strings() {
  std::vector<std::string> texts;
  for (GoldenText& golden : read_golden_texts()) texts.push_back(std::move(golden.text));
  return texts;
}

void expect_golden_vectors(const Embedder& embedder, double smallest_cosine) {
  const std::vector<std::string> texts = golden_strings();
  const std::vector<Embedding> expected = read_golden_vectors();
  ASSERT_GE(texts.size(), 500U);
  ASSERT_EQ(texts.size(), expected.size());
  const std::vector<Embedding> vectors = embedder.embed(texts);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    EXPECT_GE(cosine(vectors[i], expected[i]), smallest_cosine) << texts[i].substr(0, 200);
    EXPECT_NEAR(std::inner_product(vectors[i].begin(), vectors[i].end(), vectors[i].begin(), 0.0), 1.0, 1e-5);
  }
}

TEST(Embedder, AgreesWithTheReferenceInFp32) {
  const auto embedder = Embedder::load(model_folder, {.precision = Precision::fp32});
  ASSERT_TRUE(embedder) << embedder.error().message;
  expect_golden_vectors(*embedder, 0.99999);
}

TEST(Embedder, AgreesWithTheReferenceInBf16WhereTheProcessorHasIt) {
  const auto embedder = Embedder::load(model_folder, {.precision = Precision::bf16});
  if (!embedder && embedder.error().code == ErrorCode::invalid_argument) {
    GTEST_SKIP() << "This processor has no bf16 arithmetic";
  }
  ASSERT_TRUE(embedder) << embedder.error().message;
  expect_golden_vectors(*embedder, 0.9995);
}

TEST(Embedder, GivesATextTheSameVectorAloneAndInCompany) {
  std::vector<std::string> texts = golden_strings();
  texts.resize(64);
  const std::vector<Embedding> together = shared_embedder().embed(texts);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    EXPECT_LE(largest_difference(shared_embedder().embed_one(texts[i]), together[i]),
              batching_tolerance(shared_embedder()));
  }
}

TEST(Embedder, ServesManyCallersAtOnce) {
  constexpr std::size_t callers = 8;
  constexpr std::size_t rounds = 6;
  const std::vector<std::string> all = golden_strings();
  const std::vector<std::string> texts(all.begin(), all.begin() + callers * rounds);
  const std::vector<Embedding> expected = shared_embedder().embed(texts);
  std::vector<Embedding> found(texts.size());
  {
    std::vector<std::jthread> threads;
    for (std::size_t caller = 0; caller < callers; ++caller) {
      threads.emplace_back([&, caller] {
        for (std::size_t i = caller; i < texts.size(); i += callers) {
          found[i] = i % 2 == 0 ? shared_embedder().embed_one(texts[i])
                                : shared_embedder().embed(std::span(&texts[i], 1)).front();
        }
      });
    }
  }
  for (std::size_t i = 0; i < texts.size(); ++i) {
    EXPECT_LE(largest_difference(found[i], expected[i]), batching_tolerance(shared_embedder()));
  }
}

TEST(Embedder, ReadsNothingBeyond256WordPieces) {
  std::string words;
  for (int i = 0; i < 254; ++i) words += "school ";
  EXPECT_EQ(shared_embedder().tokenizer().count(words), 254U);
  EXPECT_LE(largest_difference(shared_embedder().embed_one(words), shared_embedder().embed_one(words + "volcano")),
            batching_tolerance(shared_embedder()));
}

TEST(Embedder, AnswersNoTextsWithNoVectors) { EXPECT_TRUE(shared_embedder().embed({}).empty()); }

TEST(Embedder, SaysWhichModelIsMissing) {
  const auto embedder = Embedder::load("/nowhere");
  ASSERT_FALSE(embedder);
  EXPECT_EQ(embedder.error().code, ErrorCode::not_found);
}

TEST(Embedder, RefusesAModelThatIsCutShort) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "short_model";
  std::filesystem::create_directories(folder);
  std::filesystem::copy(model_folder / "vocab.txt", folder, std::filesystem::copy_options::overwrite_existing);
  std::vector<char> start(1 << 20);
  std::ifstream(model_folder / "model.safetensors", std::ios::binary).read(start.data(), 1 << 20);
  std::ofstream(folder / "model.safetensors", std::ios::binary).write(start.data(), 1 << 20);
  const auto embedder = Embedder::load(folder);
  ASSERT_FALSE(embedder);
  EXPECT_EQ(embedder.error().code, ErrorCode::unreadable);
}

}  // namespace
}  // namespace edify::embed
