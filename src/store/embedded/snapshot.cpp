#include "store/embedded/snapshot.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <set>

namespace edify::store {
namespace {

// Held while a process saves (alone) or loads (shared). The kernel releases it when the process dies.
class FolderLock {
 public:
  static Result<FolderLock> take(const std::filesystem::path& folder, int operation) {
    const int descriptor = ::open((folder / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0 || ::flock(descriptor, operation) != 0) {
      if (descriptor >= 0) ::close(descriptor);
      return fail(ErrorCode::unavailable, fmt::format("could not lock the index folder {}", folder.string()),
                  "index_folder");
    }
    return FolderLock(descriptor);
  }
  FolderLock(FolderLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

 private:
  explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

template <typename T>
std::span<const T> as_items(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const T*>(bytes.data()), bytes.size() / sizeof(T)};
}

Result<SegmentKeys> keys_of(const MappedSegment& mapped) {
  const auto keys = as_items<PointKey>(mapped.sections[Section::keys]);
  const auto sorted = as_items<Ordinal>(mapped.sections[Section::sorted]);
  if (keys.size() != sorted.size()) return fail(ErrorCode::unreadable, "a segment's keys do not fit", "index");
  return SegmentKeys(keys, sorted, mapped.owner);
}

Result<std::shared_ptr<const DenseSegment>> make_dense(const std::string& id, const MappedSegment& mapped) {
  EDIFY_TRY(auto keys, keys_of(mapped));
  const auto vectors = as_items<HalfVector>(mapped.sections[Section::vectors_or_postings]);
  const auto coarse = as_items<CoarseVector>(mapped.sections[Section::coarse_vectors]);
  std::optional<Graph> graph;
  if (!mapped.sections[Section::graph].empty()) {
    EDIFY_TRY(graph, Graph::view(mapped.sections[Section::graph]));
  }
  const std::size_t searchable = graph ? graph->size() : coarse.size();
  if (vectors.size() != keys.size() || searchable != keys.size()) {
    return fail(ErrorCode::unreadable, "a segment's vectors do not fit its keys", "index");
  }
  return std::make_shared<const DenseSegment>(id, std::move(keys), vectors, coarse, std::move(graph), mapped.owner);
}

Result<std::shared_ptr<const LexicalSegment>> make_lexical(const std::string& id, const MappedSegment& mapped) {
  EDIFY_TRY(auto keys, keys_of(mapped));
  return LexicalSegment::view(id, std::move(keys), mapped.sections[Section::vectors_or_postings], mapped.owner);
}

Sections sections_of(const DenseSegment& segment, std::span<const std::byte> graph) {
  return {std::as_bytes(segment.keys().keys()), std::as_bytes(segment.keys().sorted()),
          std::as_bytes(segment.vectors()), std::as_bytes(segment.coarse()), graph};
}

Result<FileSeal> write_segment(const std::filesystem::path& file, const DenseSegment& segment, const Secret& key) {
  const auto graph = segment.graph() != nullptr ? segment.graph()->save() : std::vector<std::byte>{};
  return write_segment_file(file, sections_of(segment, graph), key);
}

Result<FileSeal> write_segment(const std::filesystem::path& file, const LexicalSegment& segment, const Secret& key) {
  return write_segment_file(
      file, {std::as_bytes(segment.keys().keys()), std::as_bytes(segment.keys().sorted()), segment.bytes(), {}, {}},
      key);
}

Result<void> load_entry(const std::filesystem::path& folder, const ManifestEntry& entry, const Secret& key,
                        PartitionIndex& index) {
  EDIFY_TRY(const auto mapped, map_segment_file(folder / file_name(entry), entry.seal, key));
  auto deleted = std::make_shared<const Tombstones>(entry.deleted);
  if (entry.is_dense) {
    EDIFY_TRY(auto segment, make_dense(entry.segment_id, mapped));
    index.dense.emplace_back(std::move(segment), std::move(deleted));
  } else {
    EDIFY_TRY(auto segment, make_lexical(entry.segment_id, mapped));
    index.lexical.emplace_back(std::move(segment), std::move(deleted));
  }
  return {};
}

}  // namespace

Result<Manifest> SnapshotFolder::read_manifest() const {
  EDIFY_TRY(const auto bytes, read_file(folder_ / "manifest", key_));
  EDIFY_TRY(auto manifest, decode_manifest(bytes));
  if (manifest.store_id != identity_.store_id || manifest.embedding_model != identity_.embedding_model) {
    return fail(ErrorCode::unreadable, "it belongs to another store", "index");
  }
  return manifest;
}

Result<IndexState> SnapshotFolder::load() {
  const std::lock_guard guard(mutex_);
  if (!std::filesystem::exists(folder_)) return fail(ErrorCode::not_found, "there is none yet", "index");
  EDIFY_TRY(const auto lock, FolderLock::take(folder_, LOCK_SH));
  EDIFY_TRY(auto manifest, read_manifest());
  IndexState state{.position = manifest.position, .partitions = {}};
  for (const auto& entry : manifest.entries) {
    EDIFY_CHECK(load_entry(folder_, entry, key_, state.partitions[entry.partition]));
  }
  known_ = std::move(manifest);
  return state;
}

template <typename Segment>
Result<void> SnapshotFolder::save_segment(const Partition& partition, const Live<Segment>& live,
                                          Manifest& manifest) const {
  const auto words = live.deleted->words();
  ManifestEntry entry{.partition = partition,
                      .is_dense = std::is_same_v<Segment, DenseSegment>,
                      .segment_id = live.segment->id(),
                      .seal = {},
                      .deleted = {words.begin(), words.end()}};
  const auto file = folder_ / file_name(entry);
  const auto written = std::ranges::find(known_.entries, entry.segment_id, &ManifestEntry::segment_id);
  // Another process may have deleted what its own manifest did not name.
  std::error_code ignored;
  if (written != known_.entries.end() &&
      std::filesystem::file_size(file, ignored) == stored_size(written->seal, key_)) {
    entry.seal = written->seal;
  } else {
    EDIFY_TRY(entry.seal, write_segment(file, *live.segment, key_));
  }
  manifest.entries.push_back(std::move(entry));
  return {};
}

Result<void> SnapshotFolder::save(const IndexState& state) {
  const std::lock_guard guard(mutex_);
  std::error_code failed;
  std::filesystem::create_directories(folder_, failed);
  if (failed) {
    return fail(ErrorCode::unavailable,
                fmt::format("could not make the index folder {}: {}", folder_.string(), failed.message()),
                "index_folder");
  }
  EDIFY_TRY(const auto lock, FolderLock::take(folder_, LOCK_EX));
  Manifest manifest{.store_id = identity_.store_id,
                    .embedding_model = identity_.embedding_model,
                    .position = state.position,
                    .entries = {}};
  for (const auto& [partition, index] : state.partitions) {
    for (const auto& live : index.dense) EDIFY_CHECK(save_segment(partition, live, manifest));
    for (const auto& live : index.lexical) EDIFY_CHECK(save_segment(partition, live, manifest));
  }
  const auto bytes = encode(manifest);
  const std::span<const std::byte> piece(bytes);
  EDIFY_CHECK(replace_file(folder_ / "manifest", std::span(&piece, 1), key_));
  delete_unnamed_files(manifest);
  known_ = std::move(manifest);
  return {};
}

void SnapshotFolder::delete_unnamed_files(const Manifest& manifest) const {
  std::set<std::string> named;
  for (const auto& entry : manifest.entries) named.insert(file_name(entry));
  std::error_code ignored;  // what can not be deleted now is tried again by the next save
  for (const auto& found : std::filesystem::directory_iterator(folder_, ignored)) {
    const auto extension = found.path().extension();
    const bool is_ours = extension == ".dense" || extension == ".lexical" || extension == ".tmp";
    if (is_ours && !named.contains(found.path().filename().string())) std::filesystem::remove(found.path(), ignored);
  }
}

}  // namespace edify::store
