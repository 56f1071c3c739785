// Every tests/cases/image_*/input.* must give the elements of the expected.txt beside it. A new case needs no C++.
// tools/make_image_cases.py makes the pictures. On failure the test prints what it got, in the format of expected.txt.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "model/memory_reader.h"
#include "parse/golden_cases.h"
#include "parse/parser.h"

namespace edify::parse {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> image_cases() {
  return golden_cases([](const fs::path& folder) { return folder.filename().string().starts_with("image_"); });
}

// Boxes to 4 points: what ink measures differs a little with the engine's version.
long coarse(float points) { return std::lround(points / 4) * 4; }

std::string describe(const ParsedDocument& document) {
  std::ostringstream out;
  out << document.content_type << "\npages: " << document.page_count << "\nnot read:";
  for (const auto page : document.pages_needing_ocr) out << ' ' << page;
  out << '\n';
  for (const Element& element : document.elements) {
    out << '\n' << to_string(element.type) << ' ' << (element.source == TextSource::ocr ? "ocr" : "text") << ' ';
    out << element.language << " p" << element.page << '\n';
    for (const Span& span : element.spans) {
      out << "  [" << coarse(span.box.x0) << ' ' << coarse(span.box.y0) << ' ' << coarse(span.box.x1) << ' '
          << coarse(span.box.y1) << "] " << element.text.substr(span.begin, span.end - span.begin) << '\n';
    }
  }
  return out.str();
}

class ImageCase : public testing::TestWithParam<fs::path> {};

TEST_P(ImageCase, GivesTheExpectedElements) {
  MemoryReader reader(read_file(input_of(GetParam())));
  const auto document = parse_document(reader, {});
  const std::string got = document ? describe(*document) : "error: " + document.error().reason + "\n";
  EXPECT_EQ(got, read_file(GetParam() / "expected.txt")) << got;
}

INSTANTIATE_TEST_SUITE_P(Cases, ImageCase, testing::ValuesIn(image_cases()),
                         [](const auto& test) { return test.param.filename().string(); });

}  // namespace
}  // namespace edify::parse
