// One client's connection: requests in, answers out, one after the other, until either side closes.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <memory>
#include <optional>

#include "api/access_log.h"
#include "api/client_address.h"
#include "api/connection_table.h"
#include "api/framing.h"
#include "api/gate.h"
#include "api/server_options.h"
#include "api/stream_threads.h"
#include "api/transport.h"

namespace edify::api {

// What all connections of a server share.
struct ConnectionContext {
  Gate& gate;
  ConnectionTable& table;
  const AccessLog& access_log;
  const AddressRanges& trusted_proxies;
  const ServerOptions& options;
  StreamThreads& streams;
};

// Lives on the I/O thread only.
class Connection {
 public:
  // Without `tls` it is plain HTTP.
  Connection(net::ip::tcp::socket socket, std::shared_ptr<net::ssl::context> tls, const ConnectionContext& context);

  // Serves until the connection ends; `self` keeps it alive meanwhile.
  static net::awaitable<void> serve(std::shared_ptr<Connection> self);

  // Ends a connection that waits for its next request; one in the middle of a request ends after its answer.
  void close_if_idle();
  // Ends it now; a handler that runs is not interrupted, its answer is dropped.
  void close();

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
  using Received = boost::beast::http::request<boost::beast::http::string_body>;

  // Parameters by reference belong to the caller, who awaits at once.
  net::awaitable<bool> open();
  net::awaitable<bool> wait_for_request();
  net::awaitable<bool> serve_one();
  // The error that ended the reading, or none. A refusal of our own goes to `refusal`.
  net::awaitable<boost::system::error_code> read_header(Parser& parser, std::optional<Refusal>& refusal);
  net::awaitable<boost::system::error_code> read_body(Parser& parser, std::optional<Refusal>& refusal);
  Request describe(const Received& message) const;
  net::awaitable<bool> write(const Request& request, unsigned version, bool keep_alive, Response response);
  net::awaitable<bool> write_stream(const Request& request, unsigned version, bool keep_alive, Response response);
  net::awaitable<void> refuse(const Refusal& refusal, Request& request);
  net::awaitable<void> close_gently();

  Transport transport_;
  net::ip::address peer_;
  boost::beast::flat_buffer buffer_;
  ConnectionContext context_;
  bool idle_ = true;
  bool served_any_ = false;
};

}  // namespace edify::api
