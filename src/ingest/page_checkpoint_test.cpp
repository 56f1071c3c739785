#include "ingest/page_checkpoint.h"

#include <gtest/gtest.h>

#include "catalog/sqlite/sqlite_catalog.h"

namespace edify::ingest {
namespace {

TEST(PageCheckpoint, KeepsThePagesOfEachDocumentForTheNextTry) {
  const auto catalog = catalog::SqliteCatalog::open(":memory:").value();
  {
    PageCheckpoint first(*catalog, "hash of a scan");
    EXPECT_EQ(first.find(7), std::nullopt);
    first.save(7, "what stands on page 7");
  }
  PageCheckpoint again(*catalog, "hash of a scan");
  EXPECT_EQ(again.find(7), "what stands on page 7");
  EXPECT_EQ(again.find(8), std::nullopt);
  PageCheckpoint other(*catalog, "hash of another");
  EXPECT_EQ(other.find(7), std::nullopt);
}

}  // namespace
}  // namespace edify::ingest
