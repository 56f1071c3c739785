#include "parse/render_svg.h"

#include <gtest/gtest.h>

namespace edify::parse {
namespace {

TEST(RenderSvg, DrawsEachElementWithItsPlaceInTheReadingOrder) {
  ParsedDocument document;
  document.elements.push_back({.type = ElementType::title,
                               .text = "Salt & <light>",
                               .level = 1,
                               .html = {},
                               .page = 1,
                               .box = {72, 50, 200, 62},
                               .language = {},
                               .spans = {{0, 14, 1, {72, 50, 200, 62}}}});
  document.elements.push_back({.type = ElementType::table,
                               .text = "a | b",
                               .html = {},
                               .page = 2,
                               .box = {72, 80, 300, 160},
                               .language = {},
                               .spans = {}});
  const std::string svg = render_svg(document);
  EXPECT_TRUE(svg.starts_with(R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 372.0 )")) << svg;
  EXPECT_NE(svg.find(R"(<title>Title</title>)"), std::string::npos);
  EXPECT_NE(svg.find(">Salt &amp; &lt;light&gt;</text>"), std::string::npos) << svg;
  EXPECT_NE(svg.find(R"(<title>page 2</title>)"), std::string::npos);
  EXPECT_NE(svg.find(">2</text>"), std::string::npos) << "the table is second in order";
}

TEST(RenderSvg, MakesAnEmptyPictureOfADocumentWithoutPages) {
  ParsedDocument document;
  document.elements.emplace_back().text = "text";
  EXPECT_EQ(render_svg(document).find("<rect"), std::string::npos);
}

}  // namespace
}  // namespace edify::parse
