// An HTTP server on the loopback for tests: the test writes the raw bytes of every answer, so it can break them.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace edify::http::testing {

struct Received {
  std::string method;
  std::string target;
  std::string head;  // all of it, with its line ends
  std::string body;
  int connection = 0;  // counted from 1

  // A header's value, or "".
  std::string header(const std::string& name) const {
    const auto start = head.find("\r\n" + name + ": ");
    if (start == std::string::npos) return "";
    const auto from = start + name.size() + 4;
    return head.substr(from, head.find("\r\n", from) - from);
  }
};

struct Reply {
  std::string bytes;
  bool closes = false;  // after the bytes
  bool hangs = false;   // after the bytes, until the client goes
};

inline Reply reply(int status, const std::string& body = "", const std::string& headers = "") {
  return {"HTTP/1.1 " + std::to_string(status) + " Status\r\n" + headers +
          "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body};
}

// A thread a connection. `answer` is called by all of them.
class LoopbackServer {
 public:
  explicit LoopbackServer(std::function<Reply(const Received&)> answer) : answer_(std::move(answer)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, generic, size) != 0 || ::listen(listener_, 64) != 0 ||
        ::getsockname(listener_, generic, &size) != 0) {
      throw std::runtime_error("no port on the loopback");
    }
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
  }
  ~LoopbackServer() {
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    {
      const std::lock_guard lock(mutex_);
      for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
    }
    for (auto& thread : threads_) thread.join();
    for (const int socket : sockets_) ::close(socket);
    ::close(listener_);
  }
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  int requests() const { return requests_; }
  int connections() const { return connections_; }

 private:
  void accept_all() {
    while (true) {
      const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (socket < 0) return;
      const std::lock_guard lock(mutex_);
      sockets_.push_back(socket);
      threads_.emplace_back([this, socket, number = ++connections_] { serve(socket, number); });
    }
  }

  void serve(int socket, int number) {
    std::string buffer;
    while (true) {
      Received received;
      received.connection = number;
      if (!read_request(socket, buffer, received)) return;
      ++requests_;
      const Reply answer = answer_(received);
      for (std::size_t sent = 0; sent < answer.bytes.size();) {
        const auto count = ::send(socket, answer.bytes.data() + sent, answer.bytes.size() - sent, MSG_NOSIGNAL);
        if (count <= 0) return;
        sent += static_cast<std::size_t>(count);
      }
      char byte = 0;
      if (answer.hangs) (void)!::recv(socket, &byte, 1, 0);
      if (answer.closes || answer.hangs) {
        ::shutdown(socket, SHUT_RDWR);
        return;
      }
    }
  }

  static bool read_more(int socket, std::string& buffer) {
    char bytes[16384];
    const auto count = ::recv(socket, bytes, sizeof bytes, 0);
    if (count <= 0) return false;
    buffer.append(bytes, static_cast<std::size_t>(count));
    return true;
  }

  static bool read_request(int socket, std::string& buffer, Received& out) {
    std::size_t end = 0;
    while ((end = buffer.find("\r\n\r\n")) == std::string::npos) {
      if (!read_more(socket, buffer)) return false;
    }
    out.head = buffer.substr(0, end + 4);
    buffer.erase(0, end + 4);
    const auto space = out.head.find(' ');
    out.method = out.head.substr(0, space);
    out.target = out.head.substr(space + 1, out.head.find(' ', space + 1) - space - 1);
    const auto length = out.header("Content-Length");
    const std::size_t size = length.empty() ? 0 : std::stoul(length);
    while (buffer.size() < size) {
      if (!read_more(socket, buffer)) return false;
    }
    out.body = buffer.substr(0, size);
    buffer.erase(0, size);
    return true;
  }

  std::function<Reply(const Received&)> answer_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::thread acceptor_;
  std::mutex mutex_;
  std::vector<int> sockets_;
  std::vector<std::thread> threads_;
  std::atomic<int> requests_ = 0;
  std::atomic<int> connections_ = 0;
};

}  // namespace edify::http::testing
