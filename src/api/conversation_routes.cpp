#include "api/conversation_routes.h"

#include <array>
#include <boost/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "access/scope_issuer.h"
#include "api/body_fields.h"
#include "api/query_parameters.h"
#include "api/service.h"
#include "api/shown_message.h"
#include "catalog/conversations.h"
#include "catalog/feedback.h"

namespace edify::api {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_title = 200;   // code points
constexpr std::size_t longest_search = 200;  // code points
constexpr std::size_t id_length = 36;

std::unexpected<Error> absent() { return fail(ErrorCode::not_found, "there is no such conversation", "not_found"); }

Result<catalog::Conversations*> conversations_of(const Service& service) {
  auto* conversations = service.dependencies().conversations;
  if (conversations == nullptr) return fail(ErrorCode::not_found, "no conversations are kept here", "not_found");
  return conversations;
}

json::object summary_json(const catalog::ConversationSummary& summary) {
  return {{"id", summary.id},
          {"title", summary.title},
          {"created", to_rfc3339(summary.created)},
          {"updated", to_rfc3339(summary.updated)}};
}

Result<catalog::ConversationQuery> query_of(const Request& request) {
  static constexpr std::array<std::string_view, 3> known = {"query", "limit", "before"};
  constexpr std::uint32_t usual = 50;
  constexpr std::uint32_t most = 100;
  EDIFY_TRY(const auto parameters, QueryParameters::parse(request.query, known));
  catalog::ConversationQuery query;
  EDIFY_TRY(query.text, parameters.text("query", longest_search));
  EDIFY_TRY(query.before, parameters.text("before", id_length));
  EDIFY_TRY(query.limit, parameters.number("limit", usual, 1, most));
  return query;
}

// What the user said of an answer; null where nothing.
Result<json::value> rating_json(const Service& service, std::string_view user, std::string_view message_id) {
  auto* feedback = service.dependencies().feedback;
  if (feedback == nullptr) return nullptr;
  EDIFY_TRY(const auto rating, feedback->rating_of(user, message_id));
  if (!rating) return nullptr;
  return json::object{{"rating", rating->is_good ? "up" : "down"},
                      {"reasons", json::array(rating->reasons.begin(), rating->reasons.end())},
                      {"comment", rating->comment}};
}

}  // namespace

Result<Response> answer_conversations(Service& service, const Request& request) {
  EDIFY_TRY(const auto query, query_of(request));
  EDIFY_TRY(auto* const conversations, conversations_of(service));
  EDIFY_TRY(const auto listed, conversations->list(request.principal->user, query));
  json::array list;
  for (const auto& summary : listed) {
    json::object each = summary_json(summary);
    each["messages"] = summary.messages;
    list.push_back(std::move(each));
  }
  json::object body{{"conversations", std::move(list)}};
  if (listed.size() == query.limit) body["next"] = listed.back().id;
  Response response;
  response.body = json::serialize(body);
  return response;
}

Result<Response> answer_conversation(Service& service, const Request& request) {
  EDIFY_TRY(auto* const conversations, conversations_of(service));
  const auto& user = request.principal->user;
  EDIFY_TRY(const auto found, conversations->find(user, request.parameter("id")));
  if (!found) return absent();
  const Scope scope = access::ScopeIssuer::issue(*request.principal);
  Disclosure disclosure{
      .principal = *request.principal, .scope = scope.fingerprint(), .document_ids = {}, .question = {}};
  json::array messages;
  for (const auto& message : found->messages) {
    EDIFY_TRY(auto shown, show_message(service.dependencies().retriever, scope, message));
    if (message.speaker == catalog::Speaker::assistant) {
      EDIFY_TRY(shown.body["feedback"], rating_json(service, user, message.id));
    }
    messages.push_back(std::move(shown.body));
    disclosure.document_ids.insert(disclosure.document_ids.end(), shown.document_ids.begin(), shown.document_ids.end());
  }
  json::object body = summary_json(found->summary);
  body["messages"] = std::move(messages);
  Response response;
  response.body = json::serialize(body);
  response.disclosure = std::move(disclosure);
  return response;
}

Result<Response> answer_conversation_rename(Service& service, const Request& request) {
  static constexpr std::array<std::string_view, 1> members = {"title"};
  EDIFY_TRY(const auto body, body_of(request, members));
  EDIFY_TRY(const auto title, required_text_of(body, "title", longest_title));
  EDIFY_TRY(auto* const conversations, conversations_of(service));
  EDIFY_TRY(const bool renamed, conversations->rename(request.principal->user, request.parameter("id"), title));
  if (!renamed) return absent();
  return empty_response();
}

Result<Response> answer_conversation_delete(Service& service, const Request& request) {
  EDIFY_TRY(auto* const conversations, conversations_of(service));
  EDIFY_TRY(const bool removed, conversations->remove(request.principal->user, request.parameter("id")));
  if (!removed) return absent();
  return empty_response();
}

}  // namespace edify::api
