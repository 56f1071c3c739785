// Prometheus' view of this data folder and this server, on a listener of its own: the store, the ledger, what the
// ingests are doing, whichever process does it; and the requests, the caches and the audit of this process.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "api/request_metrics.h"
#include "api/server.h"
#include "app/answer_cache.h"
#include "base/error.h"
#include "catalog/audit_writer.h"
#include "catalog/catalog.h"
#include "retrieve/retriever.h"
#include "store/vector_store.h"

namespace prometheus {
class Exposer;
class Collectable;
}  // namespace prometheus

namespace edify::app {

// What figures are read of; all of it outlives the listener. A null pointer leaves its figures out.
struct MetricsSources {
  catalog::Catalog& catalog;
  store::VectorStore& store;
  std::filesystem::path data;  // whose bytes on disk are told
  std::filesystem::path backup_mark = {};  // whose time says when a backup was made; empty: there are none
  const api::RequestMetrics* requests = nullptr;
  const retrieve::Retriever* retriever = nullptr;
  const catalog::AuditWriter* audit = nullptr;
  AnswerCache* cache = nullptr;
  const api::Server* server = nullptr;
};

// GET /metrics as Prometheus text, format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats); the
// names are in docs/metrics.md. Nobody is asked for a token: bind it to the loopback, or to a network that only the
// monitoring reaches. No label holds a user, an address or a document. Figures are read when they are asked for.
class MetricsListener {
 public:
  // Errors: unavailable where the address is taken.
  static Result<std::unique_ptr<MetricsListener>> start(const std::string& host, std::uint16_t port,
                                                        const MetricsSources& sources);
  ~MetricsListener();

  std::uint16_t port() const;

 private:
  MetricsListener();

  std::shared_ptr<prometheus::Collectable> collector_;
  std::unique_ptr<prometheus::Exposer> exposer_;
};

}  // namespace edify::app
