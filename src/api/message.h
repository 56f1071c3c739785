// A Response as the HTTP message that goes out: its coding, its validator, and the fields that every answer carries.
#pragma once

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include "api/exchange.h"

namespace edify::api {

using Message = boost::beast::http::response<boost::beast::http::string_body>;

// Compresses what is larger than `compress_above` bytes, where the client takes it; turns an asset into its body, or
// into 304 where the client has it. Takes processor time where the body is large: for a worker. Thread-safe.
void encode(const Request& request, Response& response, std::size_t compress_above);

// The rest is cheap. `version` 10 or 11. Call encode() before.
Message to_message(const Request& request, unsigned version, bool keep_alive, Response response);

}  // namespace edify::api
