#include "cache/redis/redis_address.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>

namespace edify::cache {
namespace {

std::unexpected<Error> malformed() {
  return fail(ErrorCode::invalid_argument,
              "it is not the URL of a Redis: write redis://[USER:PASSWORD@]HOST[:PORT][/DATABASE], rediss:// for TLS, "
              "or unix:///PATH",
              "configuration");
}

template <typename Number>
std::optional<Number> number_in(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out.push_back(text[i]);
      continue;
    }
    unsigned byte = 0;
    const auto digits = text.substr(i + 1, 2);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
    if (digits.size() != 2 || error != std::errc() || end != digits.data() + 2) return std::nullopt;
    out.push_back(static_cast<char>(byte));
    i += 2;
  }
  return out;
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// "user:password", ":password" or "password", as clients of Redis read it.
bool take_credentials(std::string_view text, RedisAddress& address) {
  const auto colon = text.find(':');
  const auto user = percent_decoded(colon == std::string_view::npos ? "" : text.substr(0, colon));
  auto password = percent_decoded(colon == std::string_view::npos ? text : text.substr(colon + 1));
  if (!user || !password) return false;
  address.user = *user;
  address.password = Secret(std::move(*password));
  return true;
}

bool take_host(std::string_view text, RedisAddress& address) {
  std::string_view port;
  if (text.starts_with('[')) {  // an IPv6 address
    const auto end = text.find(']');
    if (end == std::string_view::npos) return false;
    address.host = text.substr(1, end - 1);
    port = text.substr(end + 1);
  } else {
    const auto colon = std::min(text.find(':'), text.size());
    address.host = text.substr(0, colon);
    port = text.substr(colon);
  }
  if (address.host.empty() || port.empty()) return !address.host.empty();
  if (!take_prefix(port, ":")) return false;
  const auto number = number_in<std::uint16_t>(port);
  address.port = number.value_or(0);
  return address.port != 0;
}

}  // namespace

std::string RedisAddress::description() const {
  if (port == 0) return host;
  return fmt::format("{}:{}{}", host, port, tls ? " (TLS)" : "");
}

Result<RedisAddress> parse_redis_url(std::string_view url) {
  RedisAddress address;
  if (take_prefix(url, "unix://")) {
    if (!url.starts_with('/')) return malformed();
    address.host = url;
    address.port = 0;
    return address;
  }
  address.tls = take_prefix(url, "rediss://");
  if (!address.tls && !take_prefix(url, "redis://")) return malformed();
  if (const auto slash = url.find('/'); slash != std::string_view::npos) {
    const auto path = url.substr(slash + 1);
    const auto database = path.empty() ? std::optional(0U) : number_in<std::uint32_t>(path);
    if (!database) return malformed();
    address.database = *database;
    url = url.substr(0, slash);
  }
  if (const auto at = url.rfind('@'); at != std::string_view::npos) {
    if (!take_credentials(url.substr(0, at), address)) return malformed();
    url.remove_prefix(at + 1);
  }
  if (!take_host(url, address)) return malformed();
  return address;
}

}  // namespace edify::cache
