#include "parse/markup/html_visibility.h"

#include <gtest/gtest.h>

#include "model/memory_reader.h"
#include "parse/parser.h"

namespace edify::parse {
namespace {

// The text of a page, element behind element.
std::string shown(const std::string& html) {
  MemoryReader reader("<!DOCTYPE html><html><body>" + html + "</body></html>");
  ParseOptions options;
  options.name = "page.html";
  const auto document = parse_document(reader, options);
  std::string text;
  for (const auto& element : document.value().elements) text += (text.empty() ? "" : "|") + element.text;
  return text;
}

TEST(HtmlVisibility, KnowsStylesThatHide) {
  for (const auto* style :
       {"display:none", "DISPLAY : None !important", "visibility:hidden", "opacity:0", "font-size:0", "font-size: 1px",
        "font-size:0.01em", "color:#fff", "color: rgb(255, 255, 255)", "color:white", "color:transparent",
        "color:rgba(0,0,0,0)", "color:red;background:red", "position:absolute;left:-9999px", "text-indent:-9000px",
        "height:0;overflow:hidden"}) {
    EXPECT_TRUE(style_hides(style, Background::white)) << style;
  }
  for (const auto* style : {"", "color:#333", "font-size:12px", "font-size:1.2em", "display:block", "opacity:0.9",
                            "color:white;background-color:#003366", "left:0;top:10px", "line-height:0", "color:#ff00ff",
                            "font-size:small", "width:0"}) {
    EXPECT_FALSE(style_hides(style, Background::white)) << style;
  }
  EXPECT_FALSE(style_hides("color:#fff", Background::coloured)) << "it may stand on a coloured ground";
}

TEST(HtmlVisibility, LeavesOutWhatNoReaderSeesWithinALineToo) {
  EXPECT_EQ(shown("<p>Seen <span style=\"display:none\">not <span>seen</span></span> again.</p>"), "Seen again.");
  EXPECT_EQ(shown("<p>Seen <font color=white>not seen</font> again.</p>"), "Seen again.");
  EXPECT_EQ(shown("<div style='color:#FFFFFF'>Not seen.</div><p>Seen.</p>"), "Seen.");
  EXPECT_EQ(shown("<p style='font-size:0'>Not seen.<p>Seen.</p>"), "Seen.");
  EXPECT_EQ(shown("<p>Seen <b style='opacity:0'>never closed</p><p>Seen.</p>"), "Seen|Seen.");
}

TEST(HtmlVisibility, FollowsASheetsClassesAndIds) {
  const std::string sheet =
      "<style>.x, p.y { display: none } @media print { .z { display: none } } #w{font-size:0}</style>";
  EXPECT_EQ(shown(sheet + "<p class='a x'>No.</p><p class=y>No.</p><p class=z>Yes.</p><p id=w>No.</p><p>Yes.</p>"),
            "Yes.|Yes.");
  EXPECT_EQ(shown("<style>body{background:#fff}</style><p style='color:white'>Not judged.</p>"), "Not judged.");
}

TEST(HtmlVisibility, StripsCharactersWithoutWidth) {
  EXPECT_EQ(shown("<p>Sc\xE2\x80\x8B"
                  "hool\xE2\x81\xA0s \xF3\xA0\x81\xA9\xF3\xA0\x81\xA7open.</p>"),
            "Schools open.");
  EXPECT_EQ(shown("<p>क्‍ष</p>"), "क्‍ष") << "a joiner is part of the spelling";
}

TEST(HtmlVisibility, KeepsAPageThatScriptsFadeIn) {
  EXPECT_EQ(shown("<div>One.</div>"), "One.");
  MemoryReader reader(std::string("<!DOCTYPE html><html><body style=\"opacity:0\"><p>Seen at last.</p></body></html>"));
  ParseOptions options;
  options.name = "page.html";
  EXPECT_EQ(parse_document(reader, options).value().elements.size(), 1U);
}

}  // namespace
}  // namespace edify::parse
