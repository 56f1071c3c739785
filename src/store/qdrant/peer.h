// Requests to Qdrant's REST API (1.19): one place for the key, deadlines, retries, the circuit breaker and what
// answers mean. Thread-safe; outlives none of its calls.
//
// Everything that is sent here may be sent twice: upserts and deletions by id or filter, queries, aliases. So a write
// that answers 500 for want of replicas, though one replica has it, is simply sent again.
#pragma once

#include <boost/json/value.hpp>
#include <exception>
#include <memory>
#include <stop_token>
#include <string>

#include "base/circuit_breaker.h"
#include "base/deadline.h"
#include "base/error.h"
#include "http/client.h"
#include "http/retry_policy.h"
#include "store/qdrant/options.h"

namespace edify::store::qdrant {

inline constexpr std::string_view no_such_thing_reason = "qdrant_not_found";

// Reads an answer; what is not as Qdrant's own is an Error: unavailable (bad_http).
template <typename Read>
auto read_answer(const Read& read) -> decltype(read()) {
  try {
    return read();
  } catch (const std::exception& error) {  // of the JSON library, where something is missing
    return fail(ErrorCode::unavailable, std::string("an answer of Qdrant is not as it should be: ") + error.what(),
                std::string(http::protocol_reason));
  }
}

class Peer {
 public:
  enum class Kind : std::uint8_t { read, write };
  struct Call {
    http::Method method = http::Method::post;
    std::string target;  // "/collections/x/points/query"
    std::string body;    // JSON, or nothing
    Kind kind = Kind::read;
    Deadline deadline{};
  };

  // Errors: invalid_argument (the CA file).
  static Result<std::unique_ptr<Peer>> create(const Options& options);

  // The member `result` of the answer. Errors: unavailable with http/message.h's reasons, or `deadline`,
  // `qdrant_resting` (it failed lately and is left alone), `qdrant_error` (5xx), `qdrant_key` (401, 403);
  // not_found (qdrant_not_found); conflict (qdrant_exists); internal (qdrant_refused) where it does not take our words.
  Result<boost::json::value> call(const Call& call, const std::stop_token& stop = {});

  // The same, where the answer says no more than that it is done.
  Result<void> perform(const Call& call, const std::stop_token& stop = {});

  bool rests() const { return breaker_.is_open(); }

 private:
  Peer(const Options& options, std::unique_ptr<http::Client> client);
  Result<http::Response> attempt(const http::Request& request, const Call& call, const std::stop_token& stop);
  void note(const Result<http::Response>& outcome, const Call& call);

  const Options options_;
  const std::unique_ptr<http::Client> client_;
  CircuitBreaker breaker_;
  http::RetryPolicy reads_;
  http::RetryPolicy writes_;
};

}  // namespace edify::store::qdrant
