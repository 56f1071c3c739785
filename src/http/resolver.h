// Host name → addresses, with a deadline. getaddrinfo knows none, so it runs in a thread that is left behind where it
// takes too long. Thread-safe.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <stop_token>
#include <string>
#include <vector>

#include "base/error.h"

namespace edify::http {

// Addresses need no look-up. Errors: unavailable (name_resolution, timeout, cancelled).
Result<std::vector<boost::asio::ip::tcp::endpoint>> resolve(const std::string& host, std::uint16_t port,
                                                            std::chrono::steady_clock::time_point deadline,
                                                            const std::stop_token& stop);

}  // namespace edify::http
