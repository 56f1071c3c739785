// One connection to a server, plain or TLS, used by one thread at a time (cancel by stop token excepted).
//
// Beast's blocking calls know no time-outs, so every operation is an asynchronous one on an io_context of the
// connection's own, which the calling thread runs until it is done, a deadline passes or a stop is requested.
#pragma once

#include <chrono>
#include <memory>
#include <stop_token>

#include "base/error.h"
#include "http/message.h"

namespace boost::asio::ssl {
class context;
}

namespace edify::http {

using Clock = std::chrono::steady_clock;

class Connection {
 public:
  // Resolves, connects and, for https, shakes hands and verifies the certificate against `tls` and the host's name.
  // Errors: unavailable with one of message.h's reasons.
  static Result<std::unique_ptr<Connection>> open(const Endpoint& endpoint, boost::asio::ssl::context& tls,
                                                  Clock::time_point deadline, const std::stop_token& stop);
  virtual ~Connection() = default;

  // Sends the request and takes the whole response. After an Error the connection is of no more use.
  virtual Result<Response> exchange(const Request& request, const Delivery& delivery, Clock::time_point deadline,
                                    const std::stop_token& stop) = 0;

  // True where the server lets it be used again.
  virtual bool is_reusable() const = 0;
  // True where the server has closed it while it was idle.
  virtual bool is_stale() const = 0;
  // True where the last exchange failed before a byte of an answer came.
  virtual bool failed_before_an_answer() const = 0;
};

}  // namespace edify::http
