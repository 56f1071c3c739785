#include "api/chat_route.h"

#include <memory>
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
  // Nothing of the service's own: the answer may outlive it.
  const ChatParts parts{dependencies.retriever, *dependencies.answerer, *dependencies.conversations, dependencies.asked,
                        dependencies.audit_questions, dependencies.curriculum};
  const std::string question = chat.message;
  EDIFY_TRY(ChatTurn begun,
            ChatTurn::begin(parts, principal, scope, std::move(chat), {request.arrived, request.deadline}));
  const auto turn = std::make_shared<ChatTurn>(std::move(begun));

  Response response;
  response.content_type = "text/event-stream";
  response.headers.emplace_back("Cache-Control", "no-store");
  response.disclosure = {principal, scope.fingerprint(), turn->document_ids(), question};
  // A proxy that gathers an answer before it hands it on would undo the stream.
  response.headers.emplace_back("X-Accel-Buffering", "no");
  response.stream = StreamedBody{.produce =
                                     [turn](BodyStream& out) {
                                       turn->run(out);
                                       return Result<void>{};
                                     },
                                 .length = std::nullopt};
  return response;
}

}  // namespace edify::api
