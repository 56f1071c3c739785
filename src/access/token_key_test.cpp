#include "access/token_key.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "access/token.h"
#include "base/hash.h"

namespace edify::access {
namespace {

namespace fs = std::filesystem;

class TokenKeyFile : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override { fs::remove_all(folder_); }

  void write(std::string_view text, fs::perms mode = fs::perms::owner_read | fs::perms::owner_write) {
    std::ofstream(file_) << text;
    fs::permissions(file_, mode);
  }

  fs::path folder_ = fs::temp_directory_path() / ("edify-key-" + random_uuid());
  fs::path file_ = folder_ / "token.key";
};

std::string token_of(const TokenKey& key) {
  return sign_token(key, {.user = "u", .grades = {}}, std::chrono::hours(1), UnixSeconds(std::chrono::seconds(1000)))
      .value();
}

TEST_F(TokenKeyFile, IsMadeOnceAndReadByItsOwnerOnly) {
  const auto made = TokenKey::load_or_create(file_);
  ASSERT_TRUE(made) << made.error().message;
  struct stat status {};
  ASSERT_EQ(::stat(file_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600U);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 1) << "a draft was left behind";

  const auto read = TokenKey::load_or_create(file_);
  ASSERT_TRUE(read);
  EXPECT_EQ(token_of(*made), token_of(*read));
}

TEST_F(TokenKeyFile, DiffersFromInstallationToInstallation) {
  const auto one = TokenKey::load_or_create(folder_ / "one");
  const auto two = TokenKey::load_or_create(folder_ / "two");
  EXPECT_NE(token_of(*one), token_of(*two));
}

TEST_F(TokenKeyFile, IsRefusedWhenOthersCanOpenIt) {
  ASSERT_TRUE(TokenKey::load_or_create(file_));
  for (const auto open_to : {fs::perms::group_read, fs::perms::others_read, fs::perms::group_write}) {
    fs::permissions(file_, fs::perms::owner_read | fs::perms::owner_write | open_to);
    const auto refused = TokenKey::load_or_create(file_);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
    EXPECT_NE(refused.error().message.find("chmod 600"), std::string::npos) << refused.error().message;
  }
}

TEST_F(TokenKeyFile, IsRefusedWhenItIsNotA256BitSecret) {
  for (const char* text : {"", "secret", "{}", R"({"kty":"oct","k":""})", R"({"kty":"oct","k":"c2hvcnQ"})",
                           R"({"kty":"RSA","n":"AQAB","e":"AQAB"})"}) {
    write(text);
    const auto refused = TokenKey::load_or_create(file_);
    ASSERT_FALSE(refused) << text;
    EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument) << text;
  }
}

TEST_F(TokenKeyFile, NamesTheFileThatCannotBeMade) {
  const auto failed = TokenKey::load_or_create(folder_ / "missing" / "token.key");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::unavailable);
  EXPECT_NE(failed.error().message.find("missing/token.key"), std::string::npos);
}

TEST_F(TokenKeyFile, IsTheSameForAllWhoStartAtOnce) {
  std::vector<std::string> tokens(8);
  {
    std::vector<std::jthread> starters;
    for (auto& token : tokens) {
      starters.emplace_back([this, &token] { token = token_of(TokenKey::load_or_create(file_).value()); });
    }
  }
  for (const auto& token : tokens) EXPECT_EQ(token, tokens.front());
}

}  // namespace
}  // namespace edify::access
