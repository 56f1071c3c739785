#include "api/gate.h"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <thread>
#include <utility>

#include "api/cors.h"
#include "api/message.h"
#include "api/problem.h"
#include "api/routes.h"

namespace edify::api {
namespace {

Admission::Options question_admission(const ServerOptions& options) {
  const unsigned workers =
      options.worker_threads > 0 ? options.worker_threads : std::max(1U, std::thread::hardware_concurrency());
  return {.workers = workers, .queued = options.limits.queued_requests, .max_delay = options.limits.max_queue_delay};
}

// Probes are cheap and few; a line of them means that what they look at hangs.
Admission::Options probe_admission() {
  return {.workers = 1, .queued = 256, .max_delay = std::chrono::milliseconds(2'000)};
}

bool has_hung_up(int socket) {
  pollfd state{.fd = socket, .events = POLLRDHUP, .revents = 0};
  return ::poll(&state, 1, 0) > 0 && (state.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

void set_retry_after(Response& response, std::chrono::seconds wait) {
  response.headers.emplace_back("Retry-After", std::to_string(wait.count()));
}

// draft-ietf-httpapi-ratelimit-headers: the policy, and what is left of it.
void add_rate_fields(const RateDecision& decision, const RateLimit& limit, std::string_view name, Response& response) {
  if (decision.limit == 0) return;
  const double window = std::max(1.0, decision.limit / limit.per_second);  // seconds in which the bucket fills
  response.headers.emplace_back("RateLimit-Policy",
                                fmt::format(R"("{}";q={:.0f};w={:.0f})", name, decision.limit, window));
  response.headers.emplace_back("RateLimit",
                                fmt::format(R"("{}";r={:.0f};t={})", name, decision.remaining, decision.reset.count()));
}

std::string rate_key(const Request& request) {
  const auto& key = request.principal->key;
  return key ? "key:" + key->id : "user:" + request.principal->user;
}

Response too_many(const RateDecision& decision, const RateLimit& limit, std::string_view name, const Request& request) {
  Response response = problem(429, fmt::format("too many requests; try again in {} s", decision.reset.count()),
                              "rate_limited", request.id);
  set_retry_after(response, decision.reset);
  add_rate_fields(decision, limit, name, response);
  return response;
}

}  // namespace

Gate::Gate(Service& service, const ServerOptions& options)
    : service_(service), options_(options), questions_(question_admission(options)), probes_(probe_admission()) {}

net::awaitable<Response> Gate::answer(Request& request, int socket) {
  const Route* found = find_route(request.method, request.path);
  if (found != nullptr) request.route = found->path;
  if (auto refused = refuse_early(request, found)) co_return std::move(*refused);
  const auto route = service_.admit(request);
  if (!route) co_return route.error();
  const RateLimit limit = rate_of(request);
  const RateDecision decision = request.principal ? users_.take(rate_key(request), limit) : RateDecision{};
  if (!decision.allowed) {
    ++refused_by_rate_;
    co_return too_many(decision, limit, "user", request);
  }
  Response response = co_await run(**route, request, socket);
  add_rate_fields(decision, limit, "user", response);
  co_return response;
}

// An API key may have a rate of its own, whomever it acts for.
RateLimit Gate::rate_of(const Request& request) const {
  const bool has_own = request.principal && request.principal->key && request.principal->key->requests_a_minute > 0;
  if (!has_own) return options_.rate_per_user;
  const double a_minute = request.principal->key->requests_a_minute;
  return {.per_second = a_minute / 60, .burst = a_minute};
}

std::optional<Response> Gate::refuse_early(const Request& request, const Route* route) {
  if (const auto decision = addresses_.take(request.limited_as, options_.rate_per_address); !decision.allowed) {
    ++refused_by_rate_;
    return too_many(decision, options_.rate_per_address, "address", request);
  }
  if (is_preflight(request)) return answer_preflight(request, options_.cors_origins, allowed_methods(request.path));
  if (route != nullptr && route->lane == Lane::questions && !questions_.admission().is_open()) {
    return overloaded(request);
  }
  return std::nullopt;
}

Response Gate::overloaded(const Request& request) {
  ++refused_by_overload_;
  const auto wait = std::chrono::ceil<std::chrono::seconds>(questions_.admission().expected_wait());
  Response response =
      problem(503, "more is asked than can be answered in time; try again in a moment", "overloaded", request.id);
  set_retry_after(response, std::clamp(wait, std::chrono::seconds(1), std::chrono::seconds(30)));
  return response;
}

net::awaitable<Response> Gate::run(const Route& route, Request& request, int socket) {
  if (route.lane == Lane::here) {
    Response response = service_.run(route, request);
    encode(request, response, options_.compress_above);
    co_return response;
  }
  WorkerPool& pool = route.lane == Lane::questions ? questions_ : probes_;
  if (!pool.admission().enter()) co_return overloaded(request);
  request.deadline = Deadline(request.arrived + options_.limits.request_time);
  auto task = [this, &route, &request, socket] { return work(route, request, socket); };
  co_return co_await pool.run(std::move(task));
}

Response Gate::work(const Route& route, Request& request, int socket) noexcept {
  if (has_hung_up(socket)) {
    ++abandoned_;
    Response nobody_reads;
    nobody_reads.status = client_closed;
    return nobody_reads;
  }
  if (const auto in_time = request.deadline.check(); !in_time) {
    ++too_late_;
    return problem(in_time.error(), request.id);
  }
  Response response = service_.run(route, request);
  encode(request, response, options_.compress_above);
  return response;
}

GateFigures Gate::figures() const {
  return {.refused_by_rate = refused_by_rate_,
          .refused_by_overload = refused_by_overload_,
          .too_late = too_late_,
          .abandoned = abandoned_,
          .inside = questions_.admission().inside(),
          .expected_wait = questions_.admission().expected_wait()};
}

}  // namespace edify::api
