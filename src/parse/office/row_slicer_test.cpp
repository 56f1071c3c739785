#include "parse/office/row_slicer.h"

#include <gtest/gtest.h>

namespace edify::parse {
namespace {

std::vector<std::string> slice(std::string_view xml, std::size_t piece_bytes) {
  std::vector<std::string> found;
  RowSlicer slicer({"row"}, [&](std::string_view, std::string element) -> Result<void> {
    found.push_back(std::move(element));
    return {};
  });
  for (std::size_t at = 0; at < xml.size(); at += piece_bytes) {
    EXPECT_TRUE(slicer.feed(xml.substr(at, piece_bytes)));
  }
  return found;
}

TEST(RowSlicer, FindsElementsWhereverThePiecesEnd) {
  constexpr std::string_view xml =
      "<x:sheet><x:rows/><x:row r=\"1\"><c/></x:row>\n<x:row/><row>a</row><rowless>b</rowless><row></x:sheet>";
  const std::vector<std::string> expected = {"<x:row r=\"1\"><c/></x:row>", "<x:row/>", "<row>a</row>"};
  for (std::size_t piece_bytes = 1; piece_bytes <= xml.size(); ++piece_bytes)
    EXPECT_EQ(slice(xml, piece_bytes), expected);
}

TEST(RowSlicer, RefusesAnElementThatDoesNotEnd) {
  RowSlicer slicer({"row"}, [](std::string_view, std::string) -> Result<void> { return {}; });
  Result<void> result = slicer.feed("<row>");
  const std::string piece(1 << 20, 'x');
  for (int i = 0; i < 20 && result; ++i) result = slicer.feed(piece);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().reason, "entry_bytes");
}

}  // namespace
}  // namespace edify::parse
