// What one issuer publishes, kept: asked for on a thread of its own, never on a request's.
//
// When it is asked: at the start, every `refresh`, and when a token names a key that is not there, which happens when
// the issuer changes its keys, and when somebody makes names up. Names that nobody knows cause at most one fetch in
// `unknown_key_pause`. While the issuer does not answer, what it said last holds for `max_age`. Thread-safe.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>

#include "access/oidc/discovery.h"
#include "base/error.h"

namespace edify::access::oidc {

// Of the Error that says: the issuer is being asked, come again.
inline constexpr std::string_view keys_pending_reason = "keys_pending";

// How long a caller may wait for a fetch that is under way. Threads that move bytes must not.
enum class Patience : bool { none, some };

class KeyCache {
 public:
  struct Options {
    std::string name;  // for the log
    std::chrono::milliseconds refresh = std::chrono::hours(1);
    std::chrono::milliseconds unknown_key_pause = std::chrono::seconds(60);
    std::chrono::milliseconds max_age = std::chrono::hours(24);
    std::chrono::milliseconds retry = std::chrono::seconds(5);  // after a failure; doubled up to a minute
    std::chrono::milliseconds patience = std::chrono::seconds(3);
    int most_waiting = 4;  // callers at once; the others are told to come again
  };
  using Fetch = std::function<Result<Published>(const std::stop_token&)>;

  // Asks at once, in the background.
  KeyCache(Options options, Fetch fetch);
  ~KeyCache();
  KeyCache(const KeyCache&) = delete;
  KeyCache& operator=(const KeyCache&) = delete;

  // The key, which stays valid as long as the pointer. Errors: unauthenticated (`invalid_token`: the issuer has no such
  // key), unavailable (`keys_pending`: being asked for, and the caller can not wait; `issuer_unavailable`: never
  // answered, or too long ago).
  Result<std::shared_ptr<const VerificationKey>> find(std::string_view id, std::string_view algorithm,
                                                      Patience patience);
  // What was published last. Errors: unavailable.
  Result<std::shared_ptr<const Published>> published() const;

 private:
  using Clock = std::chrono::steady_clock;
  using Time = Clock::time_point;

  std::shared_ptr<const VerificationKey> look_up(std::string_view id, std::string_view algorithm) const;
  bool is_fresh() const;
  std::unexpected<Error> say_missing() const;
  // Whether a fetch is under way, or begins now, on account of a key that is not there. False: there was one a moment
  // ago, and the next comes when the pause is over.
  bool ask_for_fetch();
  bool wait_for_fetch(std::unique_lock<std::mutex>& lock);
  void work(const std::stop_token& stop);
  void take(Result<Published> fetched, bool by_the_clock);
  Time next_fetch() const;

  const Options options_;
  const Fetch fetch_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::shared_ptr<const Published> published_;
  Time fetched_{};                        // when published_ came
  Time due_{};                            // the next fetch by the clock
  std::optional<Time> last_for_unknown_;  // the last fetch for a key that was not there
  bool begins_ = false;                   // a fetch is under way, or the worker has been told to begin one
  bool postponed_ = false;                // a key was not there, and its fetch waits for the pause to end
  std::uint64_t rounds_ = 0;              // fetches that ended
  int failures_ = 0;
  int waiting_ = 0;
  std::jthread worker_;  // last: it ends before what it works on
};

}  // namespace edify::access::oidc
