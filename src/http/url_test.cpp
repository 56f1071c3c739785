#include "http/url.h"

#include <gtest/gtest.h>

#include "http/date.h"

namespace edify::http {
namespace {

TEST(Url, TakesAnEndpointApartAndWritesItAgain) {
  const auto plain = parse_endpoint("https://school.blob.core.windows.net/").value();
  EXPECT_EQ(plain.host, "school.blob.core.windows.net");
  EXPECT_EQ(plain.port, 443);
  EXPECT_EQ(plain.text(), "https://school.blob.core.windows.net");
  const auto local = parse_endpoint("http://127.0.0.1:10000/devstoreaccount1").value();
  EXPECT_EQ(local.path, "/devstoreaccount1");
  EXPECT_EQ(local.text(), "http://127.0.0.1:10000/devstoreaccount1");
  EXPECT_EQ(parse_endpoint("http://[::1]:8080").value().authority(), "[::1]:8080");
}

TEST(Url, KnowsWhatCanBeOverheard) {
  for (const auto* url : {"https://example.org", "http://127.0.0.1:1", "http://localhost", "http://[::1]:1"}) {
    EXPECT_TRUE(parse_endpoint(url).value().is_private()) << url;
  }
  for (const auto* url :
       {"http://example.org", "http://169.254.169.254", "http://localhost.example.org", "http://127.example.org"}) {
    EXPECT_FALSE(parse_endpoint(url).value().is_private()) << url;
  }
}

TEST(Url, RefusesWhatIsNoEndpointAndDoesNotRepeatIt) {
  for (const auto* url : {"", "school", "ftp://a", "https://", "https://user:hunter2@a", "https://a/?sig=hunter2",
                          "https://a#hunter2", "https://a:0", "https://a b", "http://127.0.0.1.example.org"}) {
    const auto endpoint = parse_endpoint(url);
    ASSERT_FALSE(endpoint.has_value()) << url;
    EXPECT_EQ(endpoint.error().message.find("hunter2"), std::string::npos);
  }
}

TEST(Url, EncodesAndDecodesPercent) {
  EXPECT_EQ(percent_encode_path("SOP/a b%#?ü"), "SOP/a%20b%25%23%3F%C3%BC");
  EXPECT_EQ(percent_encode("a/b+c"), "a%2Fb%2Bc");
  EXPECT_EQ(percent_decode("a%20b%25+%zz%4"), "a b%+%zz%4");
  EXPECT_EQ(encode_query({{"prefix", "SOP/a b"}, {"comp", "list"}}), "prefix=SOP%2Fa%20b&comp=list");
}

TEST(Date, ReadsAndWritesTheDatesOfHttp) {
  using namespace std::chrono;
  const auto time = parse_date("Sun, 06 Nov 1994 08:49:37 GMT");
  ASSERT_TRUE(time.has_value());
  EXPECT_EQ(*time, sys_days(year(1994) / 11 / 6) + 8h + 49min + 37s);
  EXPECT_EQ(format_date(*time), "Sun, 06 Nov 1994 08:49:37 GMT");
  for (const auto* text : {"", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 25:49:37 GMT", "1994-11-06T08:49:37Z",
                           "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 06 Foo 1994 08:49:37 GMT"}) {
    EXPECT_FALSE(parse_date(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace edify::http
