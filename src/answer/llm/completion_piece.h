// What one event of a streamed chat completion says (OpenAI's API, which vLLM, Ollama, llama.cpp's server and Azure
// OpenAI speak too). Pure, thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace edify::answer::llm {

struct CompletionPiece {
  std::string text;
  bool is_last = false;
};

// Errors: unavailable, reason `llm_broken`, where it is no such event or tells of an error.
Result<CompletionPiece> parse_completion_piece(std::string_view data);

}  // namespace edify::answer::llm
