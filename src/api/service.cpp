#include "api/service.h"

#include <exception>
#include <utility>

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
      openapi_(openapi_document(dependencies_.version)),
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

  auto principal = dependencies_.authenticator.authenticate(request.credentials);
  if (principal) {
    request.principal = std::move(*principal);
  } else if (route->access != Access::optional) {
    return std::unexpected(unauthorized(principal.error(), request));
  }
  if (route->access == Access::admin && request.principal->role != Role::admin) {
    return std::unexpected(problem(403, "this is for admins", "admins_only", request.id));
  }
  return route;
}

Response Service::run(const Route& route, const Request& request) noexcept {
  try {
    auto response = route.handler(*this, request);
    return response ? std::move(*response) : problem(response.error(), request.id);
  } catch (const std::exception& error) {
    return problem(Error(ErrorCode::internal, error.what()), request.id);
  }
}

}  // namespace edify::api
