// What every VectorStore must do, whatever is behind it. A store is tested by one line in a test of its own:
//
//   INSTANTIATE_TEST_SUITE_P(Embedded, VectorStoreContract, testing::Values(&make_embedded_store), ...);
//
// The tests are in vector_store_contract_test.cpp.
#pragma once

#include <gtest/gtest.h>

#include <memory>

#include "store/store_test_data.h"
#include "store/vector_store.h"

namespace edify::store::test {

// An empty store, and whatever must live as long as it does.
struct StoreUnderTest {
  std::shared_ptr<void> resources;
  std::unique_ptr<VectorStore> store;
};

class VectorStoreContract : public testing::TestWithParam<StoreUnderTest (*)()> {
 protected:
  VectorStore& store() { return *under_test_.store; }

 private:
  StoreUnderTest under_test_ = GetParam()();
};

}  // namespace edify::store::test
