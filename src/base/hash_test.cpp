#include "base/hash.h"

#include <gtest/gtest.h>

namespace edify {
namespace {

TEST(Sha256, AgreesWithThePublishedVectors) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256, GivesTheSameForAnyCutOfTheStream) {
  Sha256 hash;
  hash.update("a");
  hash.update("");
  hash.update("bc");
  EXPECT_EQ(hash.finish_hex(), sha256_hex("abc"));
}

TEST(Uuid5, IsStableAndWellFormed) {
  const auto id = uuid5("document:SOP/a.pdf");
  EXPECT_EQ(id, uuid5("document:SOP/a.pdf"));
  EXPECT_NE(id, uuid5("document:SOP/b.pdf"));
  ASSERT_EQ(id.size(), 36U);
  EXPECT_EQ(id[14], '5');
  EXPECT_NE(std::string("89ab").find(id[19]), std::string::npos);
}

TEST(Md5, AgreesWithRfc1321AsBlobStoresWriteIt) {
  Md5 md5;
  md5.update(std::as_bytes(std::span("a", 1)));
  md5.update(std::as_bytes(std::span("bc", 2)));
  EXPECT_EQ(md5.finish_base64(), "kAFQmDzST7DWlj99KOF/cg==");
  EXPECT_EQ(md5_base64({}), "1B2M2Y8AsgTpgAmY7PhCfg==");
}

}  // namespace
}  // namespace edify
