#include "cache/memory/memory_cache.h"
#include "retrieve/cache_crossing_contract.h"

namespace edify::retrieve::test {
namespace {

class MemoryHarness {
 public:
  cache::Cache& cache() { return cache_; }

 private:
  cache::MemoryCache cache_{std::size_t{8} << 20U};
};

INSTANTIATE_TYPED_TEST_SUITE_P(Memory, CacheCrossing, MemoryHarness);

}  // namespace
}  // namespace edify::retrieve::test
