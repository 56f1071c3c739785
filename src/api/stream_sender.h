// Sends an answer whose body is a BodyStream. On the I/O thread only.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <memory>

#include "api/body_stream.h"
#include "api/message.h"
#include "api/transport.h"

namespace edify::api {

struct StreamSent {
  std::uint64_t bytes = 0;  // of the body
  bool complete = false;    // the client has the whole answer, and the connection may go on
};

// `head` says how its body is framed: by Content-Length, in chunks, or (HTTP/1.0) by the connection's end. The stream
// is abandoned when this returns, or when its coroutine is destroyed. A client that takes nothing for `write_time` is
// given up; one that hangs up is noticed within a second even while nothing is being written.
net::awaitable<StreamSent> send_stream(Transport& transport, Message head, std::shared_ptr<BodyStream> body,
                                       std::chrono::milliseconds write_time);

}  // namespace edify::api
