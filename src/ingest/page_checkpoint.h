// The texts of a document's scanned pages, kept in the catalog while it is being parsed, so that a kill or a failure
// does not cost the pages that were read. Text only, never the picture.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "catalog/catalog.h"
#include "parse/page_texts.h"

namespace edify::ingest {

// For one document, by the hash of its bytes. `catalog` must outlive it. Where the catalog fails, pages are read again.
class PageCheckpoint final : public parse::PageTextStore {
 public:
  PageCheckpoint(catalog::Catalog& catalog, std::string content_hash)
      : catalog_(catalog), content_hash_(std::move(content_hash)) {}

  std::optional<std::string> find(std::uint32_t page) override;
  void save(std::uint32_t page, std::string_view text) override;

 private:
  catalog::Catalog& catalog_;
  const std::string content_hash_;
};

}  // namespace edify::ingest
