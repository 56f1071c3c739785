#include "api/shown_message.h"

#include <algorithm>
#include <boost/json.hpp>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

#include "answer/passage.h"
#include "api/chat_events.h"

namespace edify::api {
namespace {

namespace json = boost::json;

// The passage behind a handle; nothing where the Scope hides it, or it is of another version by now.
Result<std::optional<answer::Passage>> read_again(const retrieve::Retriever& retriever, const Scope& scope,
                                                  const catalog::SourceHandle& handle) {
  const store::ChunkRange range{handle.first_chunk, handle.last_chunk - handle.first_chunk + 1};
  EDIFY_TRY(auto chunks, retriever.read_chunks(scope, handle.document_id, range));
  std::erase_if(chunks, [&](const Hit& each) { return each.version != handle.version; });
  return answer::join_passage(std::move(chunks), handle.hit_chunk);
}

struct SeenSources {
  json::array list;
  std::set<std::uint32_t> numbers;
  std::vector<std::string> document_ids;
};

Result<SeenSources> sources_of(const retrieve::Retriever& retriever, const Scope& scope,
                               const catalog::Message& message) {
  SeenSources seen;
  for (std::uint32_t i = 0; i < message.sources.size(); ++i) {
    EDIFY_TRY(auto passage, read_again(retriever, scope, message.sources[i]));
    if (!passage) continue;
    passage->hit.score = static_cast<float>(message.sources[i].score);
    passage->hit.rank_score = message.sources[i].rank_score;
    seen.list.push_back(source_json(*passage, i + 1));
    seen.numbers.insert(i + 1);
    seen.document_ids.push_back(message.sources[i].document_id);
  }
  return seen;
}

json::value outcome_of(const catalog::Message& message, const SeenSources& seen, bool is_whole) {
  json::error_code error;
  json::value done = json::parse(message.outcome, error);
  if (error || !done.is_object()) return nullptr;
  auto& object = done.get_object();
  // They were found under the Scope of then.
  object.erase("related_documents");
  object.erase("related_questions");
  if (!is_whole) object.erase("unsupported");  // offsets in the whole text
  json::array kept;
  if (const auto* citations = object.if_contains("citations"); citations != nullptr && citations->is_array()) {
    for (const auto& citation : citations->get_array()) {
      if (seen.numbers.contains(citation.at("n").to_number<std::uint32_t>())) kept.push_back(citation);
    }
  }
  object["citations"] = std::move(kept);
  return done;
}

}  // namespace

Result<ShownMessage> show_message(const retrieve::Retriever& retriever, const Scope& scope,
                                  const catalog::Message& message) {
  const bool is_answer = message.speaker == catalog::Speaker::assistant;
  EDIFY_TRY(auto seen, sources_of(retriever, scope, message));
  std::string text;
  bool is_whole = true;
  for (const auto& piece : message.pieces) {
    const bool is_open = std::ranges::all_of(piece.citations, [&](auto n) { return seen.numbers.contains(n); });
    if (is_open) text += piece.text;
    is_whole = is_whole && is_open;
  }
  ShownMessage shown{.body = {{"id", message.id},
                              {"role", is_answer ? "assistant" : "user"},
                              {"text", text},
                              {"created", to_rfc3339(message.created)}},
                     .document_ids = std::move(seen.document_ids),
                     .hidden_sources = message.sources.size() - seen.numbers.size()};
  if (!is_answer) return shown;
  shown.body["done"] = outcome_of(message, seen, is_whole);
  shown.body["sources"] = std::move(seen.list);
  shown.body["withheld"] = !is_whole;
  return shown;
}

Result<std::optional<ShownExchange>> show_exchange(const retrieve::Retriever& retriever, const Scope& scope,
                                                   const catalog::Conversation& conversation,
                                                   std::string_view message_id) {
  const auto& messages = conversation.messages;
  const auto found = std::ranges::find(messages, message_id, &catalog::Message::id);
  if (found == messages.end() || found->speaker != catalog::Speaker::assistant) return std::nullopt;
  EDIFY_TRY(auto answer, show_message(retriever, scope, *found));
  ShownExchange shown{.question = {}, .answer = std::move(answer)};
  if (found != messages.begin()) {
    for (const auto& piece : std::prev(found)->pieces) shown.question += piece.text;
  }
  return shown;
}

}  // namespace edify::api
