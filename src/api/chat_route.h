// POST /chat: a question of a conversation, answered as server-sent events: sources, delta …, done.
#pragma once

#include "api/exchange.h"
#include "base/error.h"

namespace edify::api {

class Service;

Result<Response> answer_chat(Service& service, const Request& request);

}  // namespace edify::api
