// What lets a request in: a signature, a query that was signed before, or a token.
#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "base/error.h"
#include "http/message.h"
#include "http/url.h"

namespace edify::source::azure {

// A storage request before it is signed.
struct Draft {
  http::Method method = http::Method::get;
  http::Endpoint endpoint;
  std::string path;  // as it is sent: the endpoint's own path first, percent-encoded
  http::Query query;
  http::Headers headers;  // x-ms-* names in lower case
  std::string body;
};

// Thread-safe.
class Credential {
 public:
  virtual ~Credential() = default;

  // Adds what the service asks for; at every attempt again, since dates and tokens age. Errors: unavailable (no token
  // to be had), invalid_argument.
  virtual Result<void> authorize(Draft& draft, const std::stop_token& stop) = 0;

  // The service answered 401: what was used is no good any more. True where another attempt may go better.
  virtual bool renew() { return false; }

  // For messages, without secrets: "account key", "managed identity".
  virtual std::string description() const = 0;
};

}  // namespace edify::source::azure
