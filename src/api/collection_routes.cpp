#include "api/collection_routes.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <iterator>
#include <limits>
#include <string>
#include <utility>

#include "access/scope_issuer.h"
#include "answer/passage.h"
#include "api/body_fields.h"
#include "api/chat_events.h"
#include "api/service.h"
#include "api/shown_message.h"
#include "base/hash.h"
#include "catalog/collections.h"
#include "catalog/conversations.h"

namespace edify::api {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_title = 200;  // code points
constexpr std::size_t longest_id = 64;

std::unexpected<Error> absent() { return fail(ErrorCode::not_found, "there is no such collection", "not_found"); }

Result<catalog::Collections*> collections_of(const Service& service) {
  auto* collections = service.dependencies().collections;
  if (collections == nullptr) return fail(ErrorCode::not_found, "no collections are kept here", "not_found");
  return collections;
}

json::object summary_json(const catalog::CollectionSummary& summary) {
  return {
      {"id", summary.id}, {"title", summary.title}, {"created", to_rfc3339(summary.created)}, {"items", summary.items}};
}

Response json_response(const json::object& body, unsigned status = 200) {
  Response response;
  response.status = status;
  response.body = json::serialize(body);
  return response;
}

Result<std::string> title_of(const Request& request) {
  static constexpr std::array<std::string_view, 1> members = {"title"};
  EDIFY_TRY(const auto body, body_of(request, members));
  return required_text_of(body, "title", longest_title);
}

// An answer with its question.
Result<void> show_answer(const Service& service, const Scope& scope, std::string_view user,
                         const catalog::CollectionItem& item, json::object& shown, Disclosure& disclosure) {
  auto* conversations = service.dependencies().conversations;
  if (conversations == nullptr) return {};
  EDIFY_TRY(const auto conversation_id, conversations->conversation_of(user, item.message_id));
  if (!conversation_id) return {};
  EDIFY_TRY(const auto conversation, conversations->find(user, *conversation_id));
  if (!conversation) return {};
  EDIFY_TRY(auto answer, show_exchange(service.dependencies().retriever, scope, *conversation, item.message_id));
  if (!answer) return {};
  shown["conversation_id"] = *conversation_id;
  shown["question"] = std::move(answer->question);
  shown["message"] = std::move(answer->answer.body);
  std::ranges::move(answer->answer.document_ids, std::back_inserter(disclosure.document_ids));
  return {};
}

Result<void> show_passage(const Service& service, const Scope& scope, const catalog::CollectionItem& item,
                          json::object& shown, Disclosure& disclosure) {
  EDIFY_TRY(auto chunks, service.dependencies().retriever.read_chunks(scope, item.document_id, {item.chunk_index, 1}));
  const auto passage = answer::join_passage(std::move(chunks), item.chunk_index);
  if (!passage) return {};
  shown["source"] = source_json(*passage, 1);
  disclosure.document_ids.push_back(item.document_id);
  return {};
}

// Without `message` and `source` where the reader may not see it, or it is gone.
Result<json::object> show_item(const Service& service, const Scope& scope, std::string_view user,
                               const catalog::CollectionItem& item, Disclosure& disclosure) {
  json::object shown{{"id", item.id}, {"added", to_rfc3339(item.added)}};
  if (item.message_id.empty()) {
    EDIFY_CHECK(show_passage(service, scope, item, shown, disclosure));
  } else {
    EDIFY_CHECK(show_answer(service, scope, user, item, shown, disclosure));
  }
  shown["is_gone"] = !shown.contains("message") && !shown.contains("source");
  return shown;
}

// What the body names, if its sender may see it.
Result<catalog::CollectionItem> item_of(const Service& service, const Request& request) {
  static constexpr std::array<std::string_view, 3> members = {"message_id", "document_id", "chunk_index"};
  EDIFY_TRY(const auto body, body_of(request, members));
  catalog::CollectionItem item{.id = random_uuid(), .message_id = {}, .added = unix_now()};
  if (body.contains("message_id")) {
    if (body.size() > 1) {
      return fail(ErrorCode::invalid_argument, "name either a message_id, or a document_id with a chunk_index",
                  "unknown_field");
    }
    EDIFY_TRY(item.message_id, required_text_of(body, "message_id", longest_id));
    auto* conversations = service.dependencies().conversations;
    EDIFY_TRY(const auto found, conversations == nullptr
                                    ? Result<std::optional<std::string>>(std::nullopt)
                                    : conversations->conversation_of(request.principal->user, item.message_id));
    if (!found) return fail(ErrorCode::not_found, "there is no such message", "not_found");
    return item;
  }
  EDIFY_TRY(item.document_id, required_text_of(body, "document_id", longest_id));
  EDIFY_TRY(item.chunk_index, number_of(body, "chunk_index", 0, std::numeric_limits<std::int32_t>::max()));
  const Scope scope = access::ScopeIssuer::issue(*request.principal);
  EDIFY_TRY(const auto chunks,
            service.dependencies().retriever.read_chunks(scope, item.document_id, {item.chunk_index, 1}));
  if (chunks.empty()) return fail(ErrorCode::not_found, "there is no such passage", "not_found");
  return item;
}

}  // namespace

