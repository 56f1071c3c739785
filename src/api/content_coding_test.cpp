#include "api/content_coding.h"

#include <brotli/decode.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <string>

#include "api/asset.h"

namespace edify::api {
namespace {

std::string gunzip(const std::string& bytes) {
  z_stream stream{};
  inflateInit2(&stream, 15 + 16);
  std::string out(1 << 20, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

std::string unbrotli(const std::string& bytes) {
  std::string out(1 << 20, '\0');
  std::size_t size = out.size();
  EXPECT_EQ(BrotliDecoderDecompress(bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()), &size,
                                    reinterpret_cast<std::uint8_t*>(out.data())),
            BROTLI_DECODER_RESULT_SUCCESS);
  out.resize(size);
  return out;
}

std::string long_text() {
  std::string text;
  for (int i = 0; i < 2000; ++i) text += "plants drink water and love the sun, number " + std::to_string(i) + "\n";
  return text;
}

TEST(ContentCoding, ChoosesWhatTheClientPrefers) {
  EXPECT_EQ(choose_coding(""), Coding::identity);
  EXPECT_EQ(choose_coding("gzip"), Coding::gzip);
  EXPECT_EQ(choose_coding("gzip, deflate, br, zstd"), Coding::br);
  EXPECT_EQ(choose_coding("GZIP;q=1.0, br;q=0.5"), Coding::gzip);
  EXPECT_EQ(choose_coding("br;q=0, *;q=0.3"), Coding::gzip);
  EXPECT_EQ(choose_coding("*"), Coding::br);
  EXPECT_EQ(choose_coding("identity"), Coding::identity);
  EXPECT_EQ(choose_coding("gzip;q=0"), Coding::identity);
  EXPECT_EQ(choose_coding("deflate"), Coding::identity);
  for (const char* strange : {";;;", ",,,", "gzip;q=", "gzip;q=2", "gzip;q=nan", "gzip;x=1", "  ;q=1"}) {
    EXPECT_EQ(choose_coding(strange), Coding::identity) << strange;
  }
}

TEST(ContentCoding, ComesBackAsItWas) {
  for (const std::string& text : {std::string(), std::string("a"), long_text()}) {
    for (const Effort effort : {Effort::quick, Effort::thorough}) {
      EXPECT_EQ(gunzip(compress(text, Coding::gzip, effort)), text);
      EXPECT_EQ(unbrotli(compress(text, Coding::br, effort)), text);
    }
  }
  EXPECT_LT(compress(long_text(), Coding::gzip, Effort::quick).size(), long_text().size() / 4);
  EXPECT_LT(compress(long_text(), Coding::br, Effort::quick).size(), long_text().size() / 4);
}

TEST(ContentCoding, GivesAnAssetATagThatFollowsItsBody) {
  const Asset one = make_asset(long_text());
  EXPECT_EQ(one.etag, make_asset(long_text()).etag);
  EXPECT_NE(one.etag, make_asset(long_text() + "x").etag);
  EXPECT_EQ(gunzip(one.gzip), one.body);
  EXPECT_EQ(unbrotli(one.brotli), one.body);
}

}  // namespace
}  // namespace edify::api
