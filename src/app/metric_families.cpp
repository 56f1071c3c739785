#include "app/metric_families.h"

#include <limits>

namespace edify::app {

using prometheus::ClientMetric;
using prometheus::MetricType;

ClientMetric& MetricFamilies::add(const std::string& name, const std::string& help, MetricType type,
                                  const Labels& labels) {
  if (families_.empty() || families_.back().name != name) families_.push_back({name, help, type, {}});
  ClientMetric& metric = families_.back().metric.emplace_back();
  for (const auto& [label, value] : labels) metric.label.push_back({label, value});
  return metric;
}

void MetricFamilies::gauge(const std::string& name, const std::string& help, double value, const Labels& labels) {
  add(name, help, MetricType::Gauge, labels).gauge.value = value;
}

void MetricFamilies::counter(const std::string& name, const std::string& help, double value, const Labels& labels) {
  add(name, help, MetricType::Counter, labels).counter.value = value;
}

void MetricFamilies::histogram(const std::string& name, const std::string& help,
                               const LatencyHistogram::Figures& figures, const Labels& labels) {
  auto& out = add(name, help, MetricType::Histogram, labels).histogram;
  out.sample_count = figures.count;
  out.sample_sum = figures.seconds;
  std::uint64_t so_far = 0;
  for (std::size_t i = 0; i < figures.counts.size(); ++i) {
    so_far += figures.counts[i];
    const bool is_last = i == LatencyHistogram::bounds.size();
    out.bucket.push_back({so_far, is_last ? std::numeric_limits<double>::infinity() : LatencyHistogram::bounds[i]});
  }
}

}  // namespace edify::app
