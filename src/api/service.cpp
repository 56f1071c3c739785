#include "api/service.h"

#include <exception>
#include <utility>

#include "api/audit.h"
#include "api/openapi.h"
#include "api/problem.h"
#include "api/routes.h"

namespace edify::api {
namespace {

Response method_not_allowed(const Request& request, std::string allowed) {
  Response response =
      request.method == "OPTIONS"
          ? Response{.status = 204, .content_type = {}, .body = {}, .headers = {}}
          : problem(405, "this path does not take this method; see the Allow header", "method_not_allowed", request.id);
  response.headers.emplace_back("Allow", std::move(allowed));
  return response;
}

Response unauthorized(const Error& error, const Request& request) {
  Response response = problem(error, request.id);
  // RFC 6750, section 3: a token that was sent and refused is told apart from one that was not sent.
  if (response.status == 401 && error.reason != "missing_token") {
    response.headers.back().second += R"(, error="invalid_token")";
  }
  return response;
}

}  // namespace

Service::Service(ApiDependencies dependencies)
    : dependencies_(std::move(dependencies)),
      openapi_(make_asset(openapi_document(dependencies_.version))),
      docs_page_(make_docs_page()),
      store_probe_(dependencies_.store) {}

std::expected<const Route*, Response> Service::admit(Request& request) const {
  const Route* route = find_route(request.method, request.path);
  if (route == nullptr) {
    if (auto allowed = allowed_methods(request.path); !allowed.empty()) {
      return std::unexpected(method_not_allowed(request, std::move(allowed)));
    }
    return std::unexpected(problem(404, "there is nothing here; /docs lists what there is", "not_found", request.id));
  }
  if (route->access == Access::open) return route;

  if (auto refused = let_in(*route, request, access::oidc::Patience::none)) {
    // On a worker the token may wait for its issuer's keys: run() looks again.
    const bool looks_again = request.awaits_keys && route->lane == Lane::questions;
    if (!looks_again) {
      // On an I/O thread, which waits for nobody; a refusal tells nothing, audited or not.
      (void)audit(*route, request, *refused, std::chrono::milliseconds(0));
      return std::unexpected(std::move(*refused));
    }
  }
  return route;
}

std::optional<Response> Service::let_in(const Route& route, Request& request, access::oidc::Patience patience) const {
  auto principal = dependencies_.authenticator.authenticate(request.credentials, patience);
  request.awaits_keys = !principal && principal.error().reason == access::oidc::keys_pending_reason;
  if (!principal) {
    if (route.access == Access::optional) return std::nullopt;
    return unauthorized(principal.error(), request);
  }
  request.principal = std::move(*principal);
  if (route.access == Access::admin && request.principal->role != Role::admin) {
    return problem(403, "this is for admins", "admins_only", request.id);
  }
  if (route.access == Access::staff && request.principal->role == Role::student) {
    return problem(403, "this is for teachers and admins", "staff_only", request.id);
  }
  const auto& key = request.principal->key;
  if (key != nullptr && !key->routes.empty() && !key->routes.contains(route.operation_id)) {
    return problem(403, "this API key is not for this route", "route_not_allowed", request.id);
  }
  return std::nullopt;
}

Response Service::handle(const Route& route, Request& request) noexcept {
  try {
    if (request.awaits_keys && needs_principal(route.access)) {
      if (auto refused = let_in(route, request, access::oidc::Patience::some)) return std::move(*refused);
    }
    auto response = route.handler(*this, request);
    return response ? std::move(*response) : problem(response.error(), request.id);
  } catch (const std::exception& error) {
    return problem(Error(ErrorCode::internal, error.what()), request.id);
  }
}

Result<void> Service::audit(const Route& route, const Request& request, const Response& response,
                            std::chrono::milliseconds patience) const {
  if (dependencies_.audit == nullptr || !is_audited(route, request)) return {};
  return dependencies_.audit->record(audit_entry(route, request, response, dependencies_.audit_questions), patience);
}

void Service::note_question(const Request& request, const Response& response) const {
  const auto& shown = response.disclosure;
  if (dependencies_.asked == nullptr || !shown || shown->question.empty()) return;
  if (response.stream) return;  // whoever ends the answer knows what came of it
  const auto time = std::chrono::steady_clock::now() - request.arrived;
  dependencies_.asked->note(
      {.user = shown->principal.user,
       .role = std::string(to_string(shown->principal.role)),
       .text = dependencies_.audit_questions ? shown->question : std::string(),
       .is_answered = !shown->document_ids.empty(),
       .latency_ms = static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::milliseconds>(time).count()),
       .time = unix_now(),
       .topic = shown->topic});
}

Response Service::run(const Route& route, Request& request) noexcept {
  RequestMetrics* metrics = dependencies_.metrics;
  std::optional<RequestMetrics::Running> running;
  if (metrics != nullptr) running.emplace(*metrics);
  Response response = handle(route, request);
  // As long as a slow disk may take for once; who waits longer is better off asking again.
  constexpr std::chrono::seconds patience{1};
  const auto audited = audit(route, request, response, patience);
  if (!audited) response = problem(audited.error(), request.id);
  note_question(request, response);
  if (metrics != nullptr) metrics->observe(route, response.status, std::chrono::steady_clock::now() - request.arrived);
  return response;
}

}  // namespace edify::api
