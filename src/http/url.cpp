#include "http/url.h"

#include <fmt/format.h>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <charconv>
#include <optional>

namespace edify::http {
namespace {

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

std::string encode(std::string_view text, bool keeps_slashes) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (is_unreserved(c) || (keeps_slashes && c == '/')) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

std::optional<unsigned> hexadecimal(std::string_view digits) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

std::unexpected<Error> bad_url(std::string_view why) {
  // The URL itself may hold a secret in its query, so it is not repeated.
  return fail(ErrorCode::invalid_argument, fmt::format("the URL of a service is not usable: {}", why), "bad_url");
}

}  // namespace

bool Endpoint::is_private() const {
  // A name may start with "127." too, and lead anywhere.
  const bool is_address = host.find_first_not_of("0123456789.") == std::string::npos;
  return secure || host == "localhost" || host == "::1" || (is_address && host.starts_with("127."));
}

std::string Endpoint::text() const { return fmt::format("{}://{}{}", secure ? "https" : "http", authority(), path); }

std::string Endpoint::authority() const {
  const std::string name = host.find(':') == std::string::npos ? host : fmt::format("[{}]", host);
  return port == (secure ? 443 : 80) ? name : fmt::format("{}:{}", name, port);
}

Result<Endpoint> parse_endpoint(std::string_view text) {
  const auto parsed = boost::urls::parse_uri(boost::urls::string_view(text.data(), text.size()));
  if (!parsed) return bad_url("write http://… or https://…");
  const boost::urls::url_view url = *parsed;
  Endpoint endpoint;
  if (url.scheme_id() != boost::urls::scheme::https && url.scheme_id() != boost::urls::scheme::http) {
    return bad_url("write http://… or https://…");
  }
  if (url.has_userinfo() || url.has_query() || url.has_fragment()) {
    return bad_url("it may hold a scheme, a host, a port and a path");
  }
  endpoint.secure = url.scheme_id() == boost::urls::scheme::https;
  const auto host = url.encoded_host_address();
  endpoint.host = percent_decode({host.data(), host.size()});
  if (endpoint.host.empty()) return bad_url("it has no host");
  endpoint.port = url.has_port() ? url.port_number() : (endpoint.secure ? 443 : 80);
  if (endpoint.port == 0) return bad_url("its port is not one");
  const auto path = url.encoded_path();
  endpoint.path.assign(path.data(), path.size());
  // The library takes the address that a name such as 127.0.0.1.example.org begins with for the host.
  if (!endpoint.path.empty() && !endpoint.path.starts_with('/')) return bad_url("its host is not one");
  while (endpoint.path.ends_with('/')) endpoint.path.pop_back();
  return endpoint;
}

std::string percent_encode(std::string_view text) { return encode(text, false); }

std::string percent_encode_path(std::string_view path) { return encode(path, true); }

std::string percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = text[i] == '%' && i + 2 < text.size() ? hexadecimal(text.substr(i + 1, 2)) : std::nullopt;
    out += byte ? static_cast<char>(*byte) : text[i];
    if (byte) i += 2;
  }
  return out;
}

std::string encode_query(const Query& query) {
  std::string out;
  for (const auto& [name, value] : query) {
    if (!out.empty()) out += '&';
    out += percent_encode(name) + '=' + percent_encode(value);
  }
  return out;
}

}  // namespace edify::http
