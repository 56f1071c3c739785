// One line a request, at level info, in JSON: enough to follow a request and count, nothing about what was asked.
//
// Written by a thread of its own: a slow disk or a full pipe costs lines (the oldest), never answers.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "api/exchange.h"
#include "base/secret.h"

namespace spdlog {
class logger;
namespace details {
class thread_pool;
}
}  // namespace spdlog

namespace edify::api {

struct AccessLogOptions {
  bool enabled = true;
  bool client_address = true;
  // Users appear as a keyed hash (HMAC SHA-256), so that lines of one user are found together and nobody who lacks
  // the key can try names. Empty: a random key, and hashes hold until the process ends.
  Secret pseudonym_key;
};

// Thread-safe.
class AccessLog {
 public:
  // Lines go where the log goes (stderr), each being JSON from its first character to its last.
  explicit AccessLog(AccessLogOptions options);
  ~AccessLog();
  AccessLog(const AccessLog&) = delete;
  AccessLog& operator=(const AccessLog&) = delete;

  // Neither query nor token appears, nor any byte that could end a line.
  void write(const Request& request, const Response& response) const;

  // The line, for tests.
  std::string line_of(const Request& request, const Response& response) const;

 private:
  AccessLogOptions options_;
  std::shared_ptr<spdlog::details::thread_pool> writer_;
  std::shared_ptr<spdlog::logger> logger_;
};

}  // namespace edify::api
