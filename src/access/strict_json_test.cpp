#include "access/strict_json.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <string>

#include "access/base64url.h"

namespace edify::access {
namespace {

TEST(StrictJson, ReadsAnObjectAsItIs) {
  const auto object = parse_strict_object(R"({"a":[1,{"a":"x"},{"a":"y"}],"b":{"a":null}, "ä":true})");
  ASSERT_TRUE(object);
  EXPECT_EQ(object->size(), 3U);
  EXPECT_TRUE(parse_strict_object("{}"));
}

TEST(StrictJson, RefusesANameThatComesTwiceAtAnyDepthAndInAnySpelling) {
  for (const char* text : {R"({"a":1,"a":1})", R"({"a":1,"b":2,"a":3})", R"({"x":{"a":1,"a":2}})",
                           R"({"x":[{"a":1,"a":2}]})", R"({"a":1,"\u0061":2})", R"({"":1,"":2})"}) {
    EXPECT_FALSE(parse_strict_object(text)) << text;
  }
}

TEST(StrictJson, RefusesWhatIsNoObjectOrNoJson) {
  const std::string deep = R"({"a":)" + std::string(40, '[') + std::string(40, ']') + "}";
  for (const std::string& text :
       {std::string(), std::string("null"), std::string("[]"), std::string("\"x\""), std::string("{}{}"),
        std::string("{} x"), std::string("{\"a\":1,}"), std::string("{'a':1}"), std::string("{\"a\":NaN}"),
        std::string("{\"a\":/**/1}"), std::string("{\"a\":\"\xff\"}"), std::string("\xEF\xBB\xBF{}"),
        std::string("{\"a\":01}"), deep}) {
    EXPECT_FALSE(parse_strict_object(text)) << text;
  }
}

TEST(Base64Url, ComesBackAsItWas) {
  std::string bytes;
  for (int length = 0; length < 70; ++length) {
    const auto text = encode_base64url(bytes);
    EXPECT_EQ(text.find('='), std::string::npos);
    EXPECT_EQ(decode_base64url(text), bytes);
    bytes.push_back(static_cast<char>(length * 37 + 201));
  }
}

TEST(Base64Url, HasOneTextForEachValue) {
  EXPECT_EQ(decode_base64url("TQ"), "M");
  for (const char* text : {"T", "TR", "TQ==", "T Q", "TQ\n", "TWE+", "TWE/", "TWFuT"}) {
    EXPECT_FALSE(decode_base64url(text)) << text;
  }
  EXPECT_FALSE(decode_base64url("TWF"));  // two bits that no byte takes
}

}  // namespace
}  // namespace edify::access
