#include <span>

#include "catalog/page_text.h"
#include "catalog/sqlite/sqlite_catalog.h"

// The texts of scanned pages: SqliteCatalog's other table.
namespace edify::catalog {

Result<std::optional<std::string>> SqliteCatalog::find_page_text(std::string_view content_hash, std::uint32_t page,
                                                                 std::string_view version) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto select, database_.prepare("SELECT size, payload FROM page_texts WHERE content_hash = ?1 AND page = ?2 "
                                           "AND version = ?3"));
  EDIFY_TRY(const bool row, select.bind(1, content_hash).bind(2, std::int64_t{page}).bind(3, version).step());
  if (!row) return std::nullopt;
  return unpack_page_text(select.blob(1), select.integer(0));
}

Result<void> SqliteCatalog::save_page_text(std::string_view content_hash, std::uint32_t page, std::string_view version,
                                           std::string_view text) {
  const std::string packed = pack_page_text(text);
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto upsert, database_.prepare("INSERT OR REPLACE INTO page_texts VALUES (?1, ?2, ?3, ?4, ?5)"));
  upsert.bind(1, content_hash).bind(2, std::int64_t{page}).bind(3, version);
  upsert.bind(4, static_cast<std::int64_t>(text.size())).bind(5, std::as_bytes(std::span(packed)));
  return upsert.run();
}

Result<void> SqliteCatalog::forget_page_texts(std::string_view content_hash) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto remove, database_.prepare("DELETE FROM page_texts WHERE content_hash = ?1"));
  return remove.bind(1, content_hash).run();
}

}  // namespace edify::catalog
