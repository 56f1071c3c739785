// The worker's view of who else reads its document's pages: the parent, asked over the socket.
#pragma once

#include "parse/page_texts.h"
#include "parse/sandbox/frame_socket.h"

namespace edify::parse {

// Used by one thread. `socket` must outlive it. Errors: unavailable ("closed") where the parent is gone; internal
// ("protocol").
class SocketPageTexts final : public PageTexts {
 public:
  explicit SocketPageTexts(FrameSocket& socket) : socket_(socket) {}

  Result<void> announce(std::span<const std::uint32_t> pages) override;
  Result<PageTurn> next(std::uint32_t wanted) override;
  Result<void> put(std::uint32_t page, std::string_view text) override;

 private:
  FrameSocket& socket_;
};

}  // namespace edify::parse
