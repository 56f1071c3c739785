#include "api/chat_route.h"

#include <utility>

#include "access/scope_issuer.h"
#include "api/chat_turn.h"
#include "api/media_type.h"
#include "api/service.h"

namespace edify::api {

Result<Response> answer_chat(Service& service, const Request& request) {
  if (!is_json(request.content_type)) {
    return fail(ErrorCode::unsupported_format, "send the question as Content-Type: application/json",
                "unsupported_media_type");
  }
  EDIFY_TRY(ChatRequest chat, parse_chat_request(request.body));
  const auto& dependencies = service.dependencies();
  if (dependencies.answerer == nullptr || dependencies.conversations == nullptr) {
    return fail(ErrorCode::unavailable, "nobody answers here", "no_answerer");
  }
  const access::Wanted wanted{.user = {}, .role = {}, .grades = chat.grades};
  EDIFY_TRY(const Principal principal, dependencies.authenticator.resolve(*request.principal, wanted));
  const Scope scope = access::ScopeIssuer::issue(principal);
  const ChatParts parts{dependencies.retriever, *dependencies.answerer, *dependencies.conversations};
  const std::string question = chat.message;
  EDIFY_TRY(ChatTurn turn, ChatTurn::begin(parts, principal, scope, std::move(chat), request.arrived));

  Response response;
  response.content_type = "text/event-stream";
  response.headers.emplace_back("Cache-Control", "no-store");
  response.disclosure = {principal, scope.fingerprint(), turn.document_ids(), question};
  turn.run([&response](std::string_view event) {
    response.body += event;
    return true;
  });
  return response;
}

}  // namespace edify::api
