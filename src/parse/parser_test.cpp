#include "parse/parser.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "model/memory_reader.h"

namespace edify::parse {
namespace {

Result<ParsedDocument> parse(std::string bytes, const std::string& name = "", const Limits& limits = {}) {
  MemoryReader reader(std::move(bytes));
  ParseOptions options;
  options.name = name;
  options.limits = limits;
  return parse_document(reader, options);
}

// Error code and reason, e.g. "unreadable/empty"; "parsed" without an error.
std::string verdict(const Result<ParsedDocument>& document) {
  if (document) return "parsed";
  return std::string(to_string(document.error().code)) + "/" + document.error().reason;
}

std::string repeat(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

TEST(Parser, CallsADocumentWithoutTextEmpty) {
  EXPECT_EQ(verdict(parse("")), "unreadable/empty");
  EXPECT_EQ(verdict(parse("  \n\n\t ", "a.txt")), "unreadable/empty");
  EXPECT_EQ(verdict(parse("<html><body><script>x()</script></body></html>")), "unreadable/empty");
}

TEST(Parser, NamesTheFormatThatItDoesNotRead) {
  const auto document = parse("7z\xBC\xAF\x27\x1C....", "letters.7z");
  EXPECT_EQ(verdict(document), "unsupported_format/unsupported_format");
  EXPECT_NE(document.error().message.find("7-Zip archive"), std::string::npos) << document.error().message;
}

TEST(Parser, ReadsALongCsvAsTablesThatEachBeginWithTheHeader) {
  const auto document = parse("Name,Grade\n" + repeat("Asha Patil,7\n", 150'000), "pupils.csv");
  ASSERT_TRUE(document);
  ASSERT_GE(document->elements.size(), 2U);
  for (const Element& table : document->elements) EXPECT_TRUE(table.text.starts_with("Name | Grade\nAsha Patil | 7\n"));
}

TEST(Parser, StopsAtItsLimits) {
  EXPECT_EQ(verdict(parse("0123456789", "a.txt", {.bytes = 9})), "over_limit/bytes");
  EXPECT_EQ(verdict(parse("a\n\nb\n\nc\n", "a.txt", {.elements = 2})), "over_limit/elements");
  EXPECT_EQ(verdict(parse("0123456789", "a.txt", {.text_bytes = 9})), "over_limit/text_bytes");
}

TEST(Parser, AnswersTheReadersError) {
  class GoneReader final : public RangeReader {
   public:
    std::uint64_t size() const override { return 10; }
    Result<std::size_t> read(std::uint64_t, std::span<std::byte>) override {
      return fail(ErrorCode::unavailable, "the source is away");
    }
  } reader;
  EXPECT_EQ(verdict(parse_document(reader, {})), "unavailable/unavailable");
}

TEST(Parser, TakesTheTitleFromMetadataOrTheFirstHeading) {
  EXPECT_EQ(parse("<title>Page</title><h1>Heading</h1>", "a.html")->title, "Page");
  EXPECT_EQ(parse("Text first.\n\n## Heading\n", "a.md")->title, "Heading");
  EXPECT_EQ(parse("---\ntitle: 'Matter'\n---\n# Heading\n", "a.md")->title, "Matter");
}

TEST(Parser, ReadsEverydayEncodings) {
  EXPECT_EQ(parse("\xEF\xBB\xBFsch\xC3\xB6n", "a.txt")->elements[0].text, "schön");
  EXPECT_EQ(parse(std::string("\xFE\xFF\0s\0\xF6", 6), "a.txt")->elements[0].text, "sö");
  EXPECT_EQ(parse("<meta charset=iso-8859-1><p>\x93sch\xF6n\x94", "a.html")->elements[0].text, "“schön”");
  EXPECT_EQ(parse("<meta charset=windows-1252><p>sch\xC3\xB6n", "a.html")->elements[0].text, "schön");
}

TEST(Parser, WritesComposedTextWithoutControlCharacters) {
  EXPECT_EQ(parse("cafe\xCC\x81 \x07\x08"
                  "bar so\xC2\xAD"
                  "ft\xE2\x80\x8B",
                  "a.txt")
                ->elements[0]
                .text,
            "café bar soft");
  EXPECT_EQ(parse("<p>cafe&#x301;&#7;&nbsp; x", "a.html")->elements[0].text, "café x");
  EXPECT_EQ(parse("a\rb\r\n\r\nc\x0C"
                  "d",
                  "a.txt")
                ->elements.size(),
            3U);
}

// 100,000 levels cost gumbo half a minute or its stack; the filter cuts them before it.
TEST(Parser, KeepsTheTextOfHostilelyNestedHtml) {
  constexpr int depth = 100'000;
  for (const char* tag : {"<div>", "<table><tr><td>", "<ul><li>", "<a><div>", "<b><p>", "<svg>", "<object><p>"}) {
    const auto document = parse("<html><body><p>start</p>" + repeat(tag, depth) + "end", "a.html");
    ASSERT_TRUE(document) << tag << document.error().message;
    EXPECT_EQ(document->elements[0].text, "start") << tag;
  }
  const auto shielded = parse(repeat(repeat("<div>", 250) + "<table><tr><td>" + repeat("</div>", 250), 300) + "end");
  ASSERT_TRUE(shielded) << shielded.error().message;
  EXPECT_NE(shielded->elements.back().text.find("end"), std::string::npos);
}

TEST(Parser, ReadsHostilelyNestedMarkdown) {
  for (const char* mark : {"> ", "- ", "*a **b ", "[", "!["}) {
    EXPECT_EQ(verdict(parse(repeat(mark, 100'000) + "end", "a.md")), "parsed") << mark;
  }
}

TEST(Parser, ReadsStrayQuotesInTablesInLinearTime) {
  const auto document = parse("a,b\n" + repeat("\"x,y\n", 200'001), "a.csv");
  ASSERT_TRUE(document) << document.error().message;
}

}  // namespace
}  // namespace edify::parse
