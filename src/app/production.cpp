#include "app/production.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <system_error>

#include "app/wiring.h"

namespace edify::app {
namespace {

namespace fs = std::filesystem;
using Files = std::vector<fs::path>;

constexpr fs::perms others = fs::perms::group_all | fs::perms::others_all;

bool is_open_to_others(const fs::path& file) {
  std::error_code error;
  const auto status = fs::status(file, error);
  return !error && fs::exists(status) && (status.permissions() & others) != fs::perms::none;
}

bool is_loopback(std::string_view host) { return host == "localhost" || host == "::1" || host.starts_with("127."); }

// The line of a file sets a key whose name speaks of a secret.
bool holds_a_secret(const fs::path& file) {
  static constexpr std::array words = {"password", "secret",   "connection_string", "account_key",
                                       "api_key",  "data_key", "redis_url",         "sas"};
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);) {
    std::ranges::transform(line, line.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (line.starts_with('#')) continue;
    const std::string_view name = std::string_view(line).substr(0, line.find('='));
    if (name.size() == line.size()) continue;
    if (std::ranges::any_of(words, [&](const char* word) { return name.find(word) != std::string_view::npos; })) {
      return true;
    }
  }
  return false;
}

std::string check_local_tokens(const Config& config, const Files&) {
  if (!accepts_local_tokens(config)) return {};
  return "tokens of `edify token` are accepted, and whoever can read the data folder can make one; set "
         "access.local_tokens = \"off\"";
}

std::string check_issuer(const Config& config, const Files&) {
  if (!config.issuers.empty()) return {};
  return "no issuer is configured, so nobody's own sign-in opens anything; set [access.oidc]";
}

std::string check_demo_sign_in(const Config& config, const Files&) {
  if (!config.demo) return {};
  return "web.demo is on: whoever reaches the server signs in as anybody, an admin too; set web.demo = false";
}

std::string check_tls(const Config& config, const Files&) {
  const bool speaks_tls = !config.server.tls_certificate.empty();
  if (speaks_tls || is_loopback(config.host) || !config.server.trusted_proxies.empty()) return {};
  return fmt::format(
      "server.host is {} without TLS and without a proxy that ends it; set server.tls_certificate and "
      "server.tls_key, or server.trusted_proxies",
      config.host);
}

std::string check_metrics(const Config& config, const Files&) {
  if (config.metrics_port == 0 || is_loopback(config.metrics_host)) return {};
  return fmt::format(
      "metrics.host is {}, and GET /metrics asks nobody for a token; bind it to the loopback, or waive "
      "this where only the monitoring reaches it",
      config.metrics_host);
}

std::string check_redis(const Config& config, const Files&) {
  if (!config.redis || config.redis->port == 0) return {};
  if (!config.redis->tls && !is_loopback(config.redis->host)) return "the Redis is reached without TLS; use rediss://";
  if (config.redis->password.empty()) return "the Redis asks for no password; give it one, in REDIS_URL";
  return {};
}

std::string check_store(const Config& config, const Files&) {
  if (!config.store_key_file.empty() || is_on_encrypted_volume(config.data)) return {};
  return fmt::format(
      "the store in {} is not encrypted, and its volume is not known to be; set store.key_file, put it on an encrypted "
      "volume, or waive this where the disk is encrypted below this machine",
      config.data.string());
}

std::string check_log_level(const Config& config, const Files&) {
  if (config.log_level != "trace" && config.log_level != "debug") return {};
  return fmt::format("log.level is {}, which may log more than people agreed to; use info or warn", config.log_level);
}

std::string check_sandbox(const Config& config, const Files&) {
  if (config.sandbox == "required") return {};
  return fmt::format("parse.sandbox is {}: a hostile document could reach what this process can; use required",
                     config.sandbox);
}

std::string check_cors(const Config& config, const Files&) {
  if (std::ranges::find(config.server.cors_origins, "*") == config.server.cors_origins.end()) return {};
  return "server.cors_origins has *, so any web page may ask; list the portal's own origins";
}

std::string check_rates(const Config& config, const Files&) {
  if (config.server.rate_per_user.per_second > 0 && config.server.rate_per_address.per_second > 0) return {};
  return "a rate limit is 0, so one caller can take everybody's turn; set server.rate_per_user and "
         "server.rate_per_address";
}

std::string check_data_folder(const Config& config, const Files&) {
  if (!is_open_to_others(config.data)) return {};
  return fmt::format("other users of this machine can look into {}; run chmod 700 on it", config.data.string());
}

std::string check_secrets(const Config&, const Files& files) {
  for (const auto& file : files) {
    if (is_open_to_others(file) && holds_a_secret(file)) {
      return fmt::format("{} holds a secret and is open to other users; run chmod 600 on it", file.string());
    }
  }
  return {};
}

std::string check_core_dumps(const Config&, const Files&) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_cur == 0) return {};
  return "core dumps are on for this process; a core would put documents on a disk";
}

