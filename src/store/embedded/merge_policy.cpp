#include "store/embedded/merge_policy.h"

#include <algorithm>
#include <numeric>

namespace edify::store {

std::vector<std::size_t> choose_merge(std::span<const SegmentSize> sizes, const MergePolicy& policy) {
  std::vector<std::size_t> order(sizes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::ranges::greater{}, [&](std::size_t i) { return sizes[i].total; });

  const bool is_crowded = sizes.size() > policy.free_segments || std::ranges::any_of(sizes, &SegmentSize::wants_graph);
  std::size_t smaller = 0;  // chunks in the segments behind the one that is looked at
  for (const auto& size : sizes) smaller += size.total;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    const auto& size = sizes[order[rank]];
    smaller -= size.total;
    const bool is_rotten = static_cast<double>(size.deleted) > policy.most_deleted * static_cast<double>(size.total);
    const bool is_outgrown = is_crowded && rank + 1 < order.size() && smaller * policy.growth >= size.total;
    if (is_rotten || is_outgrown || size.wants_graph) {
      order.erase(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(rank));
      return order;
    }
  }
  return {};
}

}  // namespace edify::store
