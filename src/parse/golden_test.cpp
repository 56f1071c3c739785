// Every tests/cases/*/input.* with an expected.md beside it must render as that. A new case needs no C++.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "model/memory_reader.h"
#include "parse/golden_cases.h"
#include "parse/parser.h"
#include "parse/render.h"

namespace edify::parse {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> markdown_cases() {
  return golden_cases([](const fs::path& folder) { return fs::exists(folder / "expected.md"); });
}

class MarkdownCase : public testing::TestWithParam<fs::path> {};

TEST_P(MarkdownCase, RendersAsExpected) {
  const fs::path input = input_of(GetParam());
  ASSERT_FALSE(input.empty()) << "no input.* in " << GetParam();
  MemoryReader reader(read_file(input));
  ParseOptions options;
  options.name = input.filename().string();
  const auto document = parse_document(reader, options);
  ASSERT_TRUE(document) << document.error().message;
  EXPECT_EQ(render_markdown(*document), read_file(GetParam() / "expected.md"));
}

INSTANTIATE_TEST_SUITE_P(Cases, MarkdownCase, testing::ValuesIn(markdown_cases()),
                         [](const auto& test) { return test.param.filename().string(); });

}  // namespace
}  // namespace edify::parse
