// Asks a language model behind an OpenAI-compatible endpoint and hands its words on as they come.
//
// Only the endpoint of the options is ever spoken to; redirections are not followed. A request is tried again only
// while not a word has come. A model that fails in a row is left alone for a while. Thread-safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "answer/llm/options.h"
#include "base/circuit_breaker.h"
#include "base/error.h"
#include "http/client.h"
#include "http/retry_policy.h"

namespace edify::answer::llm {

struct ChatMessage {
  std::string_view role;  // "system", "user", "assistant"
  std::string content;
};

struct Ask {
  std::vector<ChatMessage> messages;
  std::uint32_t max_tokens = 0;
  std::chrono::milliseconds time{};  // for all of it; at most Options::timeout
  std::stop_token stop;
};

// The reasons of Errors, which answers tell as `fallback`.
inline constexpr std::string_view away_reason = "llm_away";        // not reached, failing, or being left alone
inline constexpr std::string_view slow_reason = "llm_timeout";     // no token in time
inline constexpr std::string_view busy_reason = "llm_busy";        // 429
inline constexpr std::string_view refused_reason = "llm_refused";  // any other status: a wrong key, a wrong model
inline constexpr std::string_view broken_reason = "llm_broken";    // its answer ended early, or was none

class ChatClient {
 public:
  // Errors: invalid_argument (the CA file can not be read).
  static Result<std::unique_ptr<ChatClient>> create(Options options);

  // `take` gets the words; false ends the request. Answers when the model has ended, or `take` or the stop token ended
  // it. Errors: unavailable with one of the reasons above.
  using Take = std::function<bool(std::string_view text)>;
  Result<void> complete(const Ask& ask, const Take& take) const;

  const Options& options() const { return options_; }

 private:
  ChatClient(Options options, std::unique_ptr<http::Client> client)
      : options_(std::move(options)), client_(std::move(client)) {}

  Options options_;
  std::unique_ptr<http::Client> client_;
  mutable http::RetryPolicy retries_{{.attempts = 2, .first_delay = std::chrono::milliseconds(250)}};
  mutable CircuitBreaker breaker_{{.failures = 3, .rest = std::chrono::milliseconds(10'000)}};
};

}  // namespace edify::answer::llm
