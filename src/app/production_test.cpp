#include "app/production.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "base/hash.h"

namespace edify::app {
namespace {

namespace fs = std::filesystem;

class ProductionTest : public testing::Test {
 protected:
  ProductionTest() {
    fs::create_directories(config_.data = folder_ / "data");
    fs::permissions(config_.data, fs::perms::owner_all);
    config_.issuers.emplace_back();
    config_.local_tokens = "off";
    config_.backup.to = "/srv/backup";
  }
  ~ProductionTest() override { fs::remove_all(folder_); }

  // But for the volume and the core dumps, which are this machine's.
  std::vector<std::string_view> objections() const {
    std::vector<std::string_view> names;
    for (const auto& each : objections_to_production(config_, {folder_ / "edify.toml"})) {
      EXPECT_FALSE(each.text.empty());
      if (each.name != "unencrypted_store" && each.name != "core_dumps") names.push_back(each.name);
    }
    return names;
  }
  void expect(std::string_view name) const { EXPECT_EQ(objections(), std::vector<std::string_view>{name}); }

  fs::path folder_ = fs::temp_directory_path() / ("edify-production-" + random_uuid());
  Config config_;
};

TEST_F(ProductionTest, HasNothingAgainstAProperConfiguration) { EXPECT_TRUE(objections().empty()); }

TEST_F(ProductionTest, IsAgainstDataThatNobodyBacksUp) {
  config_.backup.to.clear();
  expect("no_backup");
}

TEST_F(ProductionTest, ObjectsToLocalTokens) {
  config_.local_tokens = "on";
  expect("local_tokens");
}

TEST_F(ProductionTest, ObjectsToNoIssuerAndToTheLocalTokensThatThenOpen) {
  config_.issuers.clear();
  config_.local_tokens = "auto";
  EXPECT_EQ(objections(), (std::vector<std::string_view>{"local_tokens", "no_issuer"}));
}

TEST_F(ProductionTest, ObjectsToANetworkWithoutTls) {
  config_.host = "0.0.0.0";
  expect("no_tls");
  config_.server.trusted_proxies = {"10.0.0.0/8"};
  EXPECT_TRUE(objections().empty());
}

TEST_F(ProductionTest, ObjectsToMetricsForEverybody) {
  config_.metrics_host = "0.0.0.0";
  expect("open_metrics");
  config_.metrics_port = 0;
  EXPECT_TRUE(objections().empty());
}

TEST_F(ProductionTest, ObjectsToARedisThatAnyoneCanReadAlongWithOrWriteTo) {
  config_.redis = cache::parse_redis_url("redis://:password@cache.school.example").value();
  expect("open_redis");
  config_.redis = cache::parse_redis_url("rediss://cache.school.example").value();
  expect("open_redis");
  config_.redis = cache::parse_redis_url("rediss://:password@cache.school.example").value();
  EXPECT_TRUE(objections().empty());
}

TEST_F(ProductionTest, ObjectsToSigningInAsAnybody) {
  config_.demo = true;
  expect("demo_sign_in");
}

TEST_F(ProductionTest, ObjectsToTalkativeLogs) {
  config_.log_level = "debug";
  expect("debug_log");
}

TEST_F(ProductionTest, ObjectsToUnconfinedParsers) {
  config_.sandbox = "best_effort";
  expect("no_sandbox");
}

TEST_F(ProductionTest, ObjectsToEveryOrigin) {
  config_.server.cors_origins = {"https://portal.school.example", "*"};
  expect("any_origin");
}

TEST_F(ProductionTest, ObjectsToCallersWithoutARate) {
  config_.server.rate_per_user = {};
  expect("no_rate_limit");
}

TEST_F(ProductionTest, ObjectsToADataFolderThatOthersCanRead) {
  fs::permissions(config_.data, fs::perms::others_read, fs::perm_options::add);
  expect("open_data_folder");
}

TEST_F(ProductionTest, ObjectsToSecretsThatOthersCanRead) {
  const auto file = folder_ / "edify.toml";
  std::ofstream(file) << "[cache]\nredis_url = \"redis://:password@host\"\n";
  fs::permissions(file, fs::perms::owner_read | fs::perms::others_read);
  expect("open_secrets");
  fs::permissions(file, fs::perms::owner_read);
  EXPECT_TRUE(objections().empty());
}

TEST_F(ProductionTest, ObjectsToAnAuditThatForgets) {
  config_.records.audit = std::chrono::days(7);
  expect("short_audit");
}

TEST_F(ProductionTest, NamesEveryCheckOnce) {
  auto names = production_checks();
  std::ranges::sort(names);
  EXPECT_EQ(std::ranges::adjacent_find(names), names.end());
}

}  // namespace
}  // namespace edify::app
