#include "http/resolver.h"

#include <fmt/format.h>
#include <netdb.h>

#include <boost/asio/ip/address.hpp>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "http/message.h"

namespace edify::http {
namespace {

using boost::asio::ip::tcp;

// Shared by the caller and the thread that looks up; whoever is last frees it.
struct LookUp {
  std::mutex mutex;
  std::condition_variable_any done_signal;
  bool done = false;
  int error = 0;
  std::vector<boost::asio::ip::address> addresses;
};

std::vector<boost::asio::ip::address> addresses_of(const addrinfo* list) {
  std::vector<boost::asio::ip::address> out;
  for (const addrinfo* each = list; each != nullptr; each = each->ai_next) {
    tcp::endpoint endpoint;
    if (each->ai_addrlen > endpoint.capacity()) continue;
    std::memcpy(endpoint.data(), each->ai_addr, each->ai_addrlen);
    endpoint.resize(each->ai_addrlen);
    out.push_back(endpoint.address());
  }
  return out;
}

void look_up(const std::shared_ptr<LookUp>& shared, const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG;
  addrinfo* list = nullptr;
  const int error = ::getaddrinfo(host.c_str(), nullptr, &hints, &list);
  const std::lock_guard lock(shared->mutex);
  shared->error = error;
  if (error == 0) shared->addresses = addresses_of(list);
  if (list != nullptr) ::freeaddrinfo(list);
  shared->done = true;
  shared->done_signal.notify_all();
}

std::vector<tcp::endpoint> with_port(const std::vector<boost::asio::ip::address>& addresses, std::uint16_t port) {
  std::vector<tcp::endpoint> out;
  for (const auto& address : addresses) out.emplace_back(address, port);
  return out;
}

}  // namespace

Result<std::vector<tcp::endpoint>> resolve(const std::string& host, std::uint16_t port,
                                           std::chrono::steady_clock::time_point deadline,
                                           const std::stop_token& stop) {
  boost::system::error_code not_an_address;
  const auto address = boost::asio::ip::make_address(host, not_an_address);
  if (!not_an_address) return with_port({address}, port);

  auto shared = std::make_shared<LookUp>();
  std::thread([shared, host] { look_up(shared, host); }).detach();
  std::unique_lock lock(shared->mutex);
  const bool done = shared->done_signal.wait_until(lock, stop, deadline, [&] { return shared->done; });
  if (!done && stop.stop_requested()) {
    return fail(ErrorCode::unavailable, "stopped", std::string(cancelled_reason));
  }
  if (!done) {
    return fail(ErrorCode::unavailable, fmt::format("the name {} was not resolved in time; check the DNS server", host),
                std::string(timeout_reason));
  }
  if (shared->error != 0 || shared->addresses.empty()) {
    return fail(ErrorCode::unavailable,
                fmt::format("the name {} does not resolve ({}); check the name and the network", host,
                            ::gai_strerror(shared->error)),
                std::string(name_reason));
  }
  return with_port(shared->addresses, port);
}

}  // namespace edify::http
