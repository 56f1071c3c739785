// A kept message as its reader may see it now. What an answer was made of is read again under the reader's Scope; of
// what that no longer shows nothing is told: no source, no citation, and none of the pieces that rest on it.
#pragma once

#include <boost/json/object.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "catalog/conversations.h"
#include "model/scope.h"
#include "retrieve/retriever.h"

namespace edify::api {

struct ShownMessage {
  boost::json::object body;  // id, role, text, created; of an answer sources, done, withheld too
  std::vector<std::string> document_ids;
  std::size_t hidden_sources = 0;
};

// An answer and what was asked for it.
struct ShownExchange {
  std::string question;
  ShownMessage answer;
};

// Errors: those of Retriever::read_chunks.
Result<ShownMessage> show_message(const retrieve::Retriever& retriever, const Scope& scope,
                                  const catalog::Message& message);
// Nothing where the conversation holds no answer of this id.
Result<std::optional<ShownExchange>> show_exchange(const retrieve::Retriever& retriever, const Scope& scope,
                                                   const catalog::Conversation& conversation,
                                                   std::string_view message_id);

}  // namespace edify::api
