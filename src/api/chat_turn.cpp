#include "api/chat_turn.h"

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "answer/follow_up.h"
#include "answer/spelling.h"
#include "answer/suggestions.h"
#include "api/chat_events.h"
#include "base/hash.h"
#include "base/log.h"

namespace edify::api {
namespace {

namespace json = boost::json;

constexpr std::size_t title_length = 80;  // code points
constexpr std::size_t turns_remembered = 4;

std::string title_of(std::string_view message) {
  std::size_t count = 0;
  std::size_t end = 0;
  while (end < message.size()) {
    const bool is_start = (static_cast<unsigned char>(message[end]) & 0xC0U) != 0x80U;
    if (is_start && count++ == title_length) break;
    ++end;
  }
  std::string title(message.substr(0, end));
  std::ranges::replace(title, '\n', ' ');
  return title;
}

std::string text_of(const catalog::Message& message) {
  std::string text;
  for (const auto& piece : message.pieces) text += piece.text;
  return text;
}

}  // namespace

Result<ChatTurn> ChatTurn::begin(const ChatParts& parts, Principal principal, Scope scope, ChatRequest request,
                                 const ChatTimes& times) {
  ChatTurn turn(parts, std::move(principal), std::move(scope), std::move(request), times);
  EDIFY_CHECK(turn.read_history());
  auto& inquiry = turn.inquiry_;
  inquiry.question = parts.answerer.understand(turn.request_.message, inquiry.history, times.deadline);
  inquiry.language =
      turn.request_.language.empty() ? answer::language_of_question(turn.request_.message) : turn.request_.language;
  retrieve::Question question{
      .text = inquiry.question, .deadline = times.deadline, .selection = turn.request_.selection};
  EDIFY_TRY(auto passages, answer::find_passages_as_meant(parts.retriever, turn.scope_, question));
  inquiry.question = question.text;
  inquiry.passages = std::move(passages.list);
  turn.retrieval_ = std::move(passages.retrieval);
  turn.retrieved_ms_ = turn.since_arrival();
  turn.message_id_ = random_uuid();
  return turn;
}

Result<void> ChatTurn::read_history() {
  conversation_id_ = request_.conversation_id.empty() ? random_uuid() : request_.conversation_id;
  if (request_.conversation_id.empty()) return {};
  EDIFY_TRY(const auto conversation, parts_.conversations.find(principal_.user, conversation_id_));
  if (!conversation) return fail(ErrorCode::not_found, "there is no such conversation", "not_found");
  for (const auto& message : conversation->messages) {
    if (message.speaker == catalog::Speaker::user) {
      inquiry_.history.push_back({text_of(message), {}});
    } else if (!inquiry_.history.empty()) {
      inquiry_.history.back().answer = text_of(message);
    }
  }
  if (inquiry_.history.size() > turns_remembered) {
    inquiry_.history.erase(inquiry_.history.begin(), inquiry_.history.end() - turns_remembered);
  }
  return {};
}

double ChatTurn::since_arrival() const {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - times_.arrived).count();
}

std::vector<std::string> ChatTurn::document_ids() const {
  std::vector<std::string> ids;
  for (const auto& hit : retrieval_.hits) {
    if (std::ranges::find(ids, hit.document.id) == ids.end()) ids.push_back(hit.document.id);
  }
  return ids;
}

std::string ChatTurn::sources_event() const {
  json::array sources;
  for (std::uint32_t i = 0; i < inquiry_.passages.size(); ++i) {
    sources.push_back(source_json(inquiry_.passages[i], i + 1));
  }
  json::object event{{"conversation_id", conversation_id_},
                     {"message_id", message_id_},
                     {"query", inquiry_.question},
                     {"sources", std::move(sources)}};
  if (retrieval_.stale_for) event["stale_for"] = retrieval_.stale_for->count();
  return event_text("sources", event);
}

std::string ChatTurn::done_event(const answer::Outcome& outcome, bool is_heard) const {
  json::object done = outcome_json(outcome);
  if (!is_heard) done["stopped"] = true;
  done["conversation_id"] = conversation_id_;
  done["message_id"] = message_id_;
  done["timings"] =
      json::object{{"retrieve_ms", retrieved_ms_}, {"first_delta_ms", first_delta_ms_}, {"total_ms", since_arrival()}};
  const auto suggestions = answer::suggest(inquiry_.passages, retrieval_.hits, outcome, inquiry_.language);
  done["related_questions"] = json::array(suggestions.questions.begin(), suggestions.questions.end());
  json::array documents;
  for (const auto& document : suggestions.documents) {
    documents.push_back(json::object{{"document_id", document.id}, {"title", document.title}});
  }
  done["related_documents"] = std::move(documents);
  return json::serialize(done);
}

