// Blue-green: a new collection, laid out as configured now, is filled from the one that answers; then the alias leads
// to the new one, in one step. Questions are answered all the while, from one or the other, and no handle changes.
//
// What is written meanwhile goes to the old collection, so passes are made until one finds nothing new; one more after
// the switch fetches what was written in between. What was staged and not published stays behind: publish() then says
// conflict (staged_chunks), and the ingester writes it again.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "catalog/version_register.h"
#include "model/chunk.h"
#include "store/qdrant/options.h"
#include "store/qdrant/peer.h"

namespace edify::store::qdrant {

struct ReindexReport {
  std::string from;
  std::string to;
  std::uint64_t documents = 0;
  std::uint64_t chunks = 0;
  bool embedded_again = false;  // `from` held vectors of another model
};

// Used by one thread. Holds references, which outlive it.
class Reindex {
 public:
  using Embed = std::function<std::vector<Embedding>(std::span<const std::string> texts)>;
  using Progress = std::function<void(const ReindexReport& so_far)>;

  // `embed` is asked where the old collection holds vectors of another model, or of another width.
  Reindex(Peer& peer, catalog::VersionRegister& versions, const Options& options, Embed embed, Progress progress);

  // Deletes the old collection at the end, unless it is to be kept. Once is enough: a run that ended early leaves the
  // old collection in its place, and the next one begins anew.
  // Errors: invalid_argument (no_alias: a collection has the alias's name), not_found, unavailable.
  Result<ReindexReport> run(bool keeps_old);

 private:
  // What of a document is in the new collection.
  struct Copied {
    std::uint64_t number = 0;
    std::string placement;
    std::uint32_t chunks = 0;
  };

  Result<void> find_source();
  // True where something was done.
  Result<bool> pass();
  Result<bool> bring(const catalog::PublishedVersion& published);
  Result<std::uint32_t> copy_chunks(const catalog::PublishedVersion& published);
  Result<void> forget(const std::string& document_id);

  Peer& peer_;
  catalog::VersionRegister& versions_;
  const Options options_;
  const Embed embed_;
  const Progress progress_;
  ReindexReport report_;
  std::map<std::string, Copied> copied_;
};

}  // namespace edify::store::qdrant
