#include "ingest/page_checkpoint.h"

#include "base/log.h"

namespace edify::ingest {

std::optional<std::string> PageCheckpoint::find(std::uint32_t page) {
  auto text = catalog_.find_page_text(content_hash_, page, parse::page_text_version);
  if (text) return std::move(*text);
  log::warn("page {} of a scan is read again: {}", page, text.error().message);
  return std::nullopt;
}

void PageCheckpoint::save(std::uint32_t page, std::string_view text) {
  const auto saved = catalog_.save_page_text(content_hash_, page, parse::page_text_version, text);
  if (!saved) log::warn("page {} of a scan is not kept: {}", page, saved.error().message);
}

}  // namespace edify::ingest
