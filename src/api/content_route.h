// GET /documents/{id}/content: the original's bytes, streamed from the source they lie in, whole or a range of them.
// Nothing is kept: a block at a time goes from the source to the client, at the client's pace.
#pragma once

#include "api/exchange.h"
#include "base/error.h"

namespace edify::api {

class Service;

Result<Response> answer_content(Service& service, const Request& request);

}  // namespace edify::api
