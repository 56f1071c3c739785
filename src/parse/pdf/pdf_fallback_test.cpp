#include "parse/pdf/pdf_fallback.h"

#include <gtest/gtest.h>

#include <string>

#include "model/memory_reader.h"
#include "parse/pdf/long_pdf.h"
#include "parse/pdf/pdf_parser.h"
#include "parse/pdf/pdf_repair.h"

namespace edify::parse {
namespace {

// A PDF without a catalog's page tree: the pages are there, and nothing leads to them.
std::string without_page_tree() {
  std::string pdf = pdf::make_long_pdf(3, 10);
  const std::string kids = "/Kids [";
  const auto at = pdf.find(kids);
  pdf.replace(at, kids.size(), "/Kode [");
  return pdf;
}

Result<ParsedDocument> parse(std::string bytes) {
  MemoryReader reader(std::move(bytes));
  return parse_pdf_or_repair(reader, {});
}

TEST(PdfFallback, ReadsAGoodFileAsItIs) {
  const auto document = parse(pdf::make_long_pdf(2, 10));
  ASSERT_TRUE(document);
  EXPECT_EQ(document->page_count, 2U);
}

TEST(PdfFallback, FindsPagesThatNothingLeadsTo) {
  const auto document = parse(without_page_tree());
  ASSERT_TRUE(document) << document.error().message;
  EXPECT_EQ(document->page_count, 3U);
  EXPECT_EQ(document->elements.front().text, "This is page 1 of the long file");
}

TEST(PdfFallback, FindsPagesOfAFileWithoutCatalogAndTrailer) {
  std::string pdf = pdf::make_long_pdf(2, 10);
  pdf.replace(pdf.find("/Catalog"), 8, "/Cutalog");
  pdf.resize(pdf.find("xref\n"));
  const auto document = parse(pdf);
  ASSERT_TRUE(document) << document.error().message;
  EXPECT_EQ(document->page_count, 2U);
}

TEST(PdfFallback, SaysWhatItTriedWhereNothingHelps) {
  const auto document = parse("%PDF-1.4\nand nothing of it\n");
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().code, ErrorCode::unreadable);
  EXPECT_EQ(document.error().reason, "malformed");
  EXPECT_NE(document.error().message.find("libqpdf"), std::string::npos) << document.error().message;
}

TEST(PdfRepair, RefusesAFileThatDoesNotFitIntoMemoryTwice) {
  MemoryReader reader(pdf::make_long_pdf(2, 1000));
  const auto repaired = pdf::repair_pdf(reader, 100);
  ASSERT_FALSE(repaired);
  EXPECT_EQ(repaired.error().reason, "bytes");
}

TEST(PdfRepair, WritesAFileThatReadsTheSame) {
  const std::string good = pdf::make_long_pdf(3, 10);
  MemoryReader reader(good);
  const auto repaired = pdf::repair_pdf(reader);
  ASSERT_TRUE(repaired) << repaired.error().message;
  EXPECT_EQ(parse(*repaired)->elements, parse(good)->elements);
}

}  // namespace
}  // namespace edify::parse
