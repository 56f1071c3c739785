// Every tests/cases/pdf_*/input.pdf must give the elements of the expected.txt beside it. A new case needs no C++.
// tools/make_pdf_cases.py makes the PDFs. On failure the test prints what it got, in the format of expected.txt.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "model/memory_reader.h"
#include "parse/golden_cases.h"
#include "parse/pdf/pdf_parser.h"

namespace edify::parse {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> pdf_cases() {
  return golden_cases([](const fs::path& folder) { return folder.filename().string().starts_with("pdf_"); });
}

Result<ParsedDocument> parse(const fs::path& folder) {
  MemoryReader reader(read_file(folder / "input.pdf"));
  return parse_pdf(reader, {});
}

// An element's head line ("Title 1 p1-2 [72 66 238 86]") and under it, indented, its text line by line as printed.
std::string describe(const ParsedDocument& document) {
  std::ostringstream out;
  out << "title: " << document.title << "\npages: " << document.page_count << "\nneeds ocr:";
  for (const auto page : document.pages_needing_ocr) out << ' ' << page;
  out << '\n';
  for (const Element& element : document.elements) {
    out << '\n' << to_string(element.type);
    if (element.level > 0) out << ' ' << element.level;
    out << " p" << element.page;
    if (element.spans.back().page != element.page) out << '-' << element.spans.back().page;
    const auto whole = [](float coordinate) { return std::lround(coordinate); };
    out << " [" << whole(element.box.x0) << ' ' << whole(element.box.y0) << ' ' << whole(element.box.x1) << ' '
        << whole(element.box.y1) << "]\n";
    for (const Span& span : element.spans)
      out << "  " << element.text.substr(span.begin, span.end - span.begin) << '\n';
    if (!element.html.empty()) out << "  " << element.html << '\n';
  }
  return out.str();
}

class PdfCase : public testing::TestWithParam<fs::path> {};

TEST_P(PdfCase, GivesTheExpectedElements) {
  const auto document = parse(GetParam());
  const std::string got = document ? describe(*document) : "error: " + document.error().reason + "\n";
  EXPECT_EQ(got, read_file(GetParam() / "expected.txt")) << got;
}

TEST_P(PdfCase, HasASpanWithABoxForEveryPieceOfText) {
  const auto document = parse(GetParam());
  if (!document) return;  // an expected error, which the other test compares
  for (const Element& element : document->elements) {
    std::uint32_t end = 0;
    for (const Span& span : element.spans) {
      EXPECT_GE(span.begin, end) << element.text;
      EXPECT_GT(span.end, span.begin) << element.text;
      EXPECT_EQ(element.text.substr(end, span.begin - end).find_first_not_of(" \n|"), std::string::npos);
      EXPECT_LT(span.box.x0, span.box.x1) << element.text;
      EXPECT_LT(span.box.y0, span.box.y1) << element.text;
      end = span.end;
    }
    EXPECT_EQ(end, element.text.size()) << element.text;
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, PdfCase, testing::ValuesIn(pdf_cases()),
                         [](const auto& test) { return test.param.filename().string(); });

}  // namespace
}  // namespace edify::parse
