// JSON and XML: what golden cases can not show.
#include <gtest/gtest.h>

#include <string>

#include "model/memory_reader.h"
#include "parse/parser.h"
#include "parse/render.h"

namespace edify::parse {
namespace {

std::string repeat(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

std::string parse(const std::string& text, const std::string& name) {
  MemoryReader reader(text);
  ParseOptions options;
  options.name = name;
  const auto document = parse_document(reader, options);
  return document ? render_text(*document) : document.error().reason;
}

TEST(Json, IsReadAsTextWhereItIsNone) {
  EXPECT_EQ(parse("{\"a\": 1, \"b\": \nCut off", "a.json"), "{\"a\": 1, \"b\": Cut off\n");
  EXPECT_EQ(parse("[\"Quoted\" - a note]\n", ""), "[\"Quoted\" - a note]\n");
}

TEST(Json, BoundsItsDepth) {
  EXPECT_EQ(parse(repeat("[", 100'000), "a.json"), "nesting");
  EXPECT_EQ(parse(repeat("{\"a\":", 100'000), "a.json"), "nesting");
  EXPECT_EQ(parse(repeat("[", 150) + "\"x\"" + repeat("]", 150), "a.json"), "x\n");
}

TEST(Json, KeepsNumbersAsTheyAre) {
  EXPECT_EQ(parse(R"({"a": 12345678901, "b": 0.1, "c": -3, "d": 1e3})", "a.json"),
            "a: 12345678901\n\nb: 0.1\n\nc: -3\n\nd: 1000\n");
}

TEST(Xml, ExpandsNoEntitiesOfItsOwn) {
  const std::string bomb =
      "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"ha\"><!ENTITY c \"&b;&b;&b;&b;\">]><a><p>&c; &lt;</p></a>";
  EXPECT_EQ(parse(bomb, "a.xml"), "&c; <\n");
}

TEST(Xml, BoundsItsDepthAndNamesDamage) {
  EXPECT_EQ(parse("<?xml version=\"1.0\"?>" + repeat("<a>", 100'000) + "x" + repeat("</a>", 100'000), "a.xml"),
            "nesting");
  EXPECT_EQ(parse("<?xml version=\"1.0\"?><a><b>x</a>", "a.xml"), "malformed");
}

TEST(Xml, LabelsLeavesAndAttributesOfData) {
  EXPECT_EQ(parse("<?xml version=\"1.0\"?><order no=\"7\"><city>Pune</city><items><x>1</x></items></order>", "a.xml"),
            "order no: 7\n\ncity: Pune\n\nx: 1\n");
}

}  // namespace
}  // namespace edify::parse
