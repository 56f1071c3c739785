#include "catalog/sqlite/sqlite_version_register.h"
#include "store/qdrant/collection.h"
#include "store/qdrant/qdrant_store.h"
#include "store/qdrant/testing/server_for_tests.h"
#include "store/vector_store_contract.h"

namespace edify::store::test {
namespace {

// Deletes the collection at the end.
struct CollectionOfTest {
  explicit CollectionOfTest(qdrant::Options made) : options(std::move(made)) {}
  ~CollectionOfTest() {
    const auto peer = qdrant::Peer::create(options).value();
    (void)qdrant::delete_collection(*peer, options.collection + "_v1");
  }
  qdrant::Options options;
};

StoreUnderTest make_store() {
  auto collection = std::make_shared<CollectionOfTest>(qdrant::testing::options_for_test());
  auto store = qdrant::QdrantStore::open(collection->options,
                                         std::move(catalog::SqliteVersionRegister::open(":memory:").value()));
  EXPECT_TRUE(store) << store.error().message;
  return {.resources = collection, .store = std::move(*store)};
}

std::vector<StoreUnderTest (*)()> stores() {
  if (!qdrant::testing::server_url()) return {};
  return {&make_store};
}

INSTANTIATE_TEST_SUITE_P(Qdrant, VectorStoreContract, testing::ValuesIn(stores()));

TEST(QdrantStore, IsHeldToTheContract) {
  if (!qdrant::testing::server_url()) GTEST_SKIP() << qdrant::testing::no_server;
}

}  // namespace
}  // namespace edify::store::test
