#include "api/client_address.h"

#include <gtest/gtest.h>

#include <string>

namespace edify::api {
namespace {

const AddressRanges proxies = AddressRanges::parse({"10.0.0.0/8", "192.0.2.7", "fd00::/8"}).value();

address at(const char* text) { return boost::asio::ip::make_address(text); }

std::string behind(const char* peer, std::string_view x_forwarded_for) {
  return find_client(at(peer), {.forwarded = {}, .x_forwarded_for = x_forwarded_for, .x_forwarded_proto = {}}, proxies,
                     ForwardedHeader::x_forwarded_for)
      .from.to_string();
}

Client forwarded(const char* peer, std::string_view header) {
  return find_client(at(peer), {.forwarded = header, .x_forwarded_for = "6.6.6.6", .x_forwarded_proto = "https"},
                     proxies, ForwardedHeader::forwarded);
}

TEST(ClientAddress, BelievesNoHeaderOfAPeerThatIsNotTrusted) {
  EXPECT_EQ(behind("203.0.113.9", "1.2.3.4"), "203.0.113.9");
  EXPECT_EQ(behind("192.0.2.8", "1.2.3.4"), "192.0.2.8") << "the range holds one address";
  EXPECT_EQ(forwarded("203.0.113.9", "for=1.2.3.4;proto=https").from, at("203.0.113.9"));
  EXPECT_FALSE(forwarded("203.0.113.9", "for=1.2.3.4;proto=https").secure);
}

TEST(ClientAddress, IsTheRightmostOneThatIsNoTrustedProxy) {
  EXPECT_EQ(behind("10.1.2.3", "1.2.3.4"), "1.2.3.4");
  EXPECT_EQ(behind("10.1.2.3", "6.6.6.6, 1.2.3.4, 10.9.9.9"), "1.2.3.4") << "what the client wrote stands left";
  EXPECT_EQ(behind("10.1.2.3", "10.0.0.1, 10.0.0.2"), "10.0.0.1") << "proxies all the way";
  EXPECT_EQ(behind("10.1.2.3", ""), "10.1.2.3");
  EXPECT_EQ(behind("10.1.2.3", "1.2.3.4, unknown"), "10.1.2.3") << "the last proxy hides whom it speaks for";
  EXPECT_EQ(behind("10.1.2.3", "1.2.3.4,"), "10.1.2.3");
  EXPECT_EQ(behind("::ffff:10.1.2.3", "1.2.3.4"), "1.2.3.4");
  EXPECT_EQ(behind("fd00::1", "2001:db8::5"), "2001:db8::5");
  EXPECT_EQ(behind("10.1.2.3", "1.2.3.4:5678"), "1.2.3.4");
  EXPECT_EQ(behind("10.1.2.3", "[2001:db8::5]:443"), "2001:db8::5");
}

TEST(ClientAddress, ReadsForwardedWhereThatIsWhatTheProxyWrites) {
  EXPECT_EQ(forwarded("10.0.0.1", R"(for=6.6.6.6, for="[2001:db8::5]:80";proto=https;by=10.0.0.1)").from,
            at("2001:db8::5"));
  EXPECT_EQ(forwarded("10.0.0.1", "For=1.2.3.4;Proto=HTTPS").from, at("1.2.3.4"));
  EXPECT_TRUE(forwarded("10.0.0.1", "For=1.2.3.4;Proto=HTTPS").secure);
  EXPECT_FALSE(forwarded("10.0.0.1", "for=1.2.3.4;proto=https, for=1.2.3.4;proto=http").secure);
  EXPECT_EQ(forwarded("10.0.0.1", "for=_hidden").from, at("10.0.0.1"));
  EXPECT_EQ(forwarded("10.0.0.1", "").from, at("10.0.0.1")) << "the other header is hearsay";
}

TEST(ClientAddress, NamesTheRangeThatIsNone) {
  for (const char* bad : {"10.0.0.0/33", "10.0.0/8", "proxy.example", "fd00::/129", "10.0.0.0/", "10.0.0.0/x", "/8"}) {
    const auto parsed = AddressRanges::parse({"10.0.0.0/8", bad});
    ASSERT_FALSE(parsed) << bad;
    EXPECT_NE(parsed.error().message.find(bad), std::string::npos);
  }
  EXPECT_TRUE(AddressRanges::parse({"0.0.0.0/0"}).value().contains(at("8.8.8.8")));
  EXPECT_FALSE(AddressRanges::parse({}).value().contains(at("127.0.0.1")));
}

TEST(ClientAddress, CountsAnIpv6NetworkAsOne) {
  EXPECT_EQ(limit_key(at("2001:db8:1:2:3:4:5:6")), limit_key(at("2001:db8:1:2:ffff::1")));
  EXPECT_NE(limit_key(at("2001:db8:1:2::1")), limit_key(at("2001:db8:1:3::1")));
  EXPECT_EQ(limit_key(at("192.0.2.1")), "192.0.2.1");
  EXPECT_EQ(limit_key(at("::ffff:192.0.2.1")), "192.0.2.1");
}

}  // namespace
}  // namespace edify::api
