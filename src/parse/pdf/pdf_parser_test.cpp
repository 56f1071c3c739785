#include "parse/pdf/pdf_parser.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "model/memory_reader.h"
#include "parse/pdf/long_pdf.h"

namespace edify::parse {
namespace {

std::string case_file(const std::string& name) {
  std::ifstream in(EDIFY_SOURCE_DIR "/tests/cases/" + name + "/input.pdf", std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Fails with `error` at the first read that touches bytes at or behind `position`.
class FailingReader final : public RangeReader {
 public:
  FailingReader(std::string bytes, std::uint64_t position, Error error)
      : reader_(std::move(bytes)), position_(position), error_(std::move(error)) {}
  std::uint64_t size() const override { return reader_.size(); }
  Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> out) override {
    if (offset + out.size() > position_) return std::unexpected(error_);
    return reader_.read(offset, out);
  }

 private:
  MemoryReader reader_;
  std::uint64_t position_;
  Error error_;
};

Result<ParsedDocument> parse(std::string bytes, const ParseOptions& options = {}) {
  MemoryReader reader(std::move(bytes));
  return parse_pdf(reader, options);
}

Result<ParsedDocument> parse_pages(const std::string& name, PageRange pages, const Limits& limits = {}) {
  ParseOptions options;
  options.pages = pages;
  options.limits = limits;
  return parse(case_file(name), options);
}

void expect_over_limit(const Limits& limits, const std::string& reason) {
  ParseOptions options;
  options.limits = limits;
  const auto document = parse(case_file("pdf_running_furniture"), options);
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().code, ErrorCode::over_limit);
  EXPECT_EQ(document.error().reason, reason);
}

TEST(PdfParser, HandsOnTheReadersOwnError) {
  const std::string file = pdf::make_long_pdf(20, 100'000);
  // At the file's end, where reading starts, and in its middle, where pages lie.
  for (const std::uint64_t position : {std::uint64_t{0}, std::uint64_t{file.size() / 2}}) {
    for (const ErrorCode code : {ErrorCode::conflict, ErrorCode::unavailable}) {
      FailingReader reader(file, position, Error(code, "the blob changed", "etag"));
      const auto document = parse_pdf(reader, {});
      ASSERT_FALSE(document);
      EXPECT_EQ(document.error().code, code);
      EXPECT_EQ(document.error().reason, "etag");
    }
  }
}

TEST(PdfParser, ReadsOnlyThePagesAskedFor) {
  const auto document = parse_pages("pdf_running_furniture", {.first = 2, .last = 3});
  ASSERT_TRUE(document);
  EXPECT_EQ(document->page_count, 4U);
  EXPECT_EQ(document->elements.front().page, 2U);
  EXPECT_EQ(document->elements.back().page, 3U);
}

TEST(PdfParser, RefusesARangeBehindTheLastPage) {
  const auto document = parse_pages("pdf_one_column", {.first = 2, .last = 9});
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().code, ErrorCode::invalid_argument);
}

TEST(PdfParser, StopsAtEachLimitAndNamesIt) {
  expect_over_limit({.bytes = 100}, "bytes");
  expect_over_limit({.pages = 3}, "pages");
  expect_over_limit({.elements = 2}, "elements");
  expect_over_limit({.text_bytes = 10}, "text_bytes");
}

TEST(PdfParser, CountsOnlyThePagesAskedForAgainstTheLimit) {
  EXPECT_TRUE(parse_pages("pdf_running_furniture", {.first = 4}, {.pages = 1}));
}

TEST(PdfParser, CallsAFileWithoutBytesEmptyAndOneWithoutPdfMalformed) {
  const auto empty = parse("");
  ASSERT_FALSE(empty);
  EXPECT_EQ(empty.error().reason, "empty");
  const auto text = parse("This is no PDF at all, whatever its name says");
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().code, ErrorCode::unreadable);
  EXPECT_EQ(text.error().reason, "malformed");
}

}  // namespace
}  // namespace edify::parse
