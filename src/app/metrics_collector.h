// Reads every figure, once for each GET /metrics.
#pragma once

#include <prometheus/collectable.h>

#include "app/metric_families.h"
#include "app/metrics_listener.h"

namespace edify::app {

// Thread-safe.
class MetricsCollector final : public prometheus::Collectable {
 public:
  explicit MetricsCollector(MetricsSources sources) : sources_(std::move(sources)) {}

  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  Result<void> collect_data(MetricFamilies& families) const;
  Result<void> collect_progress(MetricFamilies& families) const;
  void collect_requests(MetricFamilies& families) const;
  void collect_cache(MetricFamilies& families) const;
  void collect_audit(MetricFamilies& families) const;
  void collect_edge(MetricFamilies& families) const;

  const MetricsSources sources_;
};

}  // namespace edify::app
