#include "api/stream_sender.h"

#include <poll.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/chunk_encode.hpp>
#include <boost/beast/http/write.hpp>
#include <optional>
#include <string>
#include <utility>

namespace edify::api {
namespace {

namespace http = boost::beast::http;
constexpr auto await = net::as_tuple(net::use_awaitable);

struct AbandonAtEnd {
  BodyStream& stream;
  ~AbandonAtEnd() { stream.abandon(); }
};

bool has_hung_up(Transport& transport) {
  auto& socket = transport.tcp().socket();
  if (!socket.is_open()) return true;
  pollfd state{.fd = socket.native_handle(), .events = POLLRDHUP, .revents = 0};
  return ::poll(&state, 1, 0) > 0 && (state.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

// Cancelled by the producer whenever there is something new; it may outlive the coroutine that waits.
std::shared_ptr<net::steady_timer> alarm_of(Transport& transport, BodyStream& body) {
  auto alarm = std::make_shared<net::steady_timer>(transport.get_executor());
  auto ring = [alarm] { net::post(alarm->get_executor(), [alarm] { alarm->cancel(); }); };
  body.on_change(std::move(ring));
  return alarm;
}

}  // namespace

net::awaitable<StreamSent> send_stream(Transport& transport, Message head, std::shared_ptr<BodyStream> body,
                                       std::chrono::milliseconds write_time) {
  constexpr std::chrono::seconds look_again{1};
  const AbandonAtEnd abandon{*body};
  const auto alarm = alarm_of(transport, *body);
  StreamSent sent;
  http::response_serializer<http::string_body> serializer(head);
  transport.tcp().expires_after(write_time);
  auto [error, head_bytes] = co_await http::async_write_header(transport, serializer, await);
  BodyStream::State state = BodyStream::State::goes_on;
  while (!error && state == BodyStream::State::goes_on) {
    const BodyStream::Piece piece = body->take();
    state = piece.state;
    if (!piece.bytes.empty()) {
      transport.tcp().expires_after(write_time);
      const net::const_buffer bytes = net::buffer(piece.bytes);
      std::size_t count = 0;
      if (head.chunked()) {
        std::tie(error, count) = co_await net::async_write(transport, http::make_chunk(bytes), await);
      } else {
        std::tie(error, count) = co_await net::async_write(transport, bytes, await);
      }
      if (!error) sent.bytes += piece.bytes.size();
    } else if (state == BodyStream::State::goes_on) {
      if (has_hung_up(transport)) co_return sent;
      alarm->expires_after(look_again);
      co_await alarm->async_wait(await);
    }
  }
  if (error || state == BodyStream::State::broken) co_return sent;
  if (head.chunked()) {
    const auto [last_error, last] = co_await net::async_write(transport, http::make_chunk_last(), await);
    if (last_error) co_return sent;
  }
  sent.complete = true;
  co_return sent;
}

}  // namespace edify::api
