#include "model/quality_report.h"

#include <gtest/gtest.h>

namespace edify {
namespace {

Element paragraph(std::string text, ElementType type = ElementType::narrative_text) {
  Element element;
  element.type = type;
  element.text = std::move(text);
  return element;
}

TEST(QualityReport, CountsTheCharactersThatPeopleSee) {
  ParsedDocument document;
  document.elements = {paragraph("हिन्दी"), paragraph("Page 3", ElementType::page_number)};
  EXPECT_EQ(report_quality(document).characters, 6U);
}

TEST(QualityReport, NamesTheLanguageOfMostOfTheText) {
  ParsedDocument document;
  document.elements = {paragraph("The pupils read the first chapter of the book at school."),
                       paragraph("यह विद्यालय की पुस्तक का पहला अध्याय है और छात्र इसे पढ़ते हैं। शिक्षक इसे कक्षा में समझाते हैं।")};
  EXPECT_EQ(report_quality(document).language, "hi");
  document.elements.push_back(document.elements.front());
  document.elements.push_back(document.elements.front());
  EXPECT_EQ(report_quality(document).language, "en");
  EXPECT_EQ(report_quality(ParsedDocument{}).language, "");
}

TEST(QualityReport, AveragesTheConfidenceOfThePagesReadFromTheirPictures) {
  ParsedDocument document;
  document.pages.resize(3);
  document.pages[1].recognized = true;
  document.pages[1].confidence = 0.9F;
  document.pages[2].page = 3;
  document.pages[2].recognized = true;
  document.pages[2].confidence = 0.5F;
  document.pages[2].is_suspicious = true;
  const auto quality = report_quality(document);
  EXPECT_EQ(quality.pages_ocred, 2U);
  EXPECT_NEAR(quality.ocr_confidence, 0.7, 1e-6);
  EXPECT_EQ(quality.suspicious_pages, (std::vector<SuspiciousPage>{{3, "low_confidence"}}));
}

TEST(QualityReport, KeepsOnlyTheFirstOfManySuspiciousPages) {
  ParsedDocument document;
  for (std::uint32_t page = 1; page <= 300; ++page) {
    PageReport& report = document.pages.emplace_back();
    report.page = page;
    report.reason = OcrReason::legacy_font;
    report.is_suspicious = true;
  }
  const auto quality = report_quality(document);
  EXPECT_EQ(quality.suspicious_pages.size(), 100U);
  EXPECT_EQ(quality.suspicious_pages.front().reason, "legacy_font");
}

}  // namespace
}  // namespace edify
