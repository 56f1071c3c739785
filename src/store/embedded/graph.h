// A navigable small-world graph (HNSW, Malkov and Yashunin 2016; usearch's) over the vectors of a segment.
//
// The graph holds links only; every call is given the vectors, by ordinal, that it was built over. A built graph is
// immutable: searches run concurrently, each with a SearchSlot of its own.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "base/error.h"
#include "store/embedded/quantized.h"
#include "store/embedded/segment_keys.h"
#include "store/embedded/tombstones.h"

namespace edify::store {

// Scratch memory of one running search, in every graph of the process. See SearchSlots.
using SearchSlot = std::size_t;
inline constexpr std::size_t most_concurrent_searches = 64;

struct Neighbor {
  Ordinal ordinal = 0;
  float score = 0;  // cosine
};

class Graph {
 public:
  // About 0.3 ms a vector; stops with `unavailable` when asked to.
  static Result<Graph> build(std::span<const HalfVector> vectors, const std::stop_token& stop);
  // A copy of this graph with the vectors behind its own ones added. The first size() vectors must be the same.
  Result<Graph> extend(std::span<const HalfVector> vectors, const std::stop_token& stop) const;
  // Uses `bytes`, made by save(), in place: they must outlive the graph and be trusted (checksummed).
  static Result<Graph> view(std::span<const std::byte> bytes);
  std::vector<std::byte> save() const;

  Graph(Graph&&) noexcept;
  Graph& operator=(Graph&&) noexcept;
  ~Graph();

  std::size_t size() const;

  // The `effort` best that are found and not deleted, best first. A greater effort finds more of the true ones.
  Result<std::vector<Neighbor>> search(std::span<const HalfVector> vectors, const HalfVector& query, std::size_t effort,
                                       const Tombstones& deleted, SearchSlot slot) const;

 private:
  struct Impl;
  explicit Graph(std::unique_ptr<Impl> impl);
  static Result<void> add(Impl& impl, std::span<const HalfVector> vectors, const std::stop_token& stop);
  std::unique_ptr<Impl> impl_;
};

}  // namespace edify::store
