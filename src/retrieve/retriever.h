// Question + Scope → ranked hits: embeds, searches both lists, fuses them, loads what is still current.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/circuit_breaker.h"
#include "base/deadline.h"
#include "base/error.h"
#include "base/metrics.h"
#include "cache/cache.h"
#include "embed/embedder.h"
#include "model/hit.h"
#include "model/scope.h"
#include "retrieve/recent_answers.h"
#include "store/vector_store.h"

namespace edify::retrieve {

enum class Mode : std::uint8_t { hybrid, dense, lexical };

std::string_view to_string(Mode mode);
std::optional<Mode> mode_from_string(std::string_view text);

struct Question {
  std::string text;
  std::size_t limit = 10;
  Mode mode = Mode::hybrid;
  Deadline deadline = {};  // passed down to the embedder and the store
  store::Selection selection = {};
};

struct RetrieverOptions {
  // Smallest cosine on the dense list; never drops a lexical hit.
  float dense_threshold = 0.25F;
  // Length of each list before fusion.
  std::size_t candidates = 100;
  std::chrono::seconds cache_time_to_live = std::chrono::hours(1);
  // How long a cached answer may miss documents that were added since.
  std::chrono::seconds cache_blind_to_additions = std::chrono::minutes(1);
  // How old an answer may be that stands in while the store is away.
  std::chrono::seconds stand_in_for = std::chrono::minutes(1);
};

struct Retrieval {
  std::vector<Hit> hits;  // best first, at most Question::limit
  bool cached = false;
  // Where the store is away: how long ago it gave this answer.
  std::optional<std::chrono::seconds> stale_for;
};

// How long the parts of questions took that the cache did not answer.
struct RetrieverTimes {
  LatencyHistogram embed;
  LatencyHistogram search;
  LatencyHistogram fetch;
};

// Thread-safe. Holds references: store, embedder and cache must outlive it.
class Retriever {
 public:
  Retriever(store::VectorStore& store, const embed::Embedder& embedder, cache::Cache& cache,
            const RetrieverOptions& options = {});

  // Errors: unavailable, reason `store_away` (nothing else is called while the store rests, see CircuitBreaker) or
  // `deadline`.
  Result<Retrieval> retrieve(const Scope& scope, const Question& question) const;

  // The chunks around a hit, or any others of a document: as VectorStore::read_chunks.
  Result<std::vector<Hit>> read_chunks(const Scope& scope, std::string_view document_id,
                                       const store::ChunkRange& range) const {
    return store_.read_chunks(scope, document_id, range);
  }
  // Slips of the pen in a question: as VectorStore::respell.
  Result<std::vector<store::Respelling>> respell(const Scope& scope, std::string_view text) const {
    return store_.respell(scope, text);
  }
  const embed::Embedder& embedder() const { return embedder_; }

  // The store has failed lately and is being left alone.
  bool store_rests() const { return store_breaker_.is_open(); }
  const RetrieverTimes& times() const { return times_; }

 private:
  Result<Retrieval> answer(const Scope& scope, const Question& question, const std::string& key) const;
  Result<std::vector<Hit>> search(const Scope& scope, const Question& question) const;
  // Nothing where the entry is absent, outdated, or holds a hit that is gone.
  std::optional<std::vector<Hit>> recall(const Scope& scope, std::string_view key, std::uint64_t generation) const;
  void remember(std::string_view key, std::uint64_t generation, const std::vector<Hit>& hits) const;

  store::VectorStore& store_;
  const embed::Embedder& embedder_;
  cache::Cache& cache_;
  RetrieverOptions options_;
  mutable CircuitBreaker store_breaker_;
  mutable RecentAnswers recent_;
  mutable RetrieverTimes times_;
};

}  // namespace edify::retrieve
