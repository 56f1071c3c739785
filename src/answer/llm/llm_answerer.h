// Answers in a language model's words, held to the passages: what nothing cites or bears out is marked, and where the
// model fails another answerer takes over, from the beginning.
#pragma once

#include "answer/answerer.h"
#include "answer/llm/chat_client.h"
#include "embed/embedder.h"

namespace edify::answer::llm {

// Thread-safe. Holds references: they outlive it.
class LlmAnswerer : public Answerer {
 public:
  LlmAnswerer(const ChatClient& client, const embed::Embedder& embedder, const Answerer& stand_in)
      : client_(client), embedder_(embedder), stand_in_(stand_in) {}

  // The model's words as they come, with markers as [1]. Where nothing that was found is good enough, the model is not
  // asked, and the answer refuses. Where the model fails, the stand-in answers, and Outcome::fallback says why; what
  // had been told by then is taken back first (AnswerSink::restart).
  Result<Outcome> answer(const Inquiry& inquiry, const AnswerSink& sink) const override;

  // By the model, in a short time; by rules where it does not.
  std::string understand(const std::string& question, const std::vector<Turn>& history,
                         const Deadline& deadline) const override;

 private:
  Outcome begin() const;
  Result<Outcome> stand_in(const Inquiry& inquiry, const AnswerSink& sink, std::string_view why) const;

  const ChatClient& client_;
  const embed::Embedder& embedder_;
  const Answerer& stand_in_;
};

}  // namespace edify::answer::llm
