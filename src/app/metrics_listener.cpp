#include "app/metrics_listener.h"

#include <fmt/format.h>
#include <prometheus/exposer.h>

#include <exception>

#include "app/metrics_collector.h"

namespace edify::app {

MetricsListener::MetricsListener() = default;
MetricsListener::~MetricsListener() = default;

Result<std::unique_ptr<MetricsListener>> MetricsListener::start(const std::string& host, std::uint16_t port,
                                                                const MetricsSources& sources) {
  std::unique_ptr<MetricsListener> listener(new MetricsListener);
  try {
    constexpr std::size_t threads = 1;
    listener->collector_ = std::make_shared<MetricsCollector>(sources);
    listener->exposer_ = std::make_unique<prometheus::Exposer>(fmt::format("{}:{}", host, port), threads);
    listener->exposer_->RegisterCollectable(listener->collector_);
  } catch (const std::exception& error) {
    return fail(ErrorCode::unavailable,
                fmt::format("cannot listen for metrics on {}:{} ({}); set metrics.port to a free one, or to 0 for none",
                            host, port, error.what()));
  }
  return listener;
}

std::uint16_t MetricsListener::port() const {
  const auto ports = exposer_->GetListeningPorts();
  return ports.empty() ? std::uint16_t{0} : static_cast<std::uint16_t>(ports.front());
}

}  // namespace edify::app
