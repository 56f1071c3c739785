// Where the scanned pages of one document are handed out and come back: to the worker that parses the document, to
// workers that would be idle, from a store of what was read before.
//
// Thread-safe. Nobody ever waits for a worker that has not begun with the page. Memory: the texts of a window of pages.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "parse/limits.h"
#include "parse/page_texts.h"
#include "parse/sandbox/frame_socket.h"

namespace edify::parse {

class PageDesk {
 public:
  // `store` may be null; it is called by one thread at a time. `call_helpers` is told the number of pages that a helper
  // could take, each time when some lie open; called from next(), by the thread that parses.
  PageDesk(const Limits& limits, PageTextStore* store, std::function<void(std::size_t open_pages)> call_helpers)
      : limits_(limits), store_(store), call_helpers_(std::move(call_helpers)) {}

  // The conversation with the document's own worker. Errors: internal ("protocol") for what no honest worker says;
  // over_limit ("timeout" at the deadline; "pages"; "text_bytes").
  Result<void> announce(std::vector<std::uint32_t> pages);
  Result<PageTurn> next(std::uint32_t wanted, Deadline deadline);
  Result<void> put(std::uint32_t page, std::string text);

  // A helper takes a page and gives its text; empty: it could not. False where the text is damaged.
  std::optional<std::uint32_t> claim();
  bool give(std::uint32_t page, std::string text);

  // No page is handed out any more.
  void close();

 private:
  enum class State : std::uint8_t {
    open,
    taken,     // by a helper
    asked,     // of the document's own worker
    own_only,  // no one else could read it
    ready,
    done,
  };
  struct Page {
    std::uint32_t number = 0;
    State state = State::open;
    bool looked_up = false;
    std::string text;
  };

  Page* find(std::uint32_t number);
  std::span<Page> window();
  Page* first_open();
  void look_up();
  bool take(Page& page, std::string text);

  const Limits limits_;
  PageTextStore* store_;
  std::function<void(std::size_t)> call_helpers_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Page> pages_;  // ascending
  std::size_t cursor_ = 0;   // of the page wanted last
  std::uint64_t received_bytes_ = 0;
  bool is_closed_ = false;
};

}  // namespace edify::parse
