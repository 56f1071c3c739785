#include "api/audit.h"

#include <fmt/format.h>

#include "access/scope_issuer.h"

namespace edify::api {
namespace {

std::string_view decision_of(unsigned status) {
  constexpr unsigned unauthorized = 401;
  constexpr unsigned forbidden = 403;
  constexpr unsigned first_error = 400;
  if (status < first_error) return "allowed";
  return status == unauthorized || status == forbidden ? "refused" : "failed";
}

}  // namespace

bool is_audited(const Route& route, const Request& request) {
  return needs_principal(route.access) && request.principal.has_value();
}

catalog::AuditEntry audit_entry(const Route& route, const Request& request, const Response& response,
                                bool keep_question) {
  catalog::AuditEntry entry;
  entry.facts.time = catalog::audit_now();
  entry.facts.route = fmt::format("{} {}", route.method, route.path);
  entry.facts.status = response.status;
  entry.facts.decision = decision_of(response.status);
  entry.facts.policy_version = access::policy_version();
  entry.facts.request_id = request.id;
  // What an admin has changed. A name is not told here: rows stay when a person's records go.
  if (route.access == Access::admin && route.method != "GET") {
    constexpr std::size_t longest = 64;
    entry.facts.detail = request.parameter("id").substr(0, longest);
  }
  const auto& shown = response.disclosure;
  const Principal& principal = shown ? shown->principal : *request.principal;
  entry.user = principal.user;
  if (request.principal->key) entry.facts.acting_key = request.principal->key->id;
  entry.facts.role = to_string(principal.role);
  if (!shown) return entry;
  entry.facts.scope = shown->scope;
  entry.facts.document_ids = shown->document_ids;
  if (keep_question) entry.question = shown->question;
  return entry;
}

}  // namespace edify::api
