// What every Catalog does. An implementation's test instantiates it with a factory.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "catalog/catalog.h"

namespace edify::catalog {

// Gives a fresh, empty catalog.
using CatalogFactory = std::function<std::unique_ptr<Catalog>()>;

class CatalogContract : public testing::TestWithParam<CatalogFactory> {
 protected:
  void SetUp() override { catalog_ = GetParam()(); }

  static LedgerEntry entry(std::string path, DocumentState state = DocumentState::done) {
    LedgerEntry out;
    out.document_id = document_id(path);
    out.path = std::move(path);
    out.source = "folder:/school";
    out.state = state;
    out.content_hash = "hash of " + out.path;
    return out;
  }
  std::vector<std::string> unseen(std::string_view prefix, std::uint64_t sweep,
                                  std::string_view source = "folder:/school") {
    std::vector<std::string> out;
    const auto entries = catalog_->unseen(source, prefix, sweep, 100);
    for (const auto& each : entries.value()) out.push_back(each.path);
    return out;
  }

  static UnixSeconds in_an_hour() { return unix_now() + std::chrono::hours(1); }
  static UnixSeconds an_hour_ago() { return unix_now() - std::chrono::hours(1); }

  std::unique_ptr<Catalog> catalog_;
};

}  // namespace edify::catalog
