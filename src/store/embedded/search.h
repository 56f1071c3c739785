// Searches an IndexState for a Scope: opens only the partitions that it allows, so that nothing else can move a
// result or a score. Thread-safe; they hold no lock while they search.
#pragma once

#include <condition_variable>
#include <mutex>
#include <vector>

#include "store/embedded/index_state.h"
#include "store/vector_store.h"

namespace edify::store {

// Numbers the searches that run, because graphs keep scratch memory for each. More than most_concurrent_searches
// wait for their turn. Thread-safe.
class SearchSlots {
 public:
  SearchSlots();

  class Lease {
   public:
    explicit Lease(SearchSlots& slots) : slots_(slots), slot_(slots.take()) {}
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() { slots_.give_back(slot_); }
    SearchSlot operator*() const { return slot_; }

   private:
    SearchSlots& slots_;
    SearchSlot slot_;
  };

 private:
  SearchSlot take();
  void give_back(SearchSlot slot);

  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<SearchSlot> free_;  // a stack: the slot used last has the warmest memory
};

// Best first, ties by key. Scores are cosines of half-precision vectors, within 0.0005 of the exact ones.
Result<std::vector<ScoredPoint>> search_dense(const IndexState& state, const Scope& scope, const DenseQuery& query,
                                              SearchSlot slot);

// Best first, ties by key. BM25 with the statistics of the Scope's partitions.
std::vector<ScoredPoint> search_lexical(const IndexState& state, const Scope& scope, const LexicalQuery& query);

}  // namespace edify::store
