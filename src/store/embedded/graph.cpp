#include "store/embedded/graph.h"

#include <fmt/format.h>

#include <exception>
#include <usearch/index.hpp>
#include <usearch/index_plugins.hpp>

namespace edify::store {
namespace {

namespace us = unum::usearch;

// The engine under usearch's index_dense: with it the vectors stay in one array of ours, shared with the exact scan
// and the file, instead of a second copy scattered over its own heap.
using Links = us::index_gt<us::distance_punned_t, us::default_key_t, std::uint32_t,
                           us::aligned_allocator_gt<us::byte_t, 64>, us::memory_mapping_allocator_gt<64>>;

constexpr std::size_t connectivity = 16;
constexpr std::size_t build_effort = 128;

// What usearch measures with: a value (a vector) against a member, or two members.
struct Metric {
  std::span<const HalfVector> vectors;

  template <typename Member>
  const HalfVector& of(const Member& member) const {
    return vectors[get_slot(member)];
  }
  template <typename Member>
  float operator()(const HalfVector* value, const Member& member) const {
    return 1 - cosine(*value, of(member));
  }
  template <typename Member>
  float operator()(const Member& a, const Member& b) const {
    return 1 - cosine(of(a), of(b));
  }
};

// Takes the message out: usearch's error throws from its destructor when it still has one.
std::unexpected<Error> fail_with(us::error_t& error) {
  return fail(ErrorCode::internal, fmt::format("the vector graph failed: {}", error.release()), "graph");
}

}  // namespace

struct Graph::Impl {
  Links links;
};

Graph::Graph(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Graph::Graph(Graph&&) noexcept = default;
Graph& Graph::operator=(Graph&&) noexcept = default;
Graph::~Graph() = default;

std::size_t Graph::size() const { return impl_->links.size(); }

Result<Graph> Graph::build(std::span<const HalfVector> vectors, const std::stop_token& stop) {
  auto made = Links::make(us::index_config_t(connectivity));
  if (!made) return fail_with(made.error);
  auto impl = std::make_unique<Impl>(std::move(made.index));
  EDIFY_CHECK(add(*impl, vectors, stop));
  return Graph(std::move(impl));
}

Result<Graph> Graph::extend(std::span<const HalfVector> vectors, const std::stop_token& stop) const {
  auto copied = impl_->links.copy();
  if (!copied) return fail_with(copied.error);
  auto impl = std::make_unique<Impl>(std::move(copied.index));
  EDIFY_CHECK(add(*impl, vectors, stop));
  return Graph(std::move(impl));
}

Result<void> Graph::add(Impl& impl, std::span<const HalfVector> vectors, const std::stop_token& stop) {
  auto& links = impl.links;
  if (!links.try_reserve(us::index_limits_t(vectors.size(), most_concurrent_searches))) {
    return fail(ErrorCode::over_limit, "not enough memory for the vector graph", "memory");
  }
  const us::index_update_config_t config{.expansion = build_effort, .thread = 0};
  for (std::size_t ordinal = links.size(); ordinal < vectors.size(); ++ordinal) {
    if (stop.stop_requested()) return fail(ErrorCode::unavailable, "stopped while building the vector graph");
    auto added = links.add(ordinal, &vectors[ordinal], Metric{vectors}, config);
    if (!added) return fail_with(added.error);
  }
  return {};
}

Result<Graph> Graph::view(std::span<const std::byte> bytes) {
  auto made = Links::make(us::index_config_t(connectivity));
  if (!made) return fail_with(made.error);
  auto impl = std::make_unique<Impl>(std::move(made.index));
  impl->links.try_reserve(us::index_limits_t(0, most_concurrent_searches));
  // The view is read only; usearch has one type for both.
  auto* data = reinterpret_cast<us::byte_t*>(const_cast<std::byte*>(bytes.data()));
  auto viewed = impl->links.view(us::memory_mapped_file_t(data, bytes.size()));
  if (!viewed) return fail_with(viewed.error);
  return Graph(std::move(impl));
}

std::vector<std::byte> Graph::save() const {
  std::vector<std::byte> bytes;
  impl_->links.save_to_stream([&](const void* data, std::size_t size) {
    const auto* begin = static_cast<const std::byte*>(data);
    bytes.insert(bytes.end(), begin, begin + size);
    return true;
  });
  return bytes;
}

Result<std::vector<Neighbor>> Graph::search(std::span<const HalfVector> vectors, const HalfVector& query,
                                            std::size_t effort, const Tombstones& deleted, SearchSlot slot) const {
  const us::index_search_config_t config{.expansion = effort, .thread = slot, .exact = false};
  const auto is_alive = [&](const auto& member) { return !deleted.contains(get_slot(member)); };
  // Without deletions usearch skips asking, so the common case pays nothing.
  auto found = deleted.count() == 0 ? impl_->links.search(&query, effort, Metric{vectors}, config)
                                    : impl_->links.search(&query, effort, Metric{vectors}, config, is_alive);
  if (!found) return fail_with(found.error);
  std::vector<Neighbor> neighbors(found.size());
  for (std::size_t i = 0; i < neighbors.size(); ++i) {
    const auto match = found.at(i);
    neighbors[i] = {.ordinal = static_cast<Ordinal>(get_slot(match.member)), .score = 1 - match.distance};
  }
  return neighbors;
}

}  // namespace edify::store