std::string check_audit(const Config& config, const Files&) {
  constexpr std::chrono::days a_month{30};
  if (config.records.audit.count() == 0 || config.records.audit >= a_month) return {};
  return fmt::format("retention.audit_days is {}: who was shown what is forgotten before anybody asks",
                     config.records.audit.count());
}

std::string check_backup(const Config& config, const Files&) {
  if (!config.backup.to.empty()) return {};
  return "backup.to is not set: what people wrote, who may not come in and who was shown what go with the disk; see "
         "docs/ops/backup-and-restore.md";
}

struct Check {
  std::string_view name;
  std::string (*find)(const Config& config, const Files& files);  // empty: nothing speaks against it
};

constexpr std::array checks = {Check{"local_tokens", check_local_tokens}, Check{"no_issuer", check_issuer},
                               Check{"demo_sign_in", check_demo_sign_in}, Check{"no_tls", check_tls},
                               Check{"open_metrics", check_metrics},      Check{"open_redis", check_redis},
                               Check{"unencrypted_store", check_store},   Check{"debug_log", check_log_level},
                               Check{"no_sandbox", check_sandbox},        Check{"any_origin", check_cors},
                               Check{"no_rate_limit", check_rates},       Check{"open_data_folder", check_data_folder},
                               Check{"open_secrets", check_secrets},      Check{"core_dumps", check_core_dumps},
                               Check{"short_audit", check_audit},         Check{"no_backup", check_backup}};

std::string first_line(const fs::path& file) {
  std::ifstream stream(file);
  std::string line;
  std::getline(stream, line);
  return line;
}

// A volume of the device mapper says what it is in its UUID; where it is not itself encrypted, what it lies on may be.
bool is_encrypted(const fs::path& device, int depth = 0) {
  constexpr int deepest = 8;
  if (first_line(device / "dm" / "uuid").starts_with("CRYPT-")) return true;
  std::error_code error;
  bool any = false;
  for (fs::directory_iterator below(device / "slaves", error), end; !error && below != end; below.increment(error)) {
    if (depth >= deepest || !is_encrypted(below->path(), depth + 1)) return false;
    any = true;
  }
  return any;
}

}  // namespace

bool is_on_encrypted_volume(const fs::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return false;
  return is_encrypted(fmt::format("/sys/dev/block/{}:{}", major(status.st_dev), minor(status.st_dev)));
}

std::vector<std::string_view> production_checks() {
  std::vector<std::string_view> names;
  for (const auto& check : checks) names.push_back(check.name);
  return names;
}

std::vector<Objection> objections_to_production(const Config& config, const Files& files) {
  std::vector<Objection> objections;
  for (const auto& check : checks) {
    if (auto text = check.find(config, files); !text.empty()) objections.push_back({check.name, std::move(text)});
  }
  return objections;
}

}  // namespace edify::app
