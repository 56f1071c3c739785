#include "store/embedded/embedded_store.h"
#include "store/vector_store_contract.h"

namespace edify::store::test {
namespace {

StoreUnderTest make_store(bool follows) {
  auto folder = std::make_shared<TemporaryFolder>();
  auto store = EmbeddedStore::open({.database = folder->path() / "edify.db",
                                    .index_folder = folder->path() / "index",
                                    .embedding_model = "test model",
                                    .follow_changes = follows});
  EXPECT_TRUE(store) << store.error().message;
  return {.resources = folder, .store = std::move(*store)};
}

StoreUnderTest make_following_store() { return make_store(true); }
StoreUnderTest make_lazy_store() { return make_store(false); }

INSTANTIATE_TEST_SUITE_P(Embedded, VectorStoreContract, testing::Values(&make_following_store, &make_lazy_store),
                         [](const auto& chosen) { return chosen.index == 0 ? "Following" : "Lazy"; });

}  // namespace
}  // namespace edify::store::test
