#include "api/query_route.h"

#include <algorithm>
#include <string>
#include <utility>

#include "access/scope_issuer.h"
#include "api/media_type.h"
#include "api/problem.h"
#include "api/query_request.h"
#include "api/query_response.h"
#include "api/service.h"

namespace edify::api {
namespace {

// Each document once, in the order of its best hit.
std::vector<std::string> document_ids(const retrieve::Retrieval& retrieval) {
  std::vector<std::string> ids;
  for (const Hit& hit : retrieval.hits) {
    if (std::ranges::find(ids, hit.document.id) == ids.end()) ids.push_back(hit.document.id);
  }
  return ids;
}

}  // namespace

Result<Response> answer_query(Service& service, const Request& request) {
  if (!is_json(request.content_type)) {
    return fail(ErrorCode::unsupported_format, "send the question as Content-Type: application/json",
                "unsupported_media_type");
  }
  EDIFY_TRY(QueryRequest query, parse_query_request(request.body));
  const auto& dependencies = service.dependencies();
  const access::Wanted wanted{.user = query.user_id, .role = query.role, .grades = query.grades};
  EDIFY_TRY(const Principal principal, dependencies.authenticator.resolve(*request.principal, wanted));
  query.question.deadline = request.deadline;
  const Scope scope = access::ScopeIssuer::issue(principal);
  EDIFY_TRY(const retrieve::Retrieval retrieval, dependencies.retriever.retrieve(scope, query.question));

  Response response;
  // RFC 9211: nobody takes an answer of before the store went away for one of now.
  if (retrieval.stale_for) {
    response.headers.emplace_back("Cache-Status", R"(edify; hit; detail="the store is away")");
    response.headers.emplace_back("Age", std::to_string(retrieval.stale_for->count()));
  }
  response.disclosure = {principal, scope.fingerprint(), document_ids(retrieval), query.question.text};
  if (dependencies.curriculum != nullptr) {
    const DocumentRecord* nearest = retrieval.hits.empty() ? nullptr : &retrieval.hits.front().document;
    response.disclosure->topic = dependencies.curriculum->topic_of({.text = query.question.text,
                                                                    .grades = principal.grades,
                                                                    .nearest = nearest,
                                                                    .is_answered = nearest != nullptr});
  }
  response.body = query_response_json(retrieval, principal.role, request.arrived);
  return response;
}

}  // namespace edify::api
