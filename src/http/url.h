// Where a request goes: an absolute http or https URL taken apart, and percent-encoding (RFC 3986). Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace edify::http {

// "https://account.blob.core.windows.net:443/base": everything but the request's own path and query.
struct Endpoint {
  bool secure = true;  // https
  std::string host;    // a name or an address, without brackets
  std::uint16_t port = 443;
  std::string path;  // "" or "/base", without the last slash; percent-encoded

  // True where what is sent can not be overheard: TLS, or this machine itself.
  bool is_private() const;
  // "https://host/base", with the port where it is not the scheme's own.
  std::string text() const;
  // For the Host header: "host" or "host:port", addresses of version 6 in brackets.
  std::string authority() const;

  bool operator==(const Endpoint&) const = default;
};

// Errors: invalid_argument (another scheme, user information, a query, a fragment).
Result<Endpoint> parse_endpoint(std::string_view url);

// Everything but letters, digits and "-._~" as %XX; a path keeps its slashes.
std::string percent_encode(std::string_view text);
std::string percent_encode_path(std::string_view path);
// %XX as the byte it stands for; anything else, a lone '%' too, as it is.
std::string percent_decode(std::string_view text);

// "a=1&b=two%20words" of decoded names and values.
using Query = std::vector<std::pair<std::string, std::string>>;
std::string encode_query(const Query& query);

}  // namespace edify::http
