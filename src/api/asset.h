// A body that is the same for everybody while the process lives (/openapi.json, /docs, the web app): compressed and
// hashed once, so that serving it costs a copy, and asking again costs nothing. Immutable, so sharing between threads
// is safe.
#pragma once

#include <string>
#include <string_view>

namespace edify::api {

struct Asset {
  std::string body;
  std::string gzip;  // empty, as is `brotli`: not to be had packed
  std::string brotli;
  std::string etag;                             // strong, quoted, of `body`; a coding adds its name
  std::string_view cache_control = "no-cache";  // kept by who wants to, asked for every time
};

Asset make_asset(std::string body);

}  // namespace edify::api
