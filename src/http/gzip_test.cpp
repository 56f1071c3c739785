#include "http/gzip.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include "http/client.h"
#include "http/testing/loopback_server.h"

namespace edify::http {
namespace {

std::string pack(const std::string& text) {
  z_stream stream{};
  EXPECT_EQ(::deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(::deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(::deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  ::deflateEnd(&stream);
  return out;
}

TEST(Gzip, UnpacksWhatWasPacked) {
  for (const std::string& text : {std::string(), std::string("leaf"), std::string(300'000, 'a')}) {
    EXPECT_EQ(unpack_gzip(pack(text), 300'000).value(), text);
  }
}

TEST(Gzip, StopsAtTheLimit) {
  const auto bomb = unpack_gzip(pack(std::string(10'000'000, 'a')), 100'000);
  ASSERT_FALSE(bomb);
  EXPECT_EQ(bomb.error().reason, long_body_reason);
}

TEST(Gzip, RefusesWhatIsDamagedOrEndsEarly) {
  const std::string packed = pack("a leaf makes sugar");
  std::string changed = packed;
  changed[changed.size() - 6] ^= 1;  // of the checksum
  for (const auto& text : {std::string("leaf"), std::string(), packed.substr(0, packed.size() / 2), changed}) {
    const auto unpacked = unpack_gzip(text, 1000);
    ASSERT_FALSE(unpacked);
    EXPECT_EQ(unpacked.error().reason, protocol_reason);
  }
}

TEST(Gzip, IsAskedForAndUnpackedWhereTheCallerSaysSo) {
  testing::LoopbackServer server([](const testing::Received& received) {
    if (received.header("Accept-Encoding") != "gzip") return testing::reply(200, "plain");
    return testing::reply(200, pack("packed"), "Content-Encoding: gzip\r\n");
  });
  const auto client = Client::create({}).value();
  Request request;
  request.endpoint = parse_endpoint(server.url()).value();
  request.target = "/x";
  EXPECT_EQ(client->send(request, {}).value().body, "plain");
  Delivery delivery;
  delivery.accepts_gzip = true;
  const auto response = client->send(request, delivery).value();
  EXPECT_EQ(response.body, "packed");
  EXPECT_EQ(response.body_size, 6U);
}

TEST(Client, RepeatsAPostOnAFreshConnectionWhereItMayBeRepeated) {
  testing::LoopbackServer server([](const testing::Received& received) {
    auto answer = testing::reply(200, "yes");
    // Closes without saying so, as a server does that is restarted.
    if (received.connection == 1 && received.body == "first") answer.closes = true;
    return answer;
  });
  const auto client = Client::create({}).value();
  Request request;
  request.method = Method::post;
  request.endpoint = parse_endpoint(server.url()).value();
  request.target = "/x";
  request.body = "first";
  request.may_be_repeated = true;
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(client->send(request, {}).value().body, "yes");
    request.body = "next";
  }
  EXPECT_EQ(server.connections(), 2);
}

}  // namespace
}  // namespace edify::http
