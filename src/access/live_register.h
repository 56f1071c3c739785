// What a running server knows of the register: API keys, denied users, ended sessions.
//
// A thread of its own looks at the register's generation every few seconds and reads the rest when it has moved, so
// that a request asks only memory, and `edify user deny` and `edify key revoke` are effective in every server within
// `interval`. Where the register can not be read for longer than a minute, nobody is let in: the promise that a denied
// user is out within a minute holds then too. Thread-safe; the register outlives it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>

#include "base/error.h"
#include "catalog/access_register.h"
#include "model/principal.h"

namespace edify::access {

class LiveRegister {
 public:
  struct Options {
    std::chrono::milliseconds interval = std::chrono::seconds(5);
    std::chrono::milliseconds longest_silence = std::chrono::seconds(60);
  };

  // Reads the register once, then watches it. Errors: those of the register.
  static Result<std::unique_ptr<LiveRegister>> start(catalog::AccessRegister& of, const Options& options);
  ~LiveRegister();
  LiveRegister(const LiveRegister&) = delete;
  LiveRegister& operator=(const LiveRegister&) = delete;

  // The principal of an API key, and a note that it was used. Errors: unauthenticated (`invalid_key`: unknown, revoked,
  // expired), unavailable (the register has been silent for too long).
  Result<Principal> find_key(std::string_view key, UnixSeconds now);
  // Errors: forbidden (`user_denied`), unavailable.
  Result<void> check_user(std::string_view user) const;
  // Errors: unauthenticated (`session_ended`), unavailable.
  Result<void> check_session(std::string_view id) const;
  // At once here, in other servers when they look. Errors: those of the register.
  Result<void> end_session(const std::string& id, UnixSeconds until, UnixSeconds now);

 private:
  struct GoodKey {
    Principal principal;
    UnixSeconds expires{};
  };
  struct Snapshot {
    std::uint64_t generation = 0;
    std::unordered_map<std::string, GoodKey> keys;  // by the hash of their secret; without those that are revoked
    std::set<std::string, std::less<>> denied;
    std::set<std::string, std::less<>> ended_sessions;
  };

  LiveRegister(catalog::AccessRegister& of, const Options& options) : register_(of), options_(options) {}
  Result<std::shared_ptr<const Snapshot>> read(const Snapshot* known);
  Result<std::shared_ptr<const Snapshot>> current() const;
  void watch(const std::stop_token& stop);
  void look();

  catalog::AccessRegister& register_;
  const Options options_;
  std::mutex look_mutex_;     // one look after the other
  mutable std::mutex mutex_;  // of what follows; held for moments, never over the register
  std::shared_ptr<const Snapshot> snapshot_;
  std::chrono::steady_clock::time_point read_at_;
  std::map<std::string, UnixSeconds> last_uses_;
  std::map<std::string, UnixSeconds> uses_;  // that the register does not know yet
  std::condition_variable_any stopped_;
  std::jthread watcher_;  // last: it ends before what it looks at
};

}  // namespace edify::access
