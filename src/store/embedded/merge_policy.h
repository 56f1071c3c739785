// Which segments of a list to merge next. Pure, thread-safe.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace edify::store {

struct SegmentSize {
  std::size_t total = 0;
  std::size_t deleted = 0;
  bool wants_graph = false;  // so large that a graph would search it faster than the scan
};

struct MergePolicy {
  // Segments are merged into a larger one when together they reach 1/growth of it. A greater number leaves fewer
  // segments to search and copies each chunk more often.
  std::size_t growth = 8;
  std::size_t free_segments = 4;  // so many may stay, whatever their sizes
  double most_deleted = 0.25;     // a segment with a greater part deleted is written anew
};

// Positions of the segments to merge into one, largest first; empty where nothing is due. Never a single segment
// that would come out as it was.
std::vector<std::size_t> choose_merge(std::span<const SegmentSize> sizes, const MergePolicy& policy);

}  // namespace edify::store
