// What a user has asked before: GET /conversations, and one of them to read, rename and delete. Another's answers
// exactly as one that is not there.
#pragma once

#include "api/exchange.h"
#include "base/error.h"

namespace edify::api {

class Service;

Result<Response> answer_conversations(Service& service, const Request& request);
// As shown_message.h shows each message.
Result<Response> answer_conversation(Service& service, const Request& request);
Result<Response> answer_conversation_rename(Service& service, const Request& request);
Result<Response> answer_conversation_delete(Service& service, const Request& request);

}  // namespace edify::api
