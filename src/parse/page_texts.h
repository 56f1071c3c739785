// How the reading of one document's scanned pages is shared: among parse workers, and with a run that was killed.
//
// OCR takes a second a page and everything else milliseconds, and what is read off a page depends on its picture
// alone. So a page's text is a unit that whoever has it can give: encoded by ocr/page_text_codec, the same bytes from
// everyone. Payloads cross the sandbox's border, so both sides decode them with distrust.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"

namespace edify::parse {

// Part of the key that texts are kept under: moves whenever their form or what is read off a picture changes.
inline constexpr std::string_view page_text_version = "page-2";

// A page with more text than this is read by the worker that needs it, and not kept.
inline constexpr std::size_t max_page_text_bytes = 1U << 20;

// What to do about a page that is wanted: take `text`, or where it is empty read `page_to_read`, put() it, ask again.
struct PageTurn {
  std::uint32_t page_to_read = 0;
  std::string text;
};

// The parser's view of the others, for one document. One thread.
class PageTexts {
 public:
  virtual ~PageTexts() = default;

  // First, and once: the pages whose text will be wanted, ascending.
  virtual Result<void> announce(std::span<const std::uint32_t> pages) = 0;

  // The turn to take for `wanted`, the next of the announced pages. May wait for another worker that reads that page,
  // if there is no other page left to be read meanwhile.
  virtual Result<PageTurn> next(std::uint32_t wanted) = 0;

  // The text of the page that next() named; empty where it could not be read.
  virtual Result<void> put(std::uint32_t page, std::string_view text) = 0;
};

// What the caller of WorkerPool::parse (ParseOptions::page_store) keeps of a document's pages beyond the call. Its failures are its own: a page
// that is not found is read again. Called by one thread at a time.
class PageTextStore {
 public:
  virtual ~PageTextStore() = default;

  virtual std::optional<std::string> find(std::uint32_t page) = 0;
  virtual void save(std::uint32_t page, std::string_view text) = 0;
};

}  // namespace edify::parse
