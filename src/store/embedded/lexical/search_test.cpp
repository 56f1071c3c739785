#include "store/embedded/lexical/search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <tuple>

#include "store/lexical/analyzer.h"
#include "store/embedded/lexical/bm25.h"
#include "store/embedded/lexical/random_texts.h"

namespace edify::store::lexical {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Segments with the texts that they were made from.
class Corpus {
 public:
  void add(std::vector<std::string> texts, std::vector<std::uint64_t> deleted = {}) {
    PostingsBuilder builder;
    for (const std::string& text : texts) builder.add(text);
    parts_.push_back({std::move(texts), std::move(deleted), builder.finish(), {}});
  }

  std::vector<Match> search(std::string_view query, std::size_t limit) const {
    std::vector<Postings> postings;
    for (const Part& part : parts_) postings.push_back(Postings::open(part.bytes).value());
    std::vector<Segment> segments;
    for (std::size_t i = 0; i < parts_.size(); ++i) segments.push_back({&postings[i], parts_[i].deleted});
    return lexical::search(segments, query, limit);
  }

  // The reference: scores every text straight from the formula.
  std::vector<Match> search_exhaustive(std::string_view query, std::size_t limit) {
    Analyzer analyzer;
    std::vector<std::string> wanted;
    for (const std::string_view term : analyzer.query_terms(query)) wanted.emplace_back(term);
    std::uint64_t documents = 0;
    std::uint64_t total_length = 0;
    std::vector<std::uint64_t> document_frequency(wanted.size());
    for (Part& part : parts_) {
      if (part.terms.empty()) part.terms = analyze(part.texts);
      documents += part.texts.size();
      for (const auto& terms : part.terms) {
        total_length += terms.size();
        for (std::size_t i = 0; i < wanted.size(); ++i)
          document_frequency[i] += std::ranges::count(terms, wanted[i]) > 0;
      }
    }
    const Bm25 bm25(documents, total_length);
    std::vector<Match> matches;
    for (std::uint32_t number = 0; number < parts_.size(); ++number) {
      for (Ordinal ordinal = 0; ordinal < parts_[number].texts.size(); ++ordinal) {
        if (is_deleted(parts_[number].deleted, ordinal)) continue;
        const auto& terms = parts_[number].terms[ordinal];
        double score = 0;
        for (std::size_t i = 0; i < wanted.size(); ++i) {
          const auto frequency = static_cast<std::uint32_t>(std::ranges::count(terms, wanted[i]));
          if (frequency == 0) continue;
          score += bm25.score(bm25.idf(document_frequency[i]), frequency, static_cast<std::uint32_t>(terms.size()));
        }
        if (score > 0) matches.push_back({number, ordinal, static_cast<float>(score)});
      }
    }
    std::ranges::sort(matches, {}, [](const Match& m) { return std::tuple(-m.score, m.segment, m.ordinal); });
    matches.resize(std::min(limit, matches.size()));
    return matches;
  }

 private:
  struct Part {
    std::vector<std::string> texts;
    std::vector<std::uint64_t> deleted;
    std::vector<std::byte> bytes;
    std::vector<std::vector<std::string>> terms;
  };
  static std::vector<std::vector<std::string>> analyze(std::span<const std::string> texts) {
    Analyzer analyzer;
    std::vector<std::vector<std::string>> all;
    for (const std::string& text : texts) {
      const auto terms = analyzer.terms(text);
      all.emplace_back(terms.begin(), terms.end());
    }
    return all;
  }
  std::vector<Part> parts_;
};

TEST(Search, EqualsExhaustiveBm25) {
  std::mt19937 random(6);
  for (int round = 0; round < 25; ++round) {
    Corpus corpus;
    const std::size_t segments = 1 + random() % 6;
    const std::size_t vocabulary = 20 + random() % 400;
    const unsigned deleted_one_in = round % 3 == 0 ? 0 : 1 + random() % 10;
    for (std::size_t i = 0; i < segments; ++i) {
      const std::size_t count = random() % 800;
      corpus.add(random_texts(random, count, vocabulary), random_bitmap(random, count, deleted_one_in));
    }
    for (int question = 0; question < 20; ++question) {
      const std::string query = random_text(random, vocabulary, 12);
      const auto expected = corpus.search_exhaustive(query, 1000);
      for (const std::size_t limit : {1, 10, 1000}) {
        const auto first = std::span(expected).first(std::min(limit, expected.size()));
        ASSERT_THAT(corpus.search(query, limit), testing::ElementsAreArray(first)) << query << " first " << limit;
      }
    }
  }
}

TEST(Search, EqualsExhaustiveBm25WhereManyTextsTie) {
  std::mt19937 random(7);
  Corpus corpus;
  for (int segment = 0; segment < 3; ++segment) {
    std::vector<std::string> texts(500);
    for (std::string& text : texts) text = random_word(random, 4) + " " + random_word(random, 4);
    corpus.add(texts);
  }
  for (const std::size_t limit : {1, 7, 100}) {
    EXPECT_EQ(corpus.search("w0x w1x w2x", limit), corpus.search_exhaustive("w0x w1x w2x", limit));
  }
}

TEST(Search, ComputesTheFormulaOfBm25) {
  Corpus corpus;
  corpus.add({"water water cell", "cell", "stone stone stone stone"});
  const auto matches = corpus.search("water", 10);
  ASSERT_EQ(matches.size(), 1U);
  const double idf = std::log(1 + (3 - 1 + 0.5) / (1 + 0.5));
  const double average = 8.0 / 3;
  EXPECT_NEAR(matches[0].score, idf * 2 / (2 + 1.2 * (0.25 + 0.75 * 3 / average)), 1e-6);
}

TEST(Search, SumsTheStatisticsOfAllSegments) {
  Corpus together;
  together.add({"water cell", "stone", "water", "iron iron"});
  Corpus apart;
  apart.add({"water cell", "stone"});
  apart.add({"water", "iron iron"});
  const auto expected = together.search("water iron", 10);
  const auto found = apart.search("water iron", 10);
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_EQ(found[i].score, expected[i].score);
}

TEST(Search, NeverFindsDeletedTexts) {
  Corpus corpus;
  corpus.add({"water", "water water", "stone"}, {0b010});
  EXPECT_THAT(corpus.search("water", 10), ElementsAre(testing::Field(&Match::ordinal, 0U)));
}

TEST(Search, FindsNothingForNothing) {
  Corpus corpus;
  EXPECT_THAT(corpus.search("water", 10), IsEmpty());
  corpus.add({});
  corpus.add({"stone", ""});
  EXPECT_THAT(corpus.search("water", 10), IsEmpty());
  EXPECT_THAT(corpus.search("", 10), IsEmpty());
  EXPECT_THAT(corpus.search("stone", 0), IsEmpty());
  EXPECT_EQ(corpus.search("stone", 10).size(), 1U);
}

TEST(Search, AnswersQuestionsOfManyWords) {
  std::mt19937 random(8);
  Corpus corpus;
  corpus.add(random_texts(random, 2000, 900));
  const std::string query = random_text(random, 900, 400) + "w1x w2x";
  EXPECT_EQ(corpus.search(query, 20), corpus.search_exhaustive(query, 20));
}

}  // namespace
}  // namespace edify::store::lexical
