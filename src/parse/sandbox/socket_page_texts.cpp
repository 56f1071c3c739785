#include "parse/sandbox/socket_page_texts.h"

#include <optional>
#include <utility>

namespace edify::parse {

Result<void> SocketPageTexts::announce(std::span<const std::uint32_t> pages) {
  return socket_.send(FrameType::scans, encode_pages(pages));
}

Result<PageTurn> SocketPageTexts::next(std::uint32_t wanted) {
  EDIFY_CHECK(socket_.send(FrameType::want_page, encode_page(wanted)));
  EDIFY_TRY(const std::optional<Frame> reply, socket_.receive());
  if (!reply) return fail(ErrorCode::unavailable, "the parse worker's parent is gone", "closed");
  PageTurn turn;
  if (reply->type == FrameType::read_page) {
    EDIFY_TRY(turn.page_to_read, decode_page(reply->payload));
    return turn;
  }
  if (reply->type == FrameType::page_text) {
    EDIFY_TRY(PageRead read, decode_page_read(reply->payload));
    turn.text = std::move(read.text);
    return turn;
  }
  return fail(ErrorCode::internal, "the parse worker's parent answered a page with something else", "protocol");
}

Result<void> SocketPageTexts::put(std::uint32_t page, std::string_view text) {
  return socket_.send(FrameType::page_read, encode(PageRead{page, std::string(text)}));
}

}  // namespace edify::parse
