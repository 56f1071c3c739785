#include "app/web.h"

#include <fmt/format.h>

#include <system_error>
#include <utility>

namespace edify::app {

Result<std::optional<api::WebApp>> load_web_app(const Config& config) {
  namespace fs = std::filesystem;
  std::error_code error;
  fs::path folder = config.web_assets;
  if (folder.empty()) {
    // Where the build leaves it, and where it is installed.
    const fs::path place = fs::read_symlink("/proc/self/exe", error).parent_path();
    for (const auto& each : {place / "web", place / "../share/edify/web"}) {
      if (fs::exists(each / "index.html", error)) folder = each;
    }
    if (folder.empty()) return std::optional<api::WebApp>();
  }
  EDIFY_TRY(auto app, api::WebApp::load(folder));
  return std::optional(std::move(app));
}

Result<void> check_demo(const Config& config) {
  if (!config.demo) return {};
  const auto refuse = [](std::string why) {
    return fail(ErrorCode::invalid_argument, "web.demo lets anybody sign in as anybody: " + std::move(why),
                "unsafe_demo");
  };
  const bool is_loopback = config.host == "localhost" || config.host == "127.0.0.1" || config.host == "::1";
  if (!is_loopback) return refuse(fmt::format("server.host must be the loopback, 127.0.0.1, not {}", config.host));
  if (!config.issuers.empty()) return refuse("not beside an issuer (access.oidc.issuer), where real people sign in");
  if (!config.server.trusted_proxies.empty()) return refuse("not behind a proxy (server.trusted_proxies)");
  return {};
}

}  // namespace edify::app