// A word at a time, as a model writes, is not a row a word.
void ChatTurn::take_piece(std::string_view text, const std::vector<std::uint32_t>& citations) {
  if (pieces_.empty()) first_delta_ms_ = since_arrival();
  if (pieces_.empty() || !pieces_.back().citations.empty()) {
    pieces_.push_back({std::string(text), citations});
  } else {
    pieces_.back().text += text;
    pieces_.back().citations = citations;
  }
}

void ChatTurn::cite_everything() {
  for (auto& piece : pieces_) {
    piece.citations.clear();
    for (std::uint32_t n = 1; n <= inquiry_.passages.size(); ++n) piece.citations.push_back(n);
  }
}

answer::AnswerSink ChatTurn::tell(BodyStream& out) {
  return {
      .delta =
          [this, &out](std::string_view text, const std::vector<std::uint32_t>& citations) {
            take_piece(text, citations);
            const json::object delta{{"text", text}, {"citations", json::array(citations.begin(), citations.end())}};
            return out.write(event_text("delta", delta));
          },
      .restart =
          [this, &out](std::string_view reason) {
            pieces_.clear();
            return out.write(event_text("restart", {{"reason", reason}}));
          }};
}

void ChatTurn::run(BodyStream& out) {
  out.write(sources_event());
  inquiry_.stop = out.client_gone();
  const auto outcome = parts_.answerer.answer(inquiry_, tell(out));
  if (!outcome) {
    log::error("an answer ended early: {}", outcome.error().message);
    log_question(0);
    keep({});
    out.write(event_text("error", {{"type", "about:blank"},
                                   {"title", "Service Unavailable"},
                                   {"status", 503},
                                   {"detail", "the answer ended early; ask again in a moment"},
                                   {"reason", outcome.error().reason}}));
    return;
  }
  log_question(outcome->refused ? 0 : first_cited_passage());
  // A model's words may say what any passage says, whichever they cite: who may not see all of them any more is not
  // shown any of it.
  if (outcome->answerer == "llm" && !outcome->refused) cite_everything();
  const std::string done = done_event(*outcome, out.is_wanted());
  // Kept before it is told: who has seen `done` finds the message.
  keep(done);
  out.write("event: done\ndata: " + done + "\n\n");
}

// An answer whose sentences cite nothing rests on the best passage.
std::uint32_t ChatTurn::first_cited_passage() const {
  for (const auto& piece : pieces_) {
    if (!piece.citations.empty()) return piece.citations.front();
  }
  return 1;
}

CurriculumLine ChatTurn::topic(std::uint32_t passage) const {
  if (parts_.curriculum == nullptr) return {};
  const auto at = passage == 0 ? 0 : passage - 1;
  const auto& passages = inquiry_.passages;
  return parts_.curriculum->topic_of({.text = inquiry_.question,
                                      .grades = principal_.grades,
                                      .nearest = at < passages.size() ? &passages[at].hit.document : nullptr,
                                      .is_answered = passage != 0});
}

void ChatTurn::log_question(std::uint32_t passage) const {
  if (parts_.asked == nullptr) return;
  parts_.asked->note({.user = principal_.user,
                      .role = std::string(to_string(principal_.role)),
                      .text = parts_.logs_text ? request_.message : std::string(),
                      .is_answered = passage != 0,
                      .latency_ms = static_cast<std::uint32_t>(since_arrival()),
                      .time = unix_now(),
                      .topic = topic(passage)});
}

void ChatTurn::keep(const std::string& outcome) const {
  const auto now = unix_now();
  const catalog::Message question{
      .id = random_uuid(), .speaker = catalog::Speaker::user, .created = now, .pieces = {{.text = request_.message}}};
  catalog::Message answer{.id = message_id_,
                          .speaker = catalog::Speaker::assistant,
                          .created = now,
                          .pieces = pieces_,
                          .sources = {},
                          .outcome = outcome};
  for (const auto& passage : inquiry_.passages) {
    answer.sources.push_back({passage.hit.document.id, passage.hit.version, passage.first_chunk, passage.last_chunk,
                              passage.hit.chunk.index, passage.hit.score, passage.hit.rank_score});
  }
  const auto kept =
      parts_.conversations.append(principal_.user, conversation_id_, title_of(request_.message), {question, answer});
  if (!kept) log::error("a conversation could not be kept: {}", kept.error().message);
}

}  // namespace edify::api
