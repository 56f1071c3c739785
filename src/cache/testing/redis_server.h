// A real redis-server for tests: on a Unix socket in a folder of its own, without persistence.
#pragma once

#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "base/hash.h"
#include "base/hmac.h"
#include "cache/redis/redis_cache.h"

namespace edify::cache::test {

inline bool has_redis_server() { return std::filesystem::exists("/usr/bin/redis-server"); }

// Asks until the answer is true; the pause is a politeness, not a guess of how long it takes.
template <typename Condition>
bool eventually(const Condition& condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (std::chrono::steady_clock::now() < deadline) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return false;
}

class RedisServer {
 public:
  explicit RedisServer(std::vector<std::string> more_arguments = {}) : more_arguments_(std::move(more_arguments)) {
    std::filesystem::create_directories(folder_);
    start();
  }
  ~RedisServer() {
    kill();
    std::filesystem::remove_all(folder_);
  }
  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;

  void start() {
    std::vector<std::string> arguments = {"redis-server",
                                          "--port",
                                          "0",
                                          "--unixsocket",
                                          address().host,
                                          "--save",
                                          "",
                                          "--appendonly",
                                          "no",
                                          "--dir",
                                          folder_.string(),
                                          "--logfile",
                                          (folder_ / "log").string()};
    arguments.insert(arguments.end(), more_arguments_.begin(), more_arguments_.end());
    std::vector<char*> pointers;
    for (auto& each : arguments) pointers.push_back(each.data());
    pointers.push_back(nullptr);
    std::filesystem::remove(address().host);
    ASSERT_EQ(::posix_spawn(&process_, "/usr/bin/redis-server", nullptr, nullptr, pointers.data(), environ), 0);
    ASSERT_TRUE(eventually([this] { return listens(); }));
  }
  void kill() {
    if (process_ <= 0) return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    process_ = -1;
  }
  void stall() const { ::kill(process_, SIGSTOP); }
  void go_on() const { ::kill(process_, SIGCONT); }

  RedisAddress address() const {
    RedisAddress address;
    address.host = (folder_ / "socket").string();
    address.port = 0;
    return address;
  }
  std::filesystem::path folder() const { return folder_; }

  // Patient, so that a busy machine does not look like a Redis that is away.
  RedisCacheOptions patient_options() const {
    return {.address = address(),
            .key = Secret(std::string(key_bytes, 'k')),
            .connect_time = std::chrono::seconds(10),
            .command_time = std::chrono::seconds(10)};
  }
  // Runs a script for each key that is there, as `k`.
  void for_each_key(const std::string& script) const {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    auto connection = RedisConnection::open(address(), deadline);
    ASSERT_TRUE(connection) << connection.error().message;
    const std::string whole =
        "for _, k in ipairs(redis.call('KEYS', '*')) do " + script + " end return redis.status_reply('OK')";
    const auto reply = (*connection)->call({"EVAL", whole, "0"}, deadline);
    ASSERT_TRUE(reply && reply->kind == RedisReply::Kind::status) << (reply ? reply->text : reply.error().message);
  }

 private:
  // Its socket is there a moment before that.
  bool listens() const {
    sockaddr_un peer{};
    peer.sun_family = AF_UNIX;
    address().host.copy(static_cast<char*>(peer.sun_path), sizeof peer.sun_path - 1);
    const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool connected = ::connect(socket, reinterpret_cast<const sockaddr*>(&peer), sizeof peer) == 0;
    ::close(socket);
    return connected;
  }

  std::vector<std::string> more_arguments_;
  std::filesystem::path folder_ = std::filesystem::temp_directory_path() / ("edify-redis-" + random_uuid());
  pid_t process_ = -1;
};

}  // namespace edify::cache::test
