// One question and its answer, from the events that tell it to what is kept of it.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "answer/answerer.h"
#include "api/body_stream.h"
#include "api/chat_request.h"
#include "base/deadline.h"
#include "base/error.h"
#include "catalog/conversations.h"
#include "catalog/question_log_writer.h"
#include "model/curriculum.h"
#include "model/principal.h"
#include "model/scope.h"
#include "retrieve/retriever.h"

namespace edify::api {

// What a turn stands on; outlives it, and the server.
struct ChatParts {
  const retrieve::Retriever& retriever;
  const answer::Answerer& answerer;
  catalog::Conversations& conversations;
  catalog::QuestionLogWriter* asked = nullptr;  // nullptr: questions are not counted
  bool logs_text = false;                       // of questions
  const Curriculum* curriculum = nullptr;       // nullptr: nobody said what is taught
};

// When a question came, and until when its passages must be found.
struct ChatTimes {
  std::chrono::steady_clock::time_point arrived;
  Deadline deadline;
};

// Belongs to one thread at a time.
class ChatTurn {
 public:
  // Reads the conversation and finds the passages. Errors: not_found (no conversation of this user's has the id), those
  // of Retriever::retrieve.
  static Result<ChatTurn> begin(const ChatParts& parts, Principal principal, Scope scope, ChatRequest request,
                                const ChatTimes& times);

  // Of what is shown, for the audit.
  std::vector<std::string> document_ids() const;
  // Tells the answer, keeps it and counts the question. Once. What fails after the first event is told as an event of
  // its own. Where the client goes, the answer ends; what there was of it is kept, marked `stopped`.
  void run(BodyStream& out);

 private:
  ChatTurn(const ChatParts& parts, Principal principal, Scope scope, ChatRequest request, const ChatTimes& times)
      : parts_(parts),
        principal_(std::move(principal)),
        scope_(std::move(scope)),
        request_(std::move(request)),
        times_(times) {}

  Result<void> read_history();
  std::string sources_event() const;
  std::string done_event(const answer::Outcome& outcome, bool is_heard) const;
  answer::AnswerSink tell(BodyStream& out);
  void take_piece(std::string_view text, const std::vector<std::uint32_t>& citations);
  void cite_everything();
  void keep(const std::string& outcome) const;
  // The question and whether it was answered, by an answer that rests on that passage, from 1; 0: by none.
  void log_question(std::uint32_t passage) const;
  CurriculumLine topic(std::uint32_t passage) const;
  std::uint32_t first_cited_passage() const;
  double since_arrival() const;

  ChatParts parts_;
  Principal principal_;
  Scope scope_;
  ChatRequest request_;
  ChatTimes times_;
  std::string conversation_id_;
  std::string message_id_;
  answer::Inquiry inquiry_;
  retrieve::Retrieval retrieval_;
  std::vector<catalog::AnswerPiece> pieces_;
  double retrieved_ms_ = 0;
  double first_delta_ms_ = 0;
};

}  // namespace edify::api
