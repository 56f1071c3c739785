#include "api/json_writer.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cmath>
#include <limits>
#include <string>

namespace edify::api {
namespace {

template <typename Value>
std::string written(const Value& value) {
  std::string out;
  JsonWriter(out).value(value);
  return out;
}

TEST(JsonWriter, SeparatesMembersAndItemsAtEveryDepth) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.member("a", 1U);
  json.name("b");
  json.begin_array();
  json.begin_object();
  json.end_object();
  json.begin_array();
  json.end_array();
  json.value("x");
  json.null();
  json.value(true);
  json.end_array();
  json.member("c", false);
  json.end_object();
  EXPECT_EQ(out, R"({"a":1,"b":[{},[],"x",null,true],"c":false})");
}

TEST(JsonWriter, EscapesWhatJsonDemandsAndKeepsTheRest) {
  std::string every_byte;
  for (char c = 0; c < 127; ++c) every_byte.push_back(c);
  every_byte += "\x7f é हिन्दी 😀";
  EXPECT_EQ(boost::json::parse(written(std::string_view(every_byte))).as_string(), every_byte);
  EXPECT_EQ(written("\"\\\n\r\t\x01/"), R"("\"\\\n\r\t\u0001/")");
}

TEST(JsonWriter, WritesNumbersThatReadBackEqual) {
  for (const double number : {0.0, 1.0, -2.5, 0.1, 1e300, 5e-324, 123456789.123}) {
    EXPECT_EQ(boost::json::parse(written(number)).to_number<double>(), number);
  }
  EXPECT_EQ(written(0.1F), "0.1");
  EXPECT_EQ(written(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
}

TEST(JsonWriter, WritesNullForWhatJsonCannotSay) {
  EXPECT_EQ(written(std::nan("")), "null");
  EXPECT_EQ(written(std::numeric_limits<float>::infinity()), "null");
}

}  // namespace
}  // namespace edify::api
