#include "store/qdrant/peer.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/parse.hpp>

#include "base/log.h"

namespace edify::store::qdrant {
namespace {

namespace json = boost::json;

constexpr std::string_view resting_reason = "qdrant_resting";
// A page of 64 points with vectors and text takes half a megabyte.
constexpr std::size_t max_body = 64U << 20;
// Three silent queries open the breaker within 5 s.
constexpr std::uint32_t failures_to_open = 3;

// What Qdrant says is wrong: its `status.error`, or the text of the answer; one line, not too long.
std::string complaint(const http::Response& response) {
  boost::system::error_code error;
  const json::value body = json::parse(response.body, error);
  std::string text = response.body;
  if (!error) {
    if (const auto* said = body.is_object() ? body.as_object().if_contains("status") : nullptr;
        said != nullptr && said->is_object() && said->as_object().contains("error")) {
      const auto& reason = said->as_object().at("error");
      if (reason.is_string()) text = reason.as_string().c_str();
    }
  }
  std::ranges::replace_if(
      text, [](unsigned char c) { return c < 0x20; }, ' ');
  constexpr std::size_t longest = 300;
  if (text.size() > longest) text.resize(longest);
  return text.empty() ? "no explanation" : text;
}

std::unexpected<Error> refused(const http::Response& response, const std::string& where) {
  const std::string why = complaint(response);
  switch (response.status) {
    case 401:
    case 403:
      return fail(ErrorCode::unavailable,
                  fmt::format("Qdrant on {} does not accept the key: {}; check qdrant.api_key", where, why),
                  "qdrant_key");
    case 404:
      return fail(ErrorCode::not_found, fmt::format("Qdrant on {} does not have it: {}", where, why),
                  std::string(no_such_thing_reason));
    case 409: return fail(ErrorCode::conflict, fmt::format("Qdrant on {}: {}", where, why), "qdrant_exists");
    default: break;
  }
  if (response.status == 408 || response.status == 429 || response.status >= 500) {
    return fail(ErrorCode::unavailable,
                fmt::format("Qdrant on {} answers {}: {}; ask again in a moment", where, response.status, why),
                "qdrant_error");
  }
  // It may quote what was sent; what was sent is ours.
  return fail(ErrorCode::internal, fmt::format("Qdrant on {} refuses a request ({}): {}", where, response.status, why),
              "qdrant_refused");
}

http::RetryOptions reads() {
  return {.attempts = 2, .first_delay = std::chrono::milliseconds(50), .longest_delay = std::chrono::milliseconds(100)};
}

http::RetryOptions writes() {
  return {.attempts = 1'000,
          .first_delay = std::chrono::milliseconds(200),
          .longest_delay = std::chrono::milliseconds(5'000),
          .budget = 1'000};
}

}  // namespace

Result<std::unique_ptr<Peer>> Peer::create(const Options& options) {
  EDIFY_TRY(auto client,
            http::Client::create({.ca_file = options.ca_file, .connections_per_host = options.connections}));
  return std::unique_ptr<Peer>(new Peer(options, std::move(client)));
}

Peer::Peer(const Options& options, std::unique_ptr<http::Client> client)
    : options_(options),
      client_(std::move(client)),
      breaker_({.failures = failures_to_open, .rest = options.breaker_rest}),
      reads_(reads()),
      writes_(writes()) {}

Result<json::value> Peer::call(const Call& call, const std::stop_token& stop) {
  EDIFY_CHECK(call.deadline.check());
  http::Request request;
  request.method = call.method;
  request.endpoint = options_.endpoint;
  request.target = options_.endpoint.path + call.target;
  request.may_be_repeated = true;
  request.body = call.body;
  if (!call.body.empty()) request.headers.add("Content-Type", "application/json");
  if (!options_.api_key.empty()) request.headers.add("api-key", options_.api_key.reveal());
  const bool reads = call.kind == Kind::read;
  const auto patience = call.deadline.remaining(reads ? options_.query_timeout : options_.write_patience);
  auto& policy = reads ? reads_ : writes_;
  auto response = policy.run([&] { return attempt(request, call, stop); }, patience, stop);
  if (!response) return std::unexpected(std::move(response).error());
  if (response->status >= 300) return refused(*response, options_.endpoint.authority());
  boost::system::error_code error;
  json::value body = json::parse(response->body, error);
  auto* object = error ? nullptr : body.if_object();
  if (object == nullptr || !object->contains("result")) {
    return fail(ErrorCode::unavailable,
                fmt::format("what answers on {} is no Qdrant; check qdrant.url", options_.endpoint.authority()),
                std::string(http::protocol_reason));
  }
  return std::move(object->at("result"));
}

Result<void> Peer::perform(const Call& order, const std::stop_token& stop) {
  EDIFY_TRY([[maybe_unused]] const auto result, call(order, stop));
  return {};
}

Result<http::Response> Peer::attempt(const http::Request& request, const Call& call, const std::stop_token& stop) {
  if (!breaker_.allows()) {
    return fail(ErrorCode::unavailable,
                fmt::format("Qdrant on {} does not answer and is left alone for some seconds; ask again in a moment",
                            options_.endpoint.authority()),
                std::string(resting_reason));
  }
  const auto longest = call.kind == Kind::read ? options_.query_timeout : options_.write_timeout;
  http::Delivery delivery;
  delivery.connect_timeout = std::min(options_.connect_timeout, longest);
  delivery.request_timeout = call.deadline.remaining(longest);
  delivery.stall_timeout = longest;
  delivery.max_body = max_body;
  // On one machine packing costs more than it saves.
  delivery.accepts_gzip = options_.endpoint.secure;
  auto outcome = client_->send(request, delivery, stop);
  // Who had less time than a request is given learns nothing about Qdrant.
  const bool was_short = delivery.request_timeout < longest;
  if (!outcome && was_short && outcome.error().reason == http::timeout_reason) {
    return std::unexpected(Deadline::passed());
  }
  note(outcome, call);
  return outcome;
}

void Peer::note(const Result<http::Response>& outcome, const Call& call) {
  if (outcome) {
    // A write that lacks a replica fails while reads go on, so a 500 speaks against Qdrant only where it reads.
    const unsigned least_bad = call.kind == Kind::read ? 500 : 502;
    if (outcome->status < least_bad) return breaker_.succeeded();
  } else if (outcome.error().code != ErrorCode::unavailable || outcome.error().reason == http::cancelled_reason) {
    return;
  }
  if (breaker_.failed()) log::error("Qdrant on {} is away", options_.endpoint.authority());
}

}  // namespace edify::store::qdrant
