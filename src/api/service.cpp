#include "api/service.h"

#include <algorithm>
#include <cctype>
#include <exception>
#include <utility>

#include "access/token.h"
#include "api/openapi.h"
#include "api/problem.h"
#include "api/routes.h"
#include "model/document.h"

namespace edify::api {
namespace {

// The credentials of "Bearer <token>" (RFC 6750; the scheme in any case), or nothing.
std::optional<std::string_view> bearer_token(std::string_view authorization) {
  constexpr std::string_view scheme = "bearer ";
  if (authorization.size() <= scheme.size()) return std::nullopt;
  const bool matches = std::ranges::equal(authorization.substr(0, scheme.size()), scheme, [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == b;
  });
  if (!matches) return std::nullopt;
  authorization.remove_prefix(std::min(authorization.find_first_not_of(' ', scheme.size()), authorization.size()));
  return authorization;
}

Result<Principal> authenticate(const access::TokenKey& key, std::string_view authorization) {
  const auto token = bearer_token(authorization);
  if (!token) {
    return fail(ErrorCode::unauthenticated, "this needs a token: send Authorization: Bearer <token>", "missing_token");
  }
  return access::verify_token(key, *token, unix_now());
}

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
  if (response.status == 401 && error.reason == "invalid_token") {
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

  auto principal = authenticate(dependencies_.token_key, request.authorization);
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
