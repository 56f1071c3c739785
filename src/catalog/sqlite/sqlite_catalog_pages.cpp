#include <zlib.h>

#include <span>

#include "catalog/sqlite/sqlite_catalog.h"

// The texts of scanned pages, compressed: about 3 KB a page.
namespace edify::catalog {
namespace {

// More than the parser makes of a page; a damaged database must not make us allocate what it says.
constexpr std::size_t most_text_bytes = 4U << 20;

std::string compress(std::string_view text) {
  uLongf size = compressBound(text.size());
  std::string packed(size, '\0');
  ::compress(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(text.data()), text.size());
  packed.resize(size);
  return packed;
}

std::optional<std::string> uncompress(std::span<const std::byte> packed, std::int64_t size) {
  if (size < 0 || static_cast<std::size_t>(size) > most_text_bytes) return std::nullopt;
  std::string text(static_cast<std::size_t>(size), '\0');
  uLongf length = text.size();
  const int code = ::uncompress(reinterpret_cast<Bytef*>(text.data()), &length,
                                reinterpret_cast<const Bytef*>(packed.data()), packed.size());
  if (code != Z_OK || length != text.size()) return std::nullopt;
  return text;
}

}  // namespace

Result<std::optional<std::string>> SqliteCatalog::find_page_text(std::string_view content_hash, std::uint32_t page,
                                                                 std::string_view version) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto select, database_.prepare("SELECT size, payload FROM page_texts WHERE content_hash = ?1 AND page = ?2 "
                                           "AND version = ?3"));
  EDIFY_TRY(const bool row, select.bind(1, content_hash).bind(2, std::int64_t{page}).bind(3, version).step());
  if (!row) return std::nullopt;
  return uncompress(select.blob(1), select.integer(0));
}

Result<void> SqliteCatalog::save_page_text(std::string_view content_hash, std::uint32_t page, std::string_view version,
                                           std::string_view text) {
  const std::string packed = compress(text);
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
