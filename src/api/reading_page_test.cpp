#include "api/reading_page.h"

#include <gmock/gmock.h>

#include <regex>
#include <set>
#include <vector>

namespace edify::api {
namespace {

using testing::HasSubstr;
using testing::Not;

Hit hit_of(std::uint32_t index, std::string text, std::vector<std::string> headings = {},
           std::vector<ElementType> types = {ElementType::narrative_text}) {
  Hit hit;
  hit.chunk.index = index;
  hit.chunk.text = std::move(text);
  hit.chunk.heading_path = std::move(headings);
  hit.chunk.element_types = std::move(types);
  return hit;
}

// Every tag of the page, with its attributes.
std::set<std::string> tags_of(const std::string& html) {
  static const std::regex tag("<[^>]*>");
  std::set<std::string> tags;
  for (std::sregex_iterator each(html.begin(), html.end(), tag), end; each != end; ++each) tags.insert(each->str());
  return tags;
}

TEST(ReadingPageOfADocument, MarksThePassageAndSaysEachHeadingOnce) {
  const std::vector<Hit> chunks = {hit_of(0, "First.", {"Plants"}), hit_of(1, "Second.", {"Plants", "Leaves"}),
                                   hit_of(2, "Third.", {"Plants", "Leaves"})};
  const auto html = render({.title = "Botany", .chunks = chunks, .marked = 1});
  EXPECT_THAT(html, HasSubstr("<p><mark>Second.</mark></p>"));
  EXPECT_THAT(html, HasSubstr("<p>Third.</p>"));
  EXPECT_EQ(html.find("<h2>Plants</h2>"), html.rfind("<h2>Plants</h2>"));
  EXPECT_EQ(html.find("<h3>Leaves</h3>"), html.rfind("<h3>Leaves</h3>"));
}

TEST(ReadingPageOfADocument, SaysWhatTwoChunksShareOnce) {
  const std::vector<Hit> chunks = {hit_of(0, "One sentence. The shared sentence."),
                                   hit_of(1, "The shared sentence. The marked one."),
                                   hit_of(2, "The marked one. The end.")};
  const auto html = render({.title = "t", .chunks = chunks, .marked = 1});
  EXPECT_THAT(html, HasSubstr("<mark>The shared sentence. The marked one.</mark>"));
  EXPECT_EQ(html.find("The shared"), html.rfind("The shared"));
  EXPECT_EQ(html.find("The marked"), html.rfind("The marked"));
}

TEST(ReadingPageOfADocument, KeepsTheLinesOfTablesAndMakesItemsOfLists) {
  const std::vector<Hit> chunks = {hit_of(0, "a  b\n1  2", {}, {ElementType::table}),
                                   hit_of(1, "one\ntwo", {}, {ElementType::list_item})};
  const auto html = render({.title = "t", .chunks = chunks});
  EXPECT_THAT(html, HasSubstr("<pre>a  b\n1  2</pre>"));
  EXPECT_THAT(html, HasSubstr("<li>one</li>\n<li>two</li>"));
}

TEST(ReadingPageOfADocument, HasNoMarkupOfTheDocument) {
  const std::vector<std::string> attacks = {
      "<script>alert(1)</script>",
      "<img src=x onerror=alert(1)>",
      "<svg/onload=alert(1)>",
      "\"><script>alert(1)</script>",
      "'><iframe src=javascript:alert(1)>",
      "</title><script>alert(1)</script>",
      "</style><script>alert(1)</script>",
      "</pre></mark></section><script>alert(1)</script>",
      "<a href=\"javascript:alert(1)\">x</a>",
      "<body onload=alert(1)>",
      "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
      "<!--><script>alert(1)</script-->",
      "<![CDATA[<script>alert(1)</script>]]>",
      "<link rel=stylesheet href=//evil.example>",
      "<meta http-equiv=refresh content=0;url=//evil.example>",
      "<style>@import url(//evil.example)</style>",
      "<form action=//evil.example><input autofocus onfocus=alert(1)>",
      "<base href=//evil.example>",
      "<\0script>alert(1)</script>",
      "&lt;script&gt;alert(1)&lt;/script&gt;",
      "&#60;script&#62;alert(1)",
      "\xC0\xBCscript\xC0\xBE",
      "<details open ontoggle=alert(1)>",
      "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
      "+ADw-script+AD4-alert(1)",
      "<x contenteditable onblur=alert(1)>",
  };
  const std::vector<std::vector<ElementType>> kinds = {{ElementType::narrative_text}, {ElementType::table},
                                                       {ElementType::list_item},      {ElementType::code_snippet},
                                                       {ElementType::title},          {}};
  const auto harmless = tags_of(render({.title = "t", .chunks = {}, .marked = {}, .is_part = true}));
  for (const auto& attack : attacks) {
    for (const auto& types : kinds) {
      const std::vector<Hit> chunks = {hit_of(0, attack, {attack, attack}, types),
                                       hit_of(1, attack + "\n" + attack, {attack}, types)};
      const auto html = render({.title = attack, .chunks = chunks, .marked = 1});
      for (const auto& tag : tags_of(html)) {
        static const std::regex ours("</?(h[1-6]|p|ul|li|pre|mark|section)>|<section id=\"passage\">");
        EXPECT_TRUE(harmless.contains(tag) || std::regex_match(tag, ours)) << tag << " of " << attack;
      }
      EXPECT_EQ(html.find('\0'), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace edify::api
