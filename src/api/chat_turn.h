// One question and its answer, from the events that tell it to what is kept of it.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "answer/answerer.h"
#include "api/chat_request.h"
#include "base/error.h"
#include "catalog/conversations.h"
#include "model/principal.h"
#include "model/scope.h"
#include "retrieve/retriever.h"

namespace edify::api {

// What a turn stands on; outlives it.
struct ChatParts {
  const retrieve::Retriever& retriever;
  const answer::Answerer& answerer;
  catalog::Conversations& conversations;
};

// Belongs to one thread at a time.
class ChatTurn {
 public:
  // Takes the next event. False: nobody listens any more.
  using Emit = std::function<bool(std::string_view event)>;

  // Reads the conversation and finds the passages. Errors: not_found (no conversation of this user's has the id), those
  // of Retriever::retrieve.
  static Result<ChatTurn> begin(const ChatParts& parts, Principal principal, Scope scope, ChatRequest request,
                                std::chrono::steady_clock::time_point arrived);

  // Of what is shown, for the audit.
  std::vector<std::string> document_ids() const;
  // Tells the answer and keeps it. Once. What fails after the first event is told as an event of its own.
  void run(const Emit& emit);

 private:
  ChatTurn(const ChatParts& parts, Principal principal, Scope scope, ChatRequest request,
           std::chrono::steady_clock::time_point arrived)
      : parts_(parts),
        principal_(std::move(principal)),
        scope_(std::move(scope)),
        request_(std::move(request)),
        arrived_(arrived) {}

  Result<void> read_history();
  std::string sources_event() const;
  std::string done_event(const answer::Outcome& outcome) const;
  void keep(const std::string& outcome) const;
  double since_arrival() const;

  ChatParts parts_;
  Principal principal_;
  Scope scope_;
  ChatRequest request_;
  std::chrono::steady_clock::time_point arrived_;
  std::string conversation_id_;
  std::string message_id_;
  answer::Inquiry inquiry_;
  retrieve::Retrieval retrieval_;
  std::vector<catalog::AnswerPiece> pieces_;
  double retrieved_ms_ = 0;
  double first_delta_ms_ = 0;
};

}  // namespace edify::api
