// The keys of section `server`, for an API that faces a network.
#include <utility>

#include "app/setting.h"

namespace edify::app {
namespace {

using api::RateLimit;
using api::ServerLimits;
using api::ServerOptions;
using std::chrono::milliseconds;

constexpr std::int64_t an_hour = 3600;

Apply seconds(milliseconds ServerLimits::*field) {
  return [=](Config& config, const std::string& value) -> Result<void> {
    EDIFY_TRY(const auto parsed, parse_number<std::int64_t>(value, 1, an_hour));
    config.server.limits.*field = std::chrono::seconds(parsed);
    return {};
  };
}

Apply count(std::size_t ServerLimits::*field, std::size_t largest) {
  return [=](Config& config, const std::string& value) -> Result<void> {
    EDIFY_TRY(config.server.limits.*field, parse_number<std::size_t>(value, 1, largest));
    return {};
  };
}

Apply rate(RateLimit ServerOptions::*limit, double RateLimit::*field) {
  return [=](Config& config, const std::string& value) -> Result<void> {
    EDIFY_TRY(config.server.*limit.*field, parse_number<double>(value, 0, 1e6));
    return {};
  };
}

Apply truth(bool ServerOptions::*field) {
  return [=](Config& config, const std::string& value) -> Result<void> {
    EDIFY_TRY(config.server.*field, parse_truth(value));
    return {};
  };
}

Apply list(std::vector<std::string> ServerOptions::*field) {
  return [=](Config& config, const std::string& value) -> Result<void> {
    config.server.*field = parse_list(value);
    return {};
  };
}

Apply file(std::filesystem::path ServerOptions::*field) {
  return [=](Config& config, const std::string& value) -> Result<void> {
    config.server.*field = value;
    return {};
  };
}

Result<void> set_forwarded_header(Config& config, const std::string& value) {
  using api::ForwardedHeader;
  if (value != "x-forwarded-for" && value != "forwarded") {
    return fail(ErrorCode::invalid_argument, "must be x-forwarded-for or forwarded");
  }
  config.server.forwarded_header = value == "forwarded" ? ForwardedHeader::forwarded : ForwardedHeader::x_forwarded_for;
  return {};
}

Result<void> set_max_queue_delay(Config& config, const std::string& value) {
  EDIFY_TRY(const auto parsed, parse_number<std::int64_t>(value, 1, 60'000));
  config.server.limits.max_queue_delay = milliseconds(parsed);
  return {};
}

Result<void> set_lame_duck(Config& config, const std::string& value) {
  EDIFY_TRY(const auto parsed, parse_number<std::int64_t>(value, 0, an_hour));
  config.server.lame_duck_time = std::chrono::seconds(parsed);
  return {};
}

Result<void> set_drain_time(Config& config, const std::string& value) {
  EDIFY_TRY(const auto parsed, parse_number<std::int64_t>(value, 1, an_hour));
  config.drain_time = std::chrono::seconds(parsed);
  return {};
}

Result<void> set_compress_above(Config& config, const std::string& value) {
  EDIFY_TRY(config.server.compress_above, parse_number<std::size_t>(value, 0, std::size_t{1} << 40U));
  return {};
}

}  // namespace

std::vector<Setting> server_settings() {
  using Limits = ServerLimits;
  using Options = ServerOptions;
  constexpr std::size_t many = 1'000'000;
  return {
      {"server.reuse_port", "EDIFY_SERVER_REUSE_PORT", "", truth(&Options::reuse_port)},
      {"server.tls_certificate", "EDIFY_SERVER_TLS_CERTIFICATE", "", file(&Options::tls_certificate)},
      {"server.tls_key", "EDIFY_SERVER_TLS_KEY", "", file(&Options::tls_key)},
      {"server.trusted_proxies", "EDIFY_SERVER_TRUSTED_PROXIES", "", list(&Options::trusted_proxies)},
      {"server.forwarded_header", "EDIFY_SERVER_FORWARDED_HEADER", "", set_forwarded_header},
      {"server.cors_origins", "EDIFY_SERVER_CORS_ORIGINS", "", list(&Options::cors_origins)},
      {"server.compress_above", "EDIFY_SERVER_COMPRESS_ABOVE", "", set_compress_above},
      {"server.max_connections", "EDIFY_SERVER_MAX_CONNECTIONS", "", count(&Limits::connections, many)},
      {"server.max_connections_per_address", "EDIFY_SERVER_MAX_CONNECTIONS_PER_ADDRESS", "",
       count(&Limits::connections_per_address, many)},
      {"server.idle_timeout", "EDIFY_SERVER_IDLE_TIMEOUT", "", seconds(&Limits::idle_time)},
      {"server.header_timeout", "EDIFY_SERVER_HEADER_TIMEOUT", "", seconds(&Limits::header_time)},
      {"server.body_timeout", "EDIFY_SERVER_BODY_TIMEOUT", "", seconds(&Limits::body_time)},
      {"server.write_timeout", "EDIFY_SERVER_WRITE_TIMEOUT", "", seconds(&Limits::write_time)},
      {"server.request_timeout", "EDIFY_SERVER_REQUEST_TIMEOUT", "", seconds(&Limits::request_time)},
      {"server.max_queue_delay", "EDIFY_SERVER_MAX_QUEUE_DELAY", "", set_max_queue_delay},
      {"server.rate_per_user", "EDIFY_SERVER_RATE_PER_USER", "", rate(&Options::rate_per_user, &RateLimit::per_second)},
      {"server.burst_per_user", "EDIFY_SERVER_BURST_PER_USER", "", rate(&Options::rate_per_user, &RateLimit::burst)},
      {"server.rate_per_address", "EDIFY_SERVER_RATE_PER_ADDRESS", "",
       rate(&Options::rate_per_address, &RateLimit::per_second)},
      {"server.burst_per_address", "EDIFY_SERVER_BURST_PER_ADDRESS", "",
       rate(&Options::rate_per_address, &RateLimit::burst)},
      {"server.lame_duck", "EDIFY_SERVER_LAME_DUCK", "", set_lame_duck},
      {"server.drain_time", "EDIFY_SERVER_DRAIN_TIME", "", set_drain_time},
      {"log.access", "EDIFY_LOG_ACCESS", "", truth(&Options::access_log)},
      {"log.client_address", "EDIFY_LOG_CLIENT_ADDRESS", "", truth(&Options::log_client_address)},
  };
}

}  // namespace edify::app
