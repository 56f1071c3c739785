#include "api/routes.h"

#include <algorithm>
#include <array>

#include "api/auth_routes.h"
#include "api/docs_page.h"
#include "api/openapi.h"
#include "api/query_route.h"
#include "api/status_routes.h"

namespace edify::api {
namespace {

constexpr std::array table = {
    Route{"POST", "/query", Access::bearer, Lane::questions, answer_query, "query",
          "Ask a question; the answer holds what the token may see, best first", "QueryRequest", "QueryResponse"},
    Route{"GET", "/health", Access::optional, Lane::probes, answer_health, "health",
          "Health of the service; an admin's token adds the store's size", "", "Health"},
    Route{"GET", "/stats", Access::admin, Lane::probes, answer_stats, "stats",
          "Figures of the store, the cache and the ingestion", "", "Stats"},
    Route{"GET", "/me", Access::bearer, Lane::questions, answer_me, "me", "Who the credentials say one is", "", "Me"},
    Route{"GET", "/auth/login", Access::open, Lane::here, answer_login, "login",
          "Sign in from a browser: off to the issuer, and back to the page `return_to`", "", "", 302},
    Route{"GET", "/auth/callback", Access::open, Lane::questions, answer_callback, "login_callback",
          "Where the issuer sends the browser back to", "", "", 302},
    Route{"POST", "/auth/logout", Access::open, Lane::questions, answer_logout, "logout",
          "End the browser's session; only from this server's own pages", "", "", 204},
    Route{"GET", "/livez", Access::open, Lane::here, answer_livez, "livez", "Whether the process answers", "", "Probe"},
    Route{"GET", "/readyz", Access::open, Lane::probes, answer_readyz, "readyz",
          "Whether the service takes questions; 503 while it stops or its store is away", "", "Probe"},
    Route{"GET", "/openapi.json", Access::open, Lane::here, answer_openapi, "openapi", "This description (OpenAPI 3.1)",
          "", "OpenApi"},
    Route{"GET", "/docs", Access::open, Lane::here, answer_docs, "docs", "The description as a page", "", ""},
    Route{"GET", "/", Access::open, Lane::here, answer_root, "root", "Name, version and where to go next", "", "Root"},
};

constexpr bool is_whole(const Route& route) {
  return route.access != Access::undeclared && route.handler != nullptr && route.path.starts_with('/') &&
         !route.method.empty() && !route.operation_id.empty() && !route.summary.empty();
}

constexpr bool are_distinct(const Route& a, const Route& b) {
  return a.operation_id != b.operation_id && (a.path != b.path || a.method != b.method);
}

constexpr bool are_all_distinct() {
  for (std::size_t i = 0; i < table.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (!are_distinct(table[i], table[j])) return false;
    }
  }
  return true;
}

static_assert(std::ranges::all_of(table, is_whole), "a route lacks its policy, its handler or its description");
static_assert(are_all_distinct(), "two routes share a path and method, or an operation id");

}  // namespace

std::span<const Route> routes() { return table; }

std::string allowed_methods(std::string_view path) {
  std::string methods;
  for (const auto& route : table) {
    if (route.path != path) continue;
    methods.append(route.method).append(route.method == "GET" ? ", HEAD, " : ", ");
  }
  return methods.empty() ? methods : methods + "OPTIONS";
}

const Route* find_route(std::string_view method, std::string_view path) {
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  const auto* found =
      std::ranges::find_if(table, [&](const Route& route) { return route.path == path && route.method == wanted; });
  return found == table.end() ? nullptr : found;
}

}  // namespace edify::api