Result<Response> answer_collections(Service& service, const Request& request) {
  EDIFY_TRY(auto* const collections, collections_of(service));
  EDIFY_TRY(const auto listed, collections->list(request.principal->user));
  json::array list;
  for (const auto& summary : listed) list.push_back(summary_json(summary));
  return json_response({{"collections", std::move(list)}});
}

Result<Response> answer_collection_create(Service& service, const Request& request) {
  EDIFY_TRY(const auto title, title_of(request));
  EDIFY_TRY(auto* const collections, collections_of(service));
  EDIFY_TRY(const auto made, collections->create(request.principal->user, title, unix_now()));
  return json_response(summary_json(made), 201);
}

Result<Response> answer_collection(Service& service, const Request& request) {
  EDIFY_TRY(auto* const collections, collections_of(service));
  const auto& user = request.principal->user;
  EDIFY_TRY(const auto found, collections->find(user, request.parameter("id")));
  if (!found) return absent();
  const Scope scope = access::ScopeIssuer::issue(*request.principal);
  Disclosure disclosure{
      .principal = *request.principal, .scope = scope.fingerprint(), .document_ids = {}, .question = {}};
  json::array items;
  for (const auto& item : found->items) {
    EDIFY_TRY(auto shown, show_item(service, scope, user, item, disclosure));
    items.push_back(std::move(shown));
  }
  json::object body = summary_json(found->summary);
  body["items"] = std::move(items);
  auto response = json_response(body);
  response.disclosure = std::move(disclosure);
  return response;
}

Result<Response> answer_collection_rename(Service& service, const Request& request) {
  EDIFY_TRY(const auto title, title_of(request));
  EDIFY_TRY(auto* const collections, collections_of(service));
  EDIFY_TRY(const bool renamed, collections->rename(request.principal->user, request.parameter("id"), title));
  if (!renamed) return absent();
  return empty_response();
}

Result<Response> answer_collection_delete(Service& service, const Request& request) {
  EDIFY_TRY(auto* const collections, collections_of(service));
  EDIFY_TRY(const bool removed, collections->remove(request.principal->user, request.parameter("id")));
  if (!removed) return absent();
  return empty_response();
}

Result<Response> answer_collection_add(Service& service, const Request& request) {
  EDIFY_TRY(auto* const collections, collections_of(service));
  EDIFY_TRY(const auto item, item_of(service, request));
  EDIFY_TRY(const bool added, collections->add(request.principal->user, request.parameter("id"), item));
  if (!added) return absent();
  return json_response({{"id", item.id}}, 201);
}

Result<Response> answer_collection_take_out(Service& service, const Request& request) {
  EDIFY_TRY(auto* const collections, collections_of(service));
  EDIFY_TRY(const bool taken,
            collections->take_out(request.principal->user, request.parameter("id"), request.parameter("item")));
  if (!taken) return absent();
  return empty_response();
}

}  // namespace edify::api
