#include "answer/llm/completion_piece.h"

#include <boost/json.hpp>

namespace edify::answer::llm {
namespace {

namespace json = boost::json;

std::unexpected<Error> broken(std::string message) {
  return fail(ErrorCode::unavailable, std::move(message), "llm_broken");
}

}  // namespace

Result<CompletionPiece> parse_completion_piece(std::string_view data) {
  if (data == "[DONE]") return CompletionPiece{.text = {}, .is_last = true};
  json::error_code error;
  const auto value = json::parse({data.data(), data.size()}, error);
  if (error || !value.is_object()) return broken("the language model sends what is no completion");
  if (value.as_object().contains("error")) return broken("the language model tells of an error of its own");
  CompletionPiece piece;
  const auto* choices = value.as_object().if_contains("choices");
  // Azure OpenAI begins with an event without choices; the last one may tell figures only.
  if (choices == nullptr || !choices->is_array() || choices->get_array().empty()) return piece;
  const auto* choice = choices->get_array().front().if_object();
  if (choice == nullptr) return broken("the language model sends what is no completion");
  const auto* delta = choice->if_contains("delta");
  const auto* content = delta != nullptr && delta->is_object() ? delta->get_object().if_contains("content") : nullptr;
  if (content != nullptr && content->is_string()) piece.text = std::string(content->get_string());
  const auto* reason = choice->if_contains("finish_reason");
  piece.is_last = reason != nullptr && !reason->is_null();
  return piece;
}

}  // namespace edify::answer::llm
