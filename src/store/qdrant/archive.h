// A collection's points as one stream of lines of JSON, and back: what a backup keeps.
//
// By points and not by Qdrant's own snapshots: those are each node's own, are asked for at each node's address, and fit
// a cluster of as many shards. Points go through whatever balances between nodes and into any layout. They are read
// page by page while others write, so the stream is of no one moment; the register, archived before it, decides which
// points are taken back, and whose are missing.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/sealed_stream.h"
#include "catalog/version_register.h"
#include "store/qdrant/options.h"
#include "store/qdrant/peer.h"

namespace edify::store::qdrant {

// How many points. Errors: unavailable, those of `take`.
Result<std::uint64_t> write_points(Peer& peer, const std::string& collection, const TakeBytes& take);

// Takes the points of current versions back into a collection, which is made where it is missing. Used by one thread.
// Holds references, which outlive it.
class PointsReader {
 public:
  // `options.collection` is the alias of the collection. Errors: those of prepare_collection.
  static Result<PointsReader> begin(Peer& peer, catalog::VersionRegister& versions, const Options& options);

  // Errors: unreadable (not points), unavailable.
  Result<void> append(std::span<const std::byte> bytes);
  // The current versions that have not all their chunks: what changed while the points were read.
  // Errors: unreadable where the stream ends within a line, unavailable.
  Result<std::vector<catalog::PublishedVersion>> finish();

 private:
  PointsReader(Peer& peer, catalog::VersionRegister& versions, const std::string& collection)
      : peer_(&peer), versions_(&versions), collection_(collection) {}
  Result<void> take_line(std::string_view line);
  Result<void> upsert_waiting();

  Peer* peer_;
  catalog::VersionRegister* versions_;
  std::string collection_;
  std::string rest_;                                            // of a line that has not ended
  std::vector<std::pair<std::uint64_t, std::string>> waiting_;  // the number of its version, the point
  std::map<std::uint64_t, std::uint32_t> brought_;              // points by the number of their version
};

}  // namespace edify::store::qdrant
