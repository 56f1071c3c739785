// Answers with the documents' own sentences: needs no model but the embedder, and invents nothing.
#pragma once

#include "answer/answerer.h"
#include "embed/embedder.h"

namespace edify::answer {

// Thread-safe. Holds a reference: the embedder outlives it.
class ExtractiveAnswerer : public Answerer {
 public:
  explicit ExtractiveAnswerer(const embed::Embedder& embedder) : embedder_(embedder) {}
  // A few sentences, each a delta with its citation, in the order in which they stand; or, where none answers, a
  // sentence that says so, and Outcome::refused.
  Result<Outcome> answer(const Inquiry& inquiry, const AnswerSink& sink) const override;

 private:
  const embed::Embedder& embedder_;
};

// "I did not find an answer …", in the question's language where there is a text for it.
std::string refusal_text(std::string_view language);

}  // namespace edify::answer
