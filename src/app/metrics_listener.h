// Prometheus' view of this data folder, on a listener of its own: the store, the ledger, and what the ingests are
// doing, whichever process does it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/error.h"
#include "catalog/catalog.h"
#include "store/vector_store.h"

namespace prometheus {
class Exposer;
class Collectable;
}  // namespace prometheus

namespace edify::app {

// GET /metrics as Prometheus text, format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats). Nobody
// is asked for a token: bind it to the loopback, or to a network that only the monitoring reaches. Figures are read
// when they are asked for. Ledger and store outlive it.
class MetricsListener {
 public:
  // Errors: unavailable where the address is taken.
  static Result<std::unique_ptr<MetricsListener>> start(const std::string& host, std::uint16_t port,
                                                        catalog::Catalog& catalog, store::VectorStore& store);
  ~MetricsListener();

  std::uint16_t port() const;

 private:
  MetricsListener();

  std::shared_ptr<prometheus::Collectable> collector_;
  std::unique_ptr<prometheus::Exposer> exposer_;
};

}  // namespace edify::app
