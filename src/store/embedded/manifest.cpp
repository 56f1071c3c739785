#include "store/embedded/manifest.h"

#include <xxhash.h>

#include <cstring>
#include <type_traits>

namespace edify::store {
namespace {

constexpr std::uint64_t manifest_magic = 0x0131'4d59'4649'4445;  // "EDIFYM1" and a version byte

class ByteWriter {
 public:
  template <typename Number>
  requires std::is_arithmetic_v<Number>
  void put(Number number) { put_bytes(std::as_bytes(std::span(&number, 1))); }
  void put(std::string_view text) {
    put(text.size());
    put_bytes(std::as_bytes(std::span(text)));
  }
  void put(std::span<const std::uint64_t> words) {
    put(words.size());
    put_bytes(std::as_bytes(words));
  }
  std::vector<std::byte>& bytes() { return bytes_; }

 private:
  void put_bytes(std::span<const std::byte> bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }
  std::vector<std::byte> bytes_;
};

// Reads what ByteWriter wrote; past the end it answers zeros and remembers.
class ByteReader {
 public:
  explicit ByteReader(std::span<const std::byte> bytes) : bytes_(bytes) {}

  template <typename Number>
  requires std::is_arithmetic_v<Number>
  void get(Number& number) { copy_to(&number, sizeof(number)); }
  void get(std::string& text) {
    text.resize(get_count(1));
    copy_to(text.data(), text.size());
  }
  void get(std::vector<std::uint64_t>& words) {
    words.resize(get_count(sizeof(std::uint64_t)));
    copy_to(words.data(), words.size() * sizeof(std::uint64_t));
  }
  bool is_complete() const { return !failed_ && bytes_.empty(); }
  bool has_failed() const { return failed_; }

 private:
  std::size_t get_count(std::size_t item_size) {
    std::size_t count = 0;
    get(count);
    if (count > bytes_.size() / item_size) failed_ = true;
    return failed_ ? 0 : count;
  }
  void copy_to(void* target, std::size_t size) {
    if (failed_ || size > bytes_.size()) {
      failed_ = true;
      return;
    }
    if (size > 0) std::memcpy(target, bytes_.data(), size);
    bytes_ = bytes_.subspan(size);
  }

  std::span<const std::byte> bytes_;
  bool failed_ = false;
};

ManifestEntry read_entry(ByteReader& in) {
  ManifestEntry entry;
  std::string module;
  in.get(module);
  entry.partition.module = module_from_string(module).value_or(Module::general);
  in.get(entry.partition.grade);
  in.get(entry.is_dense);
  in.get(entry.segment_id);
  in.get(entry.seal.size);
  in.get(entry.seal.checksum);
  in.get(entry.deleted);
  return entry;
}

}  // namespace

std::vector<std::byte> encode(const Manifest& manifest) {
  ByteWriter out;
  out.put(manifest_magic);
  out.put(std::string_view(manifest.store_id));
  out.put(std::string_view(manifest.embedding_model));
  out.put(manifest.position.sequence);
  out.put(manifest.position.token);
  out.put(manifest.entries.size());
  for (const auto& entry : manifest.entries) {
    out.put(to_string(entry.partition.module));
    out.put(std::string_view(entry.partition.grade));
    out.put(entry.is_dense);
    out.put(std::string_view(entry.segment_id));
    out.put(entry.seal.size);
    out.put(entry.seal.checksum);
    out.put(std::span<const std::uint64_t>(entry.deleted));
  }
  out.put(std::uint64_t{XXH3_64bits(out.bytes().data(), out.bytes().size())});
  return std::move(out.bytes());
}

Result<Manifest> decode_manifest(std::span<const std::byte> bytes) {
  const auto damaged = fail(ErrorCode::unreadable, "its table of contents is damaged", "index");
  std::uint64_t checksum = 0;
  if (bytes.size() < sizeof(checksum)) return damaged;
  const auto content = bytes.first(bytes.size() - sizeof(checksum));
  std::memcpy(&checksum, content.data() + content.size(), sizeof(checksum));
  if (XXH3_64bits(content.data(), content.size()) != checksum) return damaged;

  ByteReader in(content);
  std::uint64_t magic = 0;
  in.get(magic);
  if (magic != manifest_magic) return fail(ErrorCode::unreadable, "it has another format", "index");
  Manifest manifest;
  in.get(manifest.store_id);
  in.get(manifest.embedding_model);
  in.get(manifest.position.sequence);
  in.get(manifest.position.token);
  std::size_t entries = 0;
  in.get(entries);
  for (std::size_t i = 0; i < entries && !in.has_failed(); ++i) manifest.entries.push_back(read_entry(in));
  if (!in.is_complete()) return damaged;
  return manifest;
}

std::string file_name(const ManifestEntry& entry) {
  return entry.segment_id + (entry.is_dense ? ".dense" : ".lexical");
}

}  // namespace edify::store
