// A body that is the same for everybody while the process lives (/openapi.json, /docs): compressed and hashed once, so
// that serving it costs a copy, and asking again costs nothing. Immutable, so sharing between threads is safe.
#pragma once

#include <string>

namespace edify::api {

struct Asset {
  std::string body;
  std::string gzip;
  std::string brotli;
  std::string etag;  // strong, quoted, of `body`; a coding adds its name
};

Asset make_asset(std::string body);

}  // namespace edify::api
