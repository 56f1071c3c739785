// The answerer that the configuration asks for, and what it stands on. Thread-safe once it is open.
#pragma once

#include <memory>
#include <optional>

#include "answer/extractive/extractive_answerer.h"
#include "answer/llm/llm_answerer.h"
#include "app/config.h"
#include "base/error.h"

namespace edify::app {

class Answerers {
 public:
  // The embedder outlives it. Errors: invalid_argument (a CA file that can not be read).
  static Result<std::unique_ptr<Answerers>> open(const Config& config, const embed::Embedder& embedder);

  // The language model where there is one, sentences of the documents else.
  const answer::Answerer& answerer() const;

 private:
  explicit Answerers(const embed::Embedder& embedder) : extractive_(embedder) {}

  answer::ExtractiveAnswerer extractive_;
  std::unique_ptr<answer::llm::ChatClient> client_;
  std::optional<answer::llm::LlmAnswerer> llm_;
};

}  // namespace edify::app
