#include "base/hmac.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/hash.h"

namespace edify {
namespace {

namespace fs = std::filesystem;

// RFC 4231, test case 2.
TEST(Hmac, IsWhatTheStandardSays) {
  EXPECT_EQ(hmac_sha256_hex("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Hmac, ComparesWholeTexts) {
  EXPECT_TRUE(equal_in_constant_time("same", "same"));
  EXPECT_FALSE(equal_in_constant_time("same", "sane"));
  EXPECT_FALSE(equal_in_constant_time("same", "same and more"));
}

TEST(KeyFile, IsMadeOnceAndReadAgain) {
  const fs::path file = fs::temp_directory_path() / ("edify-key-" + random_uuid());
  const auto first = load_or_create_key(file, "test");
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(first->reveal().size(), key_bytes);
  EXPECT_EQ(load_or_create_key(file, "test")->reveal(), first->reveal());
  EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  fs::remove(file);
}

TEST(KeyFile, IsRefusedWhereOthersMayReadIt) {
  const fs::path file = fs::temp_directory_path() / ("edify-key-" + random_uuid());
  ASSERT_TRUE(load_or_create_key(file, "test"));
  fs::permissions(file, fs::perms::group_read, fs::perm_options::add);
  const auto key = load_or_create_key(file, "test");
  ASSERT_FALSE(key);
  EXPECT_EQ(key.error().reason, "unsafe_key_file");
  fs::remove(file);
}

TEST(KeyFile, MayBeLentByRootToAGroup) {
  constexpr unsigned root = 0;
  constexpr unsigned edify = 10001;
  EXPECT_FALSE(is_key_file_open(0600, edify, edify));
  EXPECT_TRUE(is_key_file_open(0640, edify, edify));
  EXPECT_FALSE(is_key_file_open(0440, root, edify));
  EXPECT_TRUE(is_key_file_open(0460, root, edify));
  EXPECT_TRUE(is_key_file_open(0444, root, edify));
  EXPECT_TRUE(is_key_file_open(0440, root, root));
}

TEST(KeyFile, IsRefusedWhereItIsNoKeyAndKeepsItToItself) {
  const fs::path file = fs::temp_directory_path() / ("edify-key-" + random_uuid());
  std::ofstream(file) << "half a key";
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
  const auto key = load_or_create_key(file, "test");
  ASSERT_FALSE(key);
  EXPECT_EQ(key.error().reason, "bad_key_file");
  EXPECT_EQ(key.error().message.find("half a key"), std::string::npos);
  fs::remove(file);
}

TEST(Key, IsReadFromHexadecimalDigits) {
  const std::string digits = to_hex(random_bytes(key_bytes));
  EXPECT_EQ(to_hex(key_from_hex(" " + digits + "\n").reveal()), digits);
  EXPECT_TRUE(key_from_hex(digits.substr(1)).empty());
  EXPECT_TRUE(key_from_hex(std::string(64, 'g')).empty());
  EXPECT_TRUE(key_from_hex("").empty());
}

}  // namespace
}  // namespace edify
