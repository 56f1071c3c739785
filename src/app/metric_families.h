// Builds what prometheus-cpp writes out, a family after another. Belongs to one collection.
#pragma once

#include <prometheus/metric_family.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/metrics.h"

namespace edify::app {

class MetricFamilies {
 public:
  using Labels = std::vector<std::pair<std::string, std::string>>;

  // Rows of one family follow each other.
  void gauge(const std::string& name, const std::string& help, double value, const Labels& labels = {});
  void counter(const std::string& name, const std::string& help, double value, const Labels& labels = {});
  void histogram(const std::string& name, const std::string& help, const LatencyHistogram::Figures& figures,
                 const Labels& labels = {});

  std::vector<prometheus::MetricFamily> take() && { return std::move(families_); }

 private:
  prometheus::ClientMetric& add(const std::string& name, const std::string& help, prometheus::MetricType type,
                                const Labels& labels);
  std::vector<prometheus::MetricFamily> families_;
};

}  // namespace edify::app
