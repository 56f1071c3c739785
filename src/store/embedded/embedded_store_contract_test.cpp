#include <array>

#include "store/embedded/embedded_store.h"
#include "store/vector_store_contract.h"

namespace edify::store::test {
namespace {

StoreUnderTest make_store(bool follows, Secret key = {}) {
  auto folder = std::make_shared<TemporaryFolder>();
  auto store = EmbeddedStore::open({.database = {folder->path() / "edify.db", std::move(key)},
                                    .index_folder = folder->path() / "index",
                                    .embedding_model = "test model",
                                    .follow_changes = follows});
  EXPECT_TRUE(store) << store.error().message;
  return {.resources = folder, .store = std::move(*store)};
}

StoreUnderTest make_following_store() { return make_store(true); }
StoreUnderTest make_lazy_store() { return make_store(false); }
StoreUnderTest make_encrypted_store() { return make_store(true, Secret(std::string(32, '\x5a'))); }

constexpr std::array kinds = {"Following", "Lazy", "Encrypted"};

INSTANTIATE_TEST_SUITE_P(Embedded, VectorStoreContract,
                         testing::Values(&make_following_store, &make_lazy_store, &make_encrypted_store),
                         [](const auto& chosen) { return kinds[chosen.index]; });

}  // namespace
}  // namespace edify::store::test
