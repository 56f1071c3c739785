#include "cache/redis/byte_stream.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "cache/redis/tls_stream.h"

namespace edify::cache {
namespace {

std::unexpected<Error> away(std::string_view doing, int error_number) {
  const std::string why = std::error_code(error_number, std::generic_category()).message();
  return fail(ErrorCode::unavailable, fmt::format("Redis: cannot {}: {}", doing, why), "redis");
}

// Waits for `events`; false at the deadline.
bool wait_for(int socket, short events, TimePoint deadline) {
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd one{.fd = socket, .events = events, .revents = 0};
    const int ready = ::poll(&one, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
    if (ready >= 0 || errno != EINTR) return ready > 0;
  }
}

class SocketStream final : public ByteStream {
 public:
  explicit SocketStream(int socket) : socket_(socket) {}
  ~SocketStream() override { ::close(socket_); }
  SocketStream(const SocketStream&) = delete;
  SocketStream& operator=(const SocketStream&) = delete;

  Result<void> connect(const sockaddr* address, socklen_t length, TimePoint deadline) {
    if (::connect(socket_, address, length) == 0) return {};
    if (errno != EINPROGRESS) return away("connect", errno);
    if (!wait_for(socket_, POLLOUT, deadline)) return away("connect", ETIMEDOUT);
    int error = 0;
    socklen_t size = sizeof error;
    if (::getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
    if (error != 0) return away("connect", error);
    return {};
  }

  Result<void> write(std::string_view bytes, TimePoint deadline) override {
    while (!bytes.empty()) {
      const auto count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count >= 0) {
        bytes.remove_prefix(static_cast<std::size_t>(count));
      } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
        if (!wait_for(socket_, POLLOUT, deadline)) return away("write", ETIMEDOUT);
      } else if (errno != EINTR) {
        return away("write", errno);
      }
    }
    return {};
  }

  Result<std::size_t> read(std::span<char> into, TimePoint deadline) override {
    while (true) {
      const auto count = ::recv(socket_, into.data(), into.size(), 0);
      if (count > 0) return static_cast<std::size_t>(count);
      if (count == 0) return away("read", ECONNRESET);
      if (errno == EAGAIN || errno == EWOULDBLOCK) {
        if (!wait_for(socket_, POLLIN, deadline)) return away("read", ETIMEDOUT);
      } else if (errno != EINTR) {
        return away("read", errno);
      }
    }
  }

 private:
  int socket_;
};

Result<std::unique_ptr<ByteStream>> connect_to(int family, const sockaddr* address, socklen_t length,
                                               TimePoint deadline) {
  const int socket = ::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket < 0) return away("open a socket", errno);
  auto stream = std::make_unique<SocketStream>(socket);
  const int on = 1;
  if (family != AF_UNIX) ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  EDIFY_CHECK(stream->connect(address, length, deadline));
  return std::unique_ptr<ByteStream>(std::move(stream));
}

Result<std::unique_ptr<ByteStream>> open_unix(const std::string& path, TimePoint deadline) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return away("connect", ENAMETOOLONG);
  std::memcpy(address.sun_path, path.data(), path.size());
  return connect_to(AF_UNIX, reinterpret_cast<const sockaddr*>(&address), sizeof address, deadline);
}

Result<std::unique_ptr<ByteStream>> open_tcp(const RedisAddress& address, TimePoint deadline) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  const int status = ::getaddrinfo(address.host.c_str(), std::to_string(address.port).c_str(), &hints, &list);
  if (status != 0) {
    return fail(ErrorCode::unavailable, fmt::format("Redis: cannot find {}: {}", address.host, ::gai_strerror(status)),
                "redis");
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owned(list, &::freeaddrinfo);
  Result<std::unique_ptr<ByteStream>> stream = away("connect", EHOSTUNREACH);
  for (const addrinfo* each = list; each != nullptr && !stream; each = each->ai_next) {
    stream = connect_to(each->ai_family, each->ai_addr, each->ai_addrlen, deadline);
  }
  return stream;
}

}  // namespace

Result<std::unique_ptr<ByteStream>> ByteStream::open(const RedisAddress& address, TimePoint deadline) {
  if (address.port == 0) return open_unix(address.host, deadline);
  EDIFY_TRY(auto stream, open_tcp(address, deadline));
  if (!address.tls) return stream;
  return open_tls(std::move(stream), address, deadline);
}

}  // namespace edify::cache
