#include "parse/render.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <string>

namespace edify::parse {
namespace {

Element element(ElementType type, std::string text, std::uint32_t page = 0) {
  Element made;
  made.type = type;
  made.text = std::move(text);
  made.page = page;
  return made;
}

ParsedDocument two_pages() {
  ParsedDocument document;
  document.content_type = "application/pdf";
  document.title = "A \"title\"";
  document.page_count = 5;
  document.pages_needing_ocr = {2, 5};
  document.elements = {element(ElementType::header, "School", 1),
                       element(ElementType::title, "Fees", 1),
                       element(ElementType::narrative_text, "Pay in June.", 1),
                       element(ElementType::page_number, "1", 1),
                       element(ElementType::list_item, "• cash", 4),
                       element(ElementType::list_item, "2) card", 4)};
  document.elements[1].level = 2;
  document.elements[1].box = {72, 90.126F, 300.5F, 110};
  document.elements[2].source = TextSource::ocr;
  document.elements[2].language = "en";
  return document;
}

TEST(RenderMarkdown, NestsListItemsByTheirDepth) {
  ParsedDocument document;
  for (const int level : {1, 2, 3, 1, 4, 0}) {
    Element item;
    item.type = ElementType::list_item;
    item.text = std::to_string(level);
    item.level = level;
    document.elements.push_back(item);
  }
  EXPECT_EQ(render_markdown(document), "- 1\n    - 2\n        - 3\n- 1\n    - 4\n- 0\n");
}

TEST(RenderMarkdown, MarksEveryPageAndLeavesFurnitureOut) {
  EXPECT_EQ(render_markdown(two_pages()),
            "<!-- page 1 -->\n\n## Fees\n\nPay in June.\n\n<!-- page 2 -->\n\n<!-- page 3 -->\n\n<!-- page 4 -->\n\n"
            "- cash\n2) card\n\n<!-- page 5 -->\n");
}

TEST(RenderMarkdown, WritesFiguresWithTheirCaption) {
  ParsedDocument document;
  document.elements = {element(ElementType::image, ""), element(ElementType::figure_caption, "Fig. 1: [a]\nb"),
                       element(ElementType::image, "OCR text"), element(ElementType::figure_caption, "Fig. 2")};
  EXPECT_EQ(render_markdown(document), "![Fig. 1: \\[a\\] b]()\n\n![OCR text]()\n\nFig. 2\n");
}

TEST(RenderMarkdown, EscapesWhatWouldBecomeMarkup) {
  ParsedDocument document;
  document.elements = {element(ElementType::narrative_text, "# 5 is <!-- page 9 --> < 6"),
                       element(ElementType::code_snippet, "# <b>")};
  EXPECT_EQ(render_markdown(document), "\\# 5 is &lt;!-- page 9 --> < 6\n\n```\n# <b>\n```\n");
}

TEST(RenderJson, HasEveryFieldOfTheContract) {
  const boost::json::value json = boost::json::parse(render_json(two_pages()));
  const auto& document = json.at("document");
  EXPECT_EQ(document.at("content_type").as_string(), "application/pdf");
  EXPECT_EQ(document.at("title").as_string(), "A \"title\"");
  EXPECT_EQ(document.at("page_count").as_int64(), 5);
  EXPECT_EQ(document.at("pages_needing_ocr").as_array().size(), 2U);
  const auto& elements = json.at("elements").as_array();
  ASSERT_EQ(elements.size(), 6U);
  EXPECT_EQ(elements[0].at("type").as_string(), "Header");
  EXPECT_EQ(elements[1].at("level").as_int64(), 2);
  EXPECT_EQ(elements[1].at("page").as_int64(), 1);
  EXPECT_TRUE(render_json(two_pages()).contains("\"bbox\": [72, 90.13, 300.5, 110]"));
  EXPECT_EQ(elements[1].at("source").as_string(), "text");
  EXPECT_EQ(elements[2].at("source").as_string(), "ocr");
  EXPECT_EQ(elements[2].at("language").as_string(), "en");
  EXPECT_FALSE(elements[2].as_object().contains("level"));
}

TEST(RenderJson, HasNoPageInFormatsWithoutPages) {
  ParsedDocument document;
  document.elements = {element(ElementType::table, "a")};
  document.elements[0].html = "<table><tr><td>a</td></tr></table>";
  const boost::json::value json = boost::json::parse(render_json(document));
  const auto& table = json.at("elements").at(0);
  EXPECT_TRUE(table.at("page").is_null());
  EXPECT_TRUE(table.at("bbox").is_null());
  EXPECT_EQ(table.at("html").as_string(), "<table><tr><td>a</td></tr></table>");
}

TEST(RenderText, IsTheTextAlone) { EXPECT_EQ(render_text(two_pages()), "Fees\n\nPay in June.\n\n• cash\n\n2) card\n"); }

}  // namespace
}  // namespace edify::parse
