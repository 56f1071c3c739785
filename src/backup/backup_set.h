// A backup set: parts of one moment, sealed, and a manifest that names them, written last.
//
//   sets/20261123T021500Z-1a2b3c4d/edify.db      a sealed stream (base/sealed_stream.h) a part
//   sets/20261123T021500Z-1a2b3c4d/manifest      JSON, sealed
//
// What has no manifest is no set. The context of each stream says the set and the part, so that nothing of another set,
// or another part of the same one, passes for it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "backup/destination.h"
#include "base/secret.h"
#include "model/document.h"

namespace edify::backup {

struct Part {
  std::string name;         // "edify.db"
  std::uint64_t bytes = 0;  // plain
  std::string sha256;       // of the plain bytes, 64 hexadecimal digits

  bool operator==(const Part&) const = default;
};

// A question, who asked it, and what the first hits were, the best first: "DOCUMENT_ID/CHUNK_INDEX". After a restore
// the answers must be the same.
struct GoldenQuery {
  std::string question;
  std::string role;
  std::string grades;  // comma-separated
  std::vector<std::string> hits;

  bool operator==(const GoldenQuery&) const = default;
};

struct Manifest {
  std::string id;         // "20261123T021500Z-1a2b3c4d"
  UnixSeconds created{};  // before anything was read
  std::string program;    // version that wrote it: "0.7.0"
  std::string store;      // embedded, qdrant
  std::string catalog;    // sqlite, postgres
  std::vector<Part> parts;
  std::uint64_t documents = 0;  // published
  std::uint64_t chunks = 0;
  std::string audit_head;  // "NUMBER:HASH"; everything up to it is in the set; empty: nothing was audited
  std::string audit_key;   // a fingerprint: the key itself comes back from the vault
  std::vector<GoldenQuery> golden_queries;

  // Nothing where the set has no such part.
  const Part* find(std::string_view name) const;
  std::uint64_t bytes() const;

  bool operator==(const Manifest&) const = default;
};

// A new set's, for this moment.
std::string new_set_id(UnixSeconds now);

// Writes one set. Owned by one thread; `destination` outlives it.
class SetWriter {
 public:
  // `key`: 32 bytes.
  SetWriter(Destination& destination, const Secret& key, std::string id)
      : destination_(destination), key_(key), id_(std::move(id)) {}

  // Errors: those of the destination and of `produce`.
  Result<Part> add(const std::string& name, const Produce& produce);
  // Makes it a set. Once, last.
  Result<void> finish(const Manifest& manifest);

 private:
  Destination& destination_;
  const Secret key_;
  const std::string id_;
};

// The reason of every Error that says a set is not to be trusted.
inline constexpr std::string_view damaged_reason = "damaged_set";

// Sets whose manifests are there, the newest first; nothing is opened. Errors: those of the destination.
Result<std::vector<std::string>> list_sets(Destination& destination);
// When the set was made. Errors: invalid_argument where it is no set's id.
Result<UnixSeconds> time_of_set(std::string_view id);
// Errors: not_found, unreadable (damaged_set), those of the destination.
Result<Manifest> read_manifest(Destination& destination, const Secret& key, const std::string& id);
// Hands on the part's plain bytes. That they are all there and the right ones is known when it has returned without an
// Error. Errors: unreadable (damaged_set), those of the destination and of `take`.
Result<void> read_part(Destination& destination, const Secret& key, const Manifest& manifest, const Part& part,
                       const TakeBytes& take);
// The manifest goes first, so that what remains of a removal that was interrupted is no set.
Result<void> remove_set(Destination& destination, const std::string& id);
// What writings that were interrupted, and removals, left behind before `time`. How many objects there were.
Result<std::uint64_t> remove_unfinished(Destination& destination, UnixSeconds time);

}  // namespace edify::backup
