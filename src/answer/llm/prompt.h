// What a language model is told. Passages are data: they stand between lines that carry a code which no document can
// know, and the model is told to follow nothing that stands there. Pure but for the code. Thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "answer/answerer.h"
#include "answer/llm/chat_client.h"
#include "embed/tokenizer.h"

namespace edify::answer::llm {

// What the model is to write where the passages do not answer.
inline constexpr std::string_view no_answer = "NOT FOUND";

struct Prompt {
  std::vector<ChatMessage> messages;
  std::uint32_t passages =
      0;  // how many of the inquiry's are in it, from the first one; at least one where there is one
};

// `fence`: text that the passages can not hold (16 random hexadecimal digits). `budget`: word pieces of passages,
// as the embedding model counts them: about what the language model's own tokenizer counts for English, fewer for
// other languages.
Prompt make_prompt(const Inquiry& inquiry, const embed::Tokenizer& tokenizer, std::uint32_t budget,
                   std::string_view fence);

// Asks for a follow-up as a question that stands alone.
std::vector<ChatMessage> make_rewriting_prompt(std::string_view question, const std::vector<Turn>& history);

// The model's first line as a question, or empty where it is none that one could search with: too long, or without a
// word of the conversation.
std::string read_rewritten(std::string_view written, std::string_view question, const std::vector<Turn>& history);

}  // namespace edify::answer::llm
