// The body of POST /chat, read strictly. Pure, thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "store/vector_store.h"

namespace edify::api {

inline constexpr std::size_t max_message_length = 2000;  // code points

struct ChatRequest {
  std::string message;
  std::string conversation_id;  // empty: a new one
  std::optional<std::vector<std::string>> grades;
  store::Selection selection;
  std::string language;  // to answer in; empty: the question's
};

// One JSON object: message (required), conversation_id, module, grades, year, document_id, document_type, language;
// null stands for a field left out. Errors: invalid_argument, naming the field.
Result<ChatRequest> parse_chat_request(std::string_view body);

// "0b7e7dee-3a3c-4b1f-9d0e-7a8f0f9f7f11"
bool is_uuid(std::string_view text);

}  // namespace edify::api
