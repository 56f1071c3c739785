// A blocking HTTP/1.1 client with kept connections: what Azure, and later Qdrant and language models, are spoken to by.
//
// Every request has deadlines and ends promptly on a stop request. TLS certificates and names are always verified.
// Redirections are not followed and nothing is retried, but for one case: where the server has closed a kept
// connection in the meantime, a request that may be repeated is sent again on a fresh one. Thread-safe; outlives none
// of its calls.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>

#include "base/error.h"
#include "http/message.h"

namespace edify::http {

struct ClientOptions {
  // Certificates of authorities to trust beside the system's, in PEM.
  std::optional<std::filesystem::path> ca_file;
  std::size_t connections_per_host = 16;  // more requests at once wait
};

class Client {
 public:
  // Errors: invalid_argument (the CA file can not be read).
  static Result<std::unique_ptr<Client>> create(const ClientOptions& options);
  ~Client();

  // Any status is a Response. A response whose body ends early is an Error. Errors: unavailable with one of
  // message.h's reasons, over_limit (long_body), invalid_argument (a header or target that is not one).
  Result<Response> send(const Request& request, const Delivery& delivery, const std::stop_token& stop = {});

 private:
  struct Parts;
  explicit Client(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

}  // namespace edify::http
