#include "chunk/chunker.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <sstream>
#include <string>

#include "chunk/piece.h"

namespace edify::chunk {
namespace {

// Stands for the tokenizer: a token a word, and another for every eight bytes beyond the first eight.
std::uint32_t count_words(std::string_view text) {
  std::istringstream stream{std::string(text)};
  std::uint32_t count = 0;
  for (std::string word; stream >> word;) count += 1 + static_cast<std::uint32_t>((word.size() - 1) / 8);
  return count;
}

Element element(ElementType type, std::string text, int level = 0) {
  Element out;
  out.type = type;
  out.text = std::move(text);
  out.level = level;
  return out;
}
Element title(std::string text, int level = 1) { return element(ElementType::title, std::move(text), level); }
Element paragraph(std::string text) { return element(ElementType::narrative_text, std::move(text)); }

std::string words(std::string_view stem, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += fmt::format("{}{} ", stem, i);
  out.pop_back();
  return out;
}

TEST(Chunker, StartsAChunkAtEachHeading) {
  const auto chunks = split_into_chunks(
      {title("Plants"), paragraph(words("leaf", 40)), title("Animals"), paragraph(words("paw", 40))}, count_words);
  ASSERT_EQ(chunks.size(), 2U);
  EXPECT_TRUE(chunks[0].text.starts_with("Plants\n\nleaf0"));
  EXPECT_TRUE(chunks[1].text.starts_with("Animals\n\npaw0"));
}

TEST(Chunker, KeepsTheTitlesAboveAsHeadingPath) {
  const auto chunks = split_into_chunks({title("Biology", 1), title("Cells", 2), paragraph(words("cell", 60)),
                                         title("Tissues", 2), paragraph(words("tissue", 60))},
                                        count_words);
  ASSERT_EQ(chunks.size(), 2U);
  EXPECT_EQ(chunks[0].heading_path, (std::vector<std::string>{"Biology", "Cells"}));
  EXPECT_EQ(chunks[1].heading_path, (std::vector<std::string>{"Biology", "Tissues"}));
}

TEST(Chunker, JoinsALoneTitleToWhatFollows) {
  const auto chunks =
      split_into_chunks({title("Part I"), title("Chapter 1", 2), paragraph(words("text", 30))}, count_words);
  ASSERT_EQ(chunks.size(), 1U);
  EXPECT_TRUE(chunks[0].text.starts_with("Part I\n\nChapter 1\n\ntext0"));
}

TEST(Chunker, DoesNotExtendAChunkBeyondTheSoftLimit) {
  const auto chunks =
      split_into_chunks({paragraph(std::string(810, 'a')), paragraph(std::string(150, 'b'))}, count_words);
  ASSERT_EQ(chunks.size(), 2U);
}

TEST(Chunker, GivesATrailingShortElementToTheChunkBefore) {
  const auto chunks = split_into_chunks({paragraph(words("word", 100)), paragraph("The end.")}, count_words);
  ASSERT_EQ(chunks.size(), 1U);
  EXPECT_TRUE(chunks[0].text.ends_with("\n\nThe end."));
}

TEST(Chunker, DividesAFullChunkAnewRatherThanLeaveAShortOne) {
  const auto chunks = split_into_chunks({paragraph(words("wordy", 123)), paragraph("The end.")}, count_words);
  ASSERT_EQ(chunks.size(), 2U);
  EXPECT_GE(count_characters(chunks[1].text), 100U);
  EXPECT_TRUE(chunks[1].text.ends_with("The end."));
}

TEST(Chunker, MakesAChunkOfADocumentWhoseEveryElementIsShort) {
  const auto chunks = split_into_chunks({paragraph("Menu"), paragraph("Idli"), paragraph("Dosa")}, count_words);
  ASSERT_EQ(chunks.size(), 1U);
  EXPECT_EQ(chunks[0].text, "Menu\n\nIdli\n\nDosa");
}

TEST(Chunker, MakesNoChunkOfNothing) {
  EXPECT_TRUE(split_into_chunks({}, count_words).empty());
  EXPECT_TRUE(split_into_chunks({paragraph(" \n ")}, count_words).empty());
}

TEST(Chunker, LeavesOutRunningHeadersAndPageNumbers) {
  const auto chunks = split_into_chunks({element(ElementType::header, "Edify Schools"), paragraph(words("body", 30)),
                                         element(ElementType::page_number, "7")},
                                        count_words);
  ASSERT_EQ(chunks.size(), 1U);
  EXPECT_EQ(chunks[0].text, words("body", 30));
}

TEST(Chunker, OverlapsOnlyInsideASplitElement) {
  const auto chunks =
      split_into_chunks({paragraph(words("alpha", 250)), title("Next"), paragraph(words("beta", 40))}, count_words);
  ASSERT_GE(chunks.size(), 3U);
  const std::string tail = chunks[0].text.substr(chunks[0].text.size() - 40);
  EXPECT_NE(chunks[1].text.find(tail), std::string::npos) << "the second part repeats the end of the first";
  EXPECT_TRUE(chunks.back().text.starts_with("Next\n\nbeta0"));
}

TEST(Chunker, PrefersTheEndOfASentenceWhenItSplits) {
  std::string text;
  for (int i = 0; i < 60; ++i) text += fmt::format("This is sentence number {} of many. ", i);
  const auto chunks = split_into_chunks({paragraph(text)}, count_words);
  ASSERT_GE(chunks.size(), 2U);
  for (const auto& chunk : chunks) {
    EXPECT_TRUE(chunk.text.ends_with("of many.")) << chunk.text;
    EXPECT_TRUE(chunk.text.starts_with("This is")) << chunk.text;
  }
}

TEST(Chunker, CutsATableBetweenItsLines) {
  std::string text;
  for (int i = 0; i < 80; ++i) text += fmt::format("row {} | some value | another value\n", i);
  const auto chunks = split_into_chunks({element(ElementType::table, text)}, count_words);
  ASSERT_GE(chunks.size(), 2U);
  for (const auto& chunk : chunks) EXPECT_TRUE(chunk.text.starts_with("row ")) << chunk.text;
}

TEST(Chunker, RepeatsATablesHeadingInEachOfItsChunks) {
  Element table = element(ElementType::table, "Town | Rain\nin | mm");
  table.html = "<table><tr><th>Town</th><th>Rain</th></tr><tr><th>in</th><th>mm</th></tr>";
  table.spans = {{0, 11, 2, {10, 20, 90, 30}}, {12, 19, 2, {10, 32, 90, 42}}};
  for (int i = 0; i < 120; ++i) {
    const auto begin = static_cast<std::uint32_t>(table.text.size() + 1);
    table.text += fmt::format("\nTown number {} | {} and more", i, 17 * i);
    table.html += fmt::format("<tr><td>Town number {}</td><td>{} and more</td></tr>", i, 17 * i);
    table.spans.push_back({begin, static_cast<std::uint32_t>(table.text.size()), i < 60 ? 2U : 3U, {10, 50, 90, 60}});
  }
  const auto chunks = split_into_chunks({table}, count_words);
  ASSERT_GE(chunks.size(), 4U);
  std::string rows;
  for (const auto& chunk : chunks) {
    ASSERT_TRUE(chunk.text.starts_with("Town | Rain\nin | mm\nTown number ")) << chunk.text;
    EXPECT_LE(count_characters(chunk.text), 1000U);
    EXPECT_LE(chunk.token_count, 254U);
    for (const Span& span : chunk.spans) {
      const std::string line = chunk.text.substr(span.begin, span.end - span.begin);
      EXPECT_NE(table.text.find(line), std::string::npos);
      EXPECT_EQ(line.find('\n'), std::string::npos);
    }
    rows += chunk.text.substr(std::string("Town | Rain\nin | mm").size());
  }
  EXPECT_EQ(rows, table.text.substr(std::string("Town | Rain\nin | mm").size())) << "every row once";
  EXPECT_EQ(chunks.back().page, 3U);
}

TEST(Chunker, SplitsATableWhoseHeadingIsTooLongToRepeat) {
  Element table = element(ElementType::table, words("heading", 60));
  table.html = "<table><tr><th>long</th></tr>";
  for (int i = 0; i < 60; ++i) table.text += fmt::format("\nrow {} | value {}", i, i);
  const auto chunks = split_into_chunks({table}, count_words);
  ASSERT_GE(chunks.size(), 2U);
  for (const auto& chunk : chunks) EXPECT_LE(count_characters(chunk.text), 1000U);
  EXPECT_TRUE(chunks.back().text.ends_with("row 59 | value 59"));
}

TEST(Chunker, MapsEachLineOfAChunkToItsPlaceOnThePage) {
  Element first = paragraph("first line second line");
  first.spans = {{0, 10, 3, {10, 20, 90, 30}}, {11, 22, 3, {10, 32, 90, 42}}};
  Element second = paragraph("third line");
  second.spans = {{0, 10, 4, {10, 50, 90, 60}}};
  const auto chunks = split_into_chunks({first, second}, count_words);
  ASSERT_EQ(chunks.size(), 1U);
  ASSERT_EQ(chunks[0].spans.size(), 3U);
  EXPECT_EQ(chunks[0].page, 3U);
  for (const auto& [index, line] : {std::pair{0, "first line"}, {1, "second line"}, {2, "third line"}}) {
    const Span& span = chunks[0].spans[static_cast<std::size_t>(index)];
    EXPECT_EQ(chunks[0].text.substr(span.begin, span.end - span.begin), line);
  }
  EXPECT_EQ(chunks[0].spans[2].page, 4U);
}

std::vector<Element> random_elements(std::mt19937& random) {
  static const std::vector<std::string> vocabulary = {
      "a",    "photosynthesis", "प्रकाश", "संश्लेषण", "光合作用", "cell.", "x=1;", "\n", "antidisestablishmentarianism",
      "ends!"};
  std::vector<Element> elements;
  const auto count = random() % 30;
  for (std::size_t i = 0; i < count; ++i) {
    std::string text;
    const auto length = random() % 8 == 0 ? random() % 600 : random() % 30;
    for (std::size_t w = 0; w < length; ++w)
      text += vocabulary[random() % vocabulary.size()] + (random() % 9 == 0 ? "" : " ");
    elements.push_back(random() % 5 == 0 ? title(text, 1 + static_cast<int>(random() % 3)) : paragraph(text));
  }
  return elements;
}

std::string without_blanks(std::string text) {
  std::erase_if(text, [](unsigned char c) { return std::isspace(c) != 0; });
  return text;
}

TEST(Chunker, KeepsItsLimitsAndLosesNoTextOnRandomDocuments) {
  std::mt19937 random(20261122);
  for (int round = 0; round < 400; ++round) {
    const auto elements = random_elements(random);
    const auto chunks = split_into_chunks(elements, count_words);
    std::string all;
    for (std::size_t i = 0; i < chunks.size(); ++i) {
      EXPECT_EQ(chunks[i].index, i);
      EXPECT_LE(count_characters(chunks[i].text), 1000U);
      EXPECT_LE(count_words(chunks[i].text), 254U);
      if (chunks.size() > 1) {
        EXPECT_GE(count_characters(chunks[i].text), 50U) << chunks[i].text;
      }
      all += without_blanks(chunks[i].text);
    }
    // Overlaps repeat text, so each element is looked for by its 20-byte windows, in order.
    for (const auto& each : elements) {
      const std::string text = without_blanks(each.text);
      for (std::size_t at = 0; at + 20 <= text.size(); at += 20) {
        if (all.find(text.substr(at, 10)) == std::string::npos) ADD_FAILURE() << "lost: " << text.substr(at, 10);
      }
    }
  }
}

}  // namespace
}  // namespace edify::chunk
