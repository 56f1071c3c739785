#include <fmt/format.h>

#include <memory>
#include <string>

#include "app/command.h"
#include "http/client.h"
#include "http/url.h"

namespace edify::app {
namespace {

// Where this machine finds the server of this configuration.
Result<std::string> own_address(const Config& config) {
  if (!config.server.tls_certificate.empty()) {
    return fail(ErrorCode::invalid_argument,
                "this server ends TLS itself, and its certificate is not for an address of this machine; name it with "
                "--url https://…");
  }
  const bool everywhere = config.host == "0.0.0.0" || config.host == "::";
  const std::string host = everywhere ? "127.0.0.1" : config.host;
  const bool is_version_6 = host.find(':') != std::string::npos;
  return fmt::format("http://{}:{}", is_version_6 ? "[" + host + "]" : host, config.port);
}

Result<void> ask_whether_ready(const Config& config, std::string url) {
  if (url.empty()) {
    EDIFY_TRY(url, own_address(config));
  }
  http::Request request;
  EDIFY_TRY(request.endpoint, http::parse_endpoint(url));
  request.target = request.endpoint.path + "/readyz";
  EDIFY_TRY(const auto client, http::Client::create({}));
  constexpr std::chrono::seconds patience{3};
  EDIFY_TRY(
      const auto response,
      client->send(request, {.connect_timeout = patience, .request_timeout = patience, .stall_timeout = patience}));
  if (response.status != 200) {
    return fail(ErrorCode::unavailable, fmt::format("{} takes no questions now: {}", url, response.body.substr(0, 300)),
                "not_ready");
  }
  fmt::print("{} takes questions\n", url);
  return {};
}

}  // namespace

void add_ready(CommandLine& line) {
  auto url = std::make_shared<std::string>();
  auto* command = line.parser.add_subcommand(
      "ready",
      "Ask the running server whether it takes questions; for containers, which have nothing else to ask with");
  command->add_option("--url", *url, "Which server (default: the one of server.host and server.port)");
  command->callback(
      [&line, url] { line.action = [url](const Config& config) { return ask_whether_ready(config, *url); }; });
}

}  // namespace edify::app
