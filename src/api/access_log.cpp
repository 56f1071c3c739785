#include "api/access_log.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <spdlog/async.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <array>
#include <chrono>
#include <utility>

#include "api/json_writer.h"
#include "base/hash.h"
#include "base/log.h"

namespace edify::api {
namespace {

constexpr std::size_t lines_in_flight = 8192;

// 16 hexadecimal digits.
std::string pseudonym(const Secret& key, std::string_view user) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  HMAC(EVP_sha256(), key.reveal().data(), static_cast<int>(key.reveal().size()),
       reinterpret_cast<const unsigned char*>(user.data()), user.size(), digest.data(), &size);
  std::string digits;
  for (std::size_t i = 0; i < 8; ++i) digits += fmt::format("{:02x}", digest[i]);
  return digits;
}

std::string time_now() {
  const auto now = std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}Z", now);
}

}  // namespace

AccessLog::AccessLog(AccessLogOptions options) : options_(std::move(options)) {
  if (options_.pseudonym_key.empty()) options_.pseudonym_key = Secret(random_uuid() + random_uuid());
  options_.enabled = options_.enabled && spdlog::should_log(spdlog::level::info);
  if (!options_.enabled) return;
  writer_ = std::make_shared<spdlog::details::thread_pool>(lines_in_flight, 1);
  logger_ = std::make_shared<spdlog::async_logger>("access", std::make_shared<spdlog::sinks::stderr_sink_mt>(), writer_,
                                                   spdlog::async_overflow_policy::overrun_oldest);
  logger_->set_pattern("%v");
}

AccessLog::~AccessLog() = default;

void AccessLog::write(const Request& request, const Response& response) const {
  if (options_.enabled) logger_->info(line_of(request, response));
}

std::string AccessLog::line_of(const Request& request, const Response& response) const {
  const std::chrono::duration<double, std::milli> elapsed = std::chrono::steady_clock::now() - request.arrived;
  std::string line;
  JsonWriter json(line);
  json.begin_object();
  json.member("time", time_now());
  json.member("event", "request");
  json.member("id", request.id);
  json.member("trace", request.trace.trace_id);
  json.member("span", request.trace.span_id);
  json.member("method", request.method.substr(0, 16));
  // A path that is no route is the client's invention: it names nothing and may be long.
  json.member("route", request.route.empty() ? std::string_view("none") : request.route);
  json.member("status", response.status);
  json.member("bytes", response.body.size());
  json.member("ms", elapsed.count());
  if (options_.client_address) json.member("client", request.client);
  if (request.principal) {
    json.member("user", pseudonym(options_.pseudonym_key, request.principal->user));
    json.member("role", to_string(request.principal->role));
  }
  json.end_object();
  return line;
}

}  // namespace edify::api
