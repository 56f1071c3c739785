#include "app/web.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace edify::app {
namespace {

namespace fs = std::filesystem;

class WebTest : public testing::Test {
 protected:
  ~WebTest() override { fs::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name) << text;
  }

  fs::path folder_ = fs::path(testing::TempDir()) / ("web-" + std::to_string(::getpid()));
  Config config_;
};

TEST_F(WebTest, ServesThePageUnderEveryPathOfTheApp) {
  write("index.html", "<!doctype html>");
  write("assets/main-1a2b.js", "go()");
  write("assets/main-1a2b.js.br", "packed");
  config_.web_assets = folder_;
  const auto app = load_web_app(config_);
  ASSERT_TRUE(app && *app);
  const auto* page = (*app)->find("/");
  ASSERT_NE(page, nullptr);
  EXPECT_EQ((*app)->find("/app/library/some-id"), page);
  EXPECT_EQ(page->asset.cache_control, "no-cache");
  EXPECT_EQ(page->content_security_policy.find("unsafe-inline"), std::string::npos);
  const auto* script = (*app)->find("/assets/main-1a2b.js");
  ASSERT_NE(script, nullptr);
  EXPECT_EQ(script->asset.brotli, "packed");
  EXPECT_TRUE(script->asset.gzip.empty());
  EXPECT_TRUE(script->asset.cache_control.ends_with("immutable"));
  EXPECT_EQ((*app)->find("/assets/main-1a2b.js.br"), nullptr) << "a packed form is no file of its own";
  EXPECT_EQ((*app)->find("/assets/../index.html"), nullptr);
}

TEST_F(WebTest, SaysWhereThereIsNoApp) {
  config_.web_assets = folder_ / "nowhere";
  const auto app = load_web_app(config_);
  ASSERT_FALSE(app);
  EXPECT_NE(app.error().message.find("web.assets"), std::string::npos);
}

TEST_F(WebTest, LetsTheDemoRunOnTheLoopbackAlone) {
  EXPECT_TRUE(check_demo(config_));
  config_.demo = true;
  EXPECT_TRUE(check_demo(config_));
  config_.server.trusted_proxies = {"127.0.0.1"};
  EXPECT_EQ(check_demo(config_).error().reason, "unsafe_demo");
  config_.server.trusted_proxies.clear();
  config_.host = "0.0.0.0";
  EXPECT_EQ(check_demo(config_).error().reason, "unsafe_demo");
  config_.host = "127.0.0.1.school.example";
  EXPECT_EQ(check_demo(config_).error().reason, "unsafe_demo");
}

}  // namespace
}  // namespace edify::app
