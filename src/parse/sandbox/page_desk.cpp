#include "parse/sandbox/page_desk.h"

#include <algorithm>
#include <utility>

#include "parse/ocr/page_text_codec.h"

namespace edify::parse {
namespace {

// Pages that are read ahead of the one that is wanted: what may be in memory, and more than there are processors.
constexpr std::size_t window_pages = 32;

std::unexpected<Error> misbehaved(std::string_view what) {
  return fail(ErrorCode::internal, "the parse worker " + std::string(what), "protocol");
}

}  // namespace

Result<void> PageDesk::announce(std::vector<std::uint32_t> pages) {
  const std::scoped_lock lock(mutex_);
  if (!pages_.empty()) return misbehaved("announced its scanned pages twice");
  if (pages.size() > limits_.pages) {
    return fail(ErrorCode::over_limit, "the document has more pages than the limit allows; split it", "pages");
  }
  for (const std::uint32_t page : pages) pages_.push_back({.number = page, .text = {}});
  return {};
}

PageDesk::Page* PageDesk::find(std::uint32_t number) {
  const auto found = std::ranges::lower_bound(pages_, number, {}, &Page::number);
  return found != pages_.end() && found->number == number ? &*found : nullptr;
}

std::span<PageDesk::Page> PageDesk::window() {
  return std::span(pages_).subspan(cursor_, std::min(window_pages, pages_.size() - cursor_));
}

PageDesk::Page* PageDesk::first_open() {
  const std::span<Page> pages = window();
  const auto found = std::ranges::find(pages, State::open, &Page::state);
  return found == pages.end() ? nullptr : &*found;
}

void PageDesk::look_up() {
  for (Page& page : window()) {
    if (!store_ || std::exchange(page.looked_up, true) || page.state != State::open) continue;
    std::optional<std::string> text = store_->find(page.number);
    if (!text || text->size() > max_page_text_bytes || !ocr::decode_page_text(*text)) continue;
    page.text = std::move(*text);
    page.state = State::ready;
  }
}

Result<PageTurn> PageDesk::next(std::uint32_t wanted, Deadline deadline) {
  std::unique_lock lock(mutex_);
  Page* const page = find(wanted);
  if (!page || page->state == State::done || page < pages_.data() + cursor_) {
    return misbehaved("asked for a page that it has not announced, or has");
  }
  cursor_ = static_cast<std::size_t>(page - pages_.data());
  look_up();
  const auto open = static_cast<std::size_t>(std::ranges::count(window(), State::open, &Page::state));
  if (call_helpers_ && open > 1) {
    lock.unlock();
    call_helpers_(open - 1);
    lock.lock();
  }
  for (;;) {
    if (page->state == State::ready) {
      page->state = State::done;
      return PageTurn{.page_to_read = 0, .text = std::move(page->text)};
    }
    Page* const to_read = page->state == State::taken ? first_open() : page;
    if (to_read) {
      to_read->state = State::asked;
      return PageTurn{.page_to_read = to_read->number, .text = {}};
    }
    if (deadline == no_deadline) {
      changed_.wait(lock);
    } else if (changed_.wait_until(lock, deadline) == std::cv_status::timeout) {
      return fail(ErrorCode::over_limit, "the parse worker did not answer in time", "timeout");
    }
  }
}

bool PageDesk::take(Page& page, std::string text) {
  page.state = State::own_only;
  if (text.empty()) return true;
  const auto decoded = ocr::decode_page_text(text);
  if (!decoded) return false;
  received_bytes_ += text.size();
  if (store_ && !decoded->text.timed_out) store_->save(page.number, text);
  page.text = std::move(text);
  page.state = State::ready;
  return true;
}

Result<void> PageDesk::put(std::uint32_t number, std::string text) {
  const std::scoped_lock lock(mutex_);
  Page* const page = find(number);
  if (!page || page->state != State::asked) return misbehaved("sent a page's text that it was not asked for");
  if (!take(*page, std::move(text))) return misbehaved("sent a page's text that is damaged");
  if (received_bytes_ / 4 > limits_.text_bytes) {
    return fail(ErrorCode::over_limit, "the document has more text than the limit allows; split it", "text_bytes");
  }
  // The worker knows what it has read itself.
  if (page == pages_.data() + cursor_) {
    page->state = State::done;
    page->text = {};
  }
  return {};
}

std::optional<std::uint32_t> PageDesk::claim() {
  const std::scoped_lock lock(mutex_);
  Page* const page = is_closed_ ? nullptr : first_open();
  if (!page) return std::nullopt;
  page->state = State::taken;
  return page->number;
}

bool PageDesk::give(std::uint32_t number, std::string text) {
  bool is_sound = true;
  {
    const std::scoped_lock lock(mutex_);
    is_sound = take(*find(number), std::move(text));
  }
  changed_.notify_all();
  return is_sound;
}

void PageDesk::close() {
  const std::scoped_lock lock(mutex_);
  is_closed_ = true;
}

}  // namespace edify::parse
