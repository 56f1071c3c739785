#include "http/client.h"

#include <fmt/format.h>
#include <openssl/err.h>

#include <algorithm>
#include <boost/asio/ssl/context.hpp>
#include <exception>

#include "http/connection_pool.h"
#include "http/gzip.h"

namespace edify::http {
namespace {

namespace ssl = boost::asio::ssl;

bool may_be_repeated(const Request& request) { return request.method != Method::post || request.may_be_repeated; }

Result<Response> unpacked(Response response, const Delivery& delivery) {
  const bool is_packed = equal_names(response.headers.find("Content-Encoding"), "gzip");
  if (!delivery.accepts_gzip || !is_packed || response.body.empty()) return response;
  EDIFY_TRY(response.body, unpack_gzip(response.body, delivery.max_body));
  response.body_size = response.body.size();
  return response;
}

}  // namespace

struct Client::Parts {
  explicit Parts(std::size_t connections_per_host) : pool(tls, connections_per_host) {}

  ssl::context tls{ssl::context::tls_client};
  ConnectionPool pool;
};

Client::Client(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Client::~Client() = default;

Result<std::unique_ptr<Client>> Client::create(const ClientOptions& options) {
  auto parts = std::make_unique<Parts>(std::max<std::size_t>(1, options.connections_per_host));
  boost::system::error_code error;
  parts->tls.set_default_verify_paths(error);
  if (!error && options.ca_file) parts->tls.load_verify_file(options.ca_file->string(), error);
  if (error) {
    return fail(ErrorCode::invalid_argument,
                fmt::format("cannot read certificates from {}: {}; name a file in PEM",
                            options.ca_file ? options.ca_file->string() : "the system's store", error.message()),
                "ca_file");
  }
  parts->tls.set_verify_mode(ssl::verify_peer);
  SSL_CTX_set_min_proto_version(parts->tls.native_handle(), TLS1_2_VERSION);
  return std::unique_ptr<Client>(new Client(std::move(parts)));
}

Result<Response> Client::send(const Request& request, const Delivery& delivery, const std::stop_token& stop) {
  EDIFY_CHECK(check_injection(request));
  const auto deadline = Clock::now() + delivery.request_timeout;
  try {
    while (true) {
      EDIFY_TRY(auto lease, parts_->pool.take(request.endpoint, delivery.connect_timeout, deadline, stop));
      auto response = lease.connection().exchange(request, delivery, deadline, stop);
      if (response) {
        if (lease.connection().is_reusable()) lease.give_back();
        return unpacked(std::move(*response), delivery);
      }
      const bool was_closed = lease.was_kept() && lease.connection().failed_before_an_answer() &&
                              response.error().reason == connection_reason;
      if (!was_closed || !may_be_repeated(request)) return response;
      // Its neighbours in the pool are likely to be as old; the next ones are looked at, and in the end one is new.
    }
  } catch (const boost::system::system_error& error) {
    return fail(ErrorCode::unavailable,
                fmt::format("cannot talk to {}: {}", request.endpoint.authority(), error.what()),
                std::string(connection_reason));
  }
}

}  // namespace edify::http
