#include "answer/llm/chat_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "answer/llm/completion_piece.h"
#include "answer/llm/event_reader.h"
#include "base/log.h"

namespace edify::answer::llm {
namespace {

namespace json = boost::json;
using Clock = std::chrono::steady_clock;

constexpr std::size_t longest_completion = std::size_t{4} << 20U;
// As many as answers are streamed at once (api/server.cpp): none waits for another's.
constexpr std::size_t connections = 1'000;

http::Request request_of(const Options& options, const Ask& ask) {
  json::array messages;
  for (const auto& message : ask.messages) {
    messages.push_back(json::object{{"role", message.role}, {"content", message.content}});
  }
  http::Request request;
  request.method = http::Method::post;
  request.endpoint = options.endpoint;
  request.target = options.endpoint.path + "/chat/completions";
  request.headers.add("Content-Type", "application/json");
  request.headers.add("Accept", "text/event-stream");
  if (!options.key.empty()) request.headers.add("Authorization", "Bearer " + options.key.reveal());
  request.body = json::serialize(json::object{{"model", options.model},
                                              {"messages", std::move(messages)},
                                              {"stream", true},
                                              {"temperature", 0},
                                              {"max_tokens", ask.max_tokens}});
  return request;
}

// One answer on its way: takes the bytes of the events, and knows how far it is.
class Completion {
 public:
  Completion(const Options& options, const ChatClient::Take& take) : options_(options), take_(take) {}

  // For http::Delivery::take.
  Result<std::chrono::milliseconds> take(std::string_view bytes) {
    EDIFY_CHECK(reader_.read(bytes, [this](std::string_view data) { return take_event(data); }));
    if (has_ended_) return std::chrono::milliseconds(500);  // for the end of the body, so that the connection is kept
    // What only keeps the connection alive buys no time.
    const auto until = has_begun_ ? last_ + options_.token_timeout : started_ + options_.first_token_timeout;
    return std::max(std::chrono::milliseconds(1),
                    std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()));
  }

  bool has_begun() const { return has_begun_; }
  // The model said that this is all, or nobody wants more.
  bool has_ended() const { return has_ended_; }

 private:
  Result<void> take_event(std::string_view data) {
    if (has_ended_) return {};
    EDIFY_TRY(const auto piece, parse_completion_piece(data));
    has_ended_ = piece.is_last;
    if (piece.text.empty()) return {};
    has_begun_ = true;
    last_ = Clock::now();
    if (take_(piece.text)) return {};
    has_ended_ = true;
    return fail(ErrorCode::unavailable, "nobody listens any more", std::string(http::cancelled_reason));
  }

  const Options& options_;
  const ChatClient::Take& take_;
  EventReader reader_;
  const Clock::time_point started_ = Clock::now();
  Clock::time_point last_;
  bool has_begun_ = false;
  bool has_ended_ = false;
};

Error failure(std::string_view reason, std::string message) {
  return {ErrorCode::unavailable, std::move(message), std::string(reason)};
}

Error failure_of(const Error& error, bool has_begun) {
  if (error.reason == http::timeout_reason) return failure(slow_reason, error.message);
  return failure(has_begun || error.reason == broken_reason ? broken_reason : away_reason, error.message);
}

Error failure_of(unsigned status, const Options& options) {
  constexpr unsigned too_many = 429;
  constexpr unsigned server_errors = 500;
  const auto reason = status == too_many ? busy_reason : status >= server_errors ? away_reason : refused_reason;
  return failure(reason, fmt::format("{} answers {} when it is asked as a language model; check answer.llm.url, .model "
                                     "and .key",
                                     options.endpoint.authority(), status));
}

}  // namespace

Result<std::unique_ptr<ChatClient>> ChatClient::create(Options options) {
  EDIFY_TRY(auto client, http::Client::create({.ca_file = options.ca_file, .connections_per_host = connections}));
  return std::unique_ptr<ChatClient>(new ChatClient(std::move(options), std::move(client)));
}

Result<void> ChatClient::complete(const Ask& ask, const Take& take) const {
  if (!breaker_.allows()) {
    return std::unexpected(failure(away_reason, "the language model has failed lately and is left alone for a while"));
  }
  const auto request = request_of(options_, ask);
  std::optional<Completion> completion;
  std::optional<Error> failed;
  const auto attempt = [&]() -> Result<http::Response> {
    completion.emplace(options_, take);
    http::Delivery delivery;
    delivery.request_timeout = std::min(ask.time, options_.timeout);
    delivery.connect_timeout = delivery.stall_timeout =
        std::min(delivery.request_timeout, options_.first_token_timeout);
    delivery.max_body = longest_completion;
    delivery.take = [&](std::string_view bytes) { return completion->take(bytes); };
    auto response = client_->send(request, delivery, ask.stop);
    // Some of it has been told: to ask again would tell it twice.
    if (response || !completion->has_begun()) return response;
    failed = response.error();
    return http::Response{.status = 200, .headers = {}, .body = {}};
  };
  const auto outcome = retries_.run(attempt, options_.first_token_timeout, ask.stop);
  if (ask.stop.stop_requested() || completion->has_ended()) {
    if (completion->has_begun()) breaker_.succeeded();
    return {};
  }
  std::optional<Error> error;
  if (!outcome) error = failure_of(outcome.error(), false);
  if (outcome && failed) error = failure_of(*failed, true);
  if (outcome && !failed && outcome->status != 200) error = failure_of(outcome->status, options_);
  if (!error) error = failure(broken_reason, "the language model's answer ended early");
  if (breaker_.failed()) log::warn("the language model is left alone for a while: {}", error->message);
  return std::unexpected(std::move(*error));
}

}  // namespace edify::answer::llm
