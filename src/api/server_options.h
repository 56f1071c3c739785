// What a server is told at its start. Plain values; the configuration's section `server` fills them.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/secret.h"

namespace edify::api {

struct Request;
struct Response;

struct ServerLimits {
  std::size_t header_bytes = 16 * 1024;
  std::size_t body_bytes = 64 * 1024;
  // At the limit the connection that has waited longest for a request makes room for a new one.
  std::size_t connections = 10'000;
  std::size_t connections_per_address = 1'000;    // a school may be one address; trusted proxies are not counted
  std::size_t queued_requests = 4'096;            // beyond those that run; bounds memory, max_queue_delay bounds time
  std::chrono::milliseconds idle_time{60'000};    // between two requests of a connection
  std::chrono::milliseconds header_time{10'000};  // for a TLS handshake, and from a header's first byte to its last
  std::chrono::milliseconds body_time{20'000};
  std::chrono::milliseconds write_time{30'000};
  std::chrono::milliseconds request_time{5'000};   // from a request's last byte to its answer
  std::chrono::milliseconds max_queue_delay{500};  // who would wait longer for a worker is told to come back
};

// A token bucket: `burst` requests at once, refilled at `per_second`. A rate of 0 is no limit.
struct RateLimit {
  double per_second = 0;
  double burst = 0;
};

// The header in which proxies say whom they speak for. One alone is believed: a proxy that writes one of them hands
// the other on as the client wrote it.
enum class ForwardedHeader : std::uint8_t { x_forwarded_for, forwarded };

struct ServerOptions {
  std::string host = "127.0.0.1";  // an address, or a name that resolves to one
  std::uint16_t port = 8000;       // 0: any free one
  bool reuse_port = false;         // several processes may listen on the port
  unsigned worker_threads = 0;     // 0: one a core

  // PEM files; both or neither. With neither the server speaks plain HTTP.
  std::filesystem::path tls_certificate;  // the chain, the server's own first
  std::filesystem::path tls_key;

  std::vector<std::string> trusted_proxies;  // addresses and CIDR ranges
  ForwardedHeader forwarded_header = ForwardedHeader::x_forwarded_for;

  std::vector<std::string> cors_origins;  // "https://portal.school.example"; "*": any

  RateLimit rate_per_user;
  RateLimit rate_per_address;

  std::size_t compress_above = 1024;  // bytes of an answer; what is smaller goes as it is

  bool access_log = true;          // a line a request, at level info
  bool log_client_address = true;  // in that line

  // Users appear in the access log as a hash with this key; empty: with one that the process makes up.
  Secret pseudonym_key;

  // Called with every answer, on the I/O thread: for metrics. Must be quick.
  std::function<void(const Request&, const Response&)> observe;

  // How long a stopping server still accepts, so that a load balancer can see /readyz fail first.
  std::chrono::milliseconds lame_duck_time{0};
  ServerLimits limits;
};

}  // namespace edify::api
