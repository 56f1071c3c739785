#include "access/api_key.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <string>

namespace edify::access {
namespace {

TEST(ApiKeys, LookAsScannersExpect) {
  const std::regex pattern("edify_[0-9A-Za-z]{49}");
  std::set<std::string> keys;
  for (int i = 0; i < 200; ++i) {
    const Secret key = make_api_key().value();
    EXPECT_TRUE(std::regex_match(key.reveal(), pattern)) << key.reveal();
    EXPECT_TRUE(is_api_key(key.reveal()));
    EXPECT_TRUE(keys.insert(key.reveal()).second);
    EXPECT_EQ(hash_api_key(key.reveal()).size(), 64U);
  }
}

TEST(ApiKeys, AreToldFromLookAlikesByTheirChecksum) {
  const std::string key = make_api_key()->reveal();
  for (std::size_t i = 0; i < key.size(); ++i) {
    for (const char replacement : {'0', 'z', 'Q', '_', '-', '\0', '\''}) {
      if (key[i] == replacement) continue;
      std::string changed = key;
      changed[i] = replacement;
      EXPECT_FALSE(is_api_key(changed)) << i;
    }
    EXPECT_FALSE(is_api_key(key.substr(0, i)));
  }
  for (const auto& other : {key + "0", " " + key, key + "\n", std::string("edify_"), std::string()}) {
    EXPECT_FALSE(is_api_key(other)) << other;
  }
}

}  // namespace
}  // namespace edify::access
