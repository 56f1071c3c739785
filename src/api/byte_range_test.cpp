#include "api/byte_range.h"

#include <gtest/gtest.h>

namespace edify::api {
namespace {

TEST(ByteRangeOfARequest, IsOneRangeOrTheWhole) {
  EXPECT_EQ(choose_range("bytes=0-99", 1000).range, (ByteRange{0, 100}));
  EXPECT_EQ(choose_range("bytes=900-", 1000).range, (ByteRange{900, 100}));
  EXPECT_EQ(choose_range("bytes=900-5000", 1000).range, (ByteRange{900, 100}));
  EXPECT_EQ(choose_range("bytes=-10", 1000).range, (ByteRange{990, 10}));
  EXPECT_EQ(choose_range("bytes=-5000", 1000).range, (ByteRange{0, 1000}));
  for (const auto* whole : {"", "bytes=0-1,5-6", "items=0-1", "bytes=9-1", "bytes=a-b", "bytes=-",
                            "bytes=", "bytes=99999999999999999999-", "bytes=1-2-3", "bytes=+1-2"}) {
    EXPECT_TRUE(choose_range(whole, 1000).satisfiable) << whole;
    EXPECT_FALSE(choose_range(whole, 1000).range.has_value()) << whole;
  }
}

TEST(ByteRangeOfARequest, IsRefusedBeyondTheEnd) {
  EXPECT_FALSE(choose_range("bytes=1000-", 1000).satisfiable);
  EXPECT_FALSE(choose_range("bytes=-0", 1000).satisfiable);
  EXPECT_FALSE(choose_range("bytes=0-", 0).satisfiable);
}

TEST(EntityTags, AreComparedStrongly) {
  EXPECT_TRUE(matches_strongly("*", "\"a\""));
  EXPECT_TRUE(matches_strongly("\"b\" , \"a\"", "\"a\""));
  EXPECT_FALSE(matches_strongly("W/\"a\"", "\"a\""));
  EXPECT_FALSE(matches_strongly("", "\"a\""));
}

}  // namespace
}  // namespace edify::api
