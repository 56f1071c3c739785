#include "api/share_routes.h"

#include <array>
#include <boost/json.hpp>
#include <string>
#include <utility>

#include "access/scope_issuer.h"
#include "api/body_fields.h"
#include "api/service.h"
#include "api/shown_message.h"
#include "base/hash.h"
#include "catalog/conversations.h"
#include "catalog/shares.h"

namespace edify::api {
namespace {

namespace json = boost::json;

struct Kept {
  catalog::Shares& shares;
  catalog::Conversations& conversations;
};

std::unexpected<Error> absent() { return fail(ErrorCode::not_found, "there is no such link", "not_found"); }

Result<Kept> kept_by(const Service& service) {
  const auto& parts = service.dependencies();
  if (parts.shares == nullptr || parts.conversations == nullptr) {
    return fail(ErrorCode::not_found, "no links are kept here", "not_found");
  }
  return Kept{*parts.shares, *parts.conversations};
}

}  // namespace

Result<Response> answer_share_create(Service& service, const Request& request) {
  static constexpr std::array<std::string_view, 1> members = {"message_id"};
  constexpr std::size_t longest_id = 64;
  EDIFY_TRY(const auto body, body_of(request, members));
  EDIFY_TRY(const auto message_id, required_text_of(body, "message_id", longest_id));
  EDIFY_TRY(const auto kept, kept_by(service));
  const auto& user = request.principal->user;
  EDIFY_TRY(const auto conversation_id, kept.conversations.conversation_of(user, message_id));
  if (!conversation_id) return fail(ErrorCode::not_found, "there is no such message", "not_found");
  EDIFY_TRY(const auto share, kept.shares.create({random_uuid(), user, *conversation_id, message_id, unix_now()}));
  Response response;
  response.status = 201;
  response.body = json::serialize(json::object{{"id", share.id}, {"url", "/shared/" + share.id}});
  return response;
}

Result<Response> answer_share(Service& service, const Request& request) {
  EDIFY_TRY(const auto kept, kept_by(service));
  EDIFY_TRY(const auto share, kept.shares.find(request.parameter("id")));
  if (!share) return absent();
  EDIFY_TRY(const auto conversation, kept.conversations.find(share->user, share->conversation_id));
  if (!conversation) return absent();
  const Scope scope = access::ScopeIssuer::issue(*request.principal);
  EDIFY_TRY(auto shown, show_exchange(service.dependencies().retriever, scope, *conversation, share->message_id));
  if (!shown) return absent();
  Response response;
  response.body = json::serialize(json::object{{"id", share->id},
                                               {"created", to_rfc3339(share->created)},
                                               {"question", shown->question},
                                               {"message", std::move(shown->answer.body)},
                                               {"hidden_sources", shown->answer.hidden_sources}});
  response.disclosure = Disclosure{.principal = *request.principal,
                                   .scope = scope.fingerprint(),
                                   .document_ids = std::move(shown->answer.document_ids),
                                   .question = {}};
  return response;
}

Result<Response> answer_share_delete(Service& service, const Request& request) {
  EDIFY_TRY(const auto kept, kept_by(service));
  EDIFY_TRY(const bool removed, kept.shares.remove(request.principal->user, request.parameter("id")));
  if (!removed) return absent();
  return empty_response();
}

}  // namespace edify::api
