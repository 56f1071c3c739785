// The stored text of a document as an HTML page, with one passage marked: for formats without pages to show, and for
// when the original is away. Pure, thread-safe.
//
// Nothing of a document is markup here: its text is escaped, character by character, and the elements around it are a
// handful of our own, without an attribute that a document could fill. So there is no script, link, picture or style in
// the page but ours, whatever the document holds.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "model/hit.h"

namespace edify::api {

struct ReadingPage {
  std::string_view title;
  std::span<const Hit> chunks;               // of one document, in order
  std::optional<std::uint32_t> marked = {};  // chunk index
  bool is_part = false;                      // there is more of the document before or after
};

std::string render(const ReadingPage& page);

}  // namespace edify::api
