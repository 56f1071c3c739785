#include "app/metrics_listener.h"

#include <fmt/format.h>
#include <prometheus/collectable.h>
#include <prometheus/exposer.h>
#include <prometheus/metric_family.h>

#include <exception>
#include <utility>
#include <vector>

#include "base/log.h"
#include "ingest/report.h"

namespace edify::app {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

class Figures {
 public:
  void gauge(const std::string& name, const std::string& help, double value) {
    add(name, help, MetricType::Gauge, {}, value);
  }
  // One family, a line a label's value.
  void add(const std::string& name, const std::string& help, MetricType type, std::vector<ClientMetric::Label> labels,
           double value) {
    if (families_.empty() || families_.back().name != name) families_.push_back({name, help, type, {}});
    ClientMetric metric;
    metric.label = std::move(labels);
    metric.gauge.value = value;
    families_.back().metric.push_back(std::move(metric));
  }
  std::vector<MetricFamily> take() && { return std::move(families_); }

 private:
  std::vector<MetricFamily> families_;
};

class Collector final : public prometheus::Collectable {
 public:
  Collector(catalog::Catalog& catalog, store::VectorStore& store) : catalog_(catalog), store_(store) {}

  std::vector<MetricFamily> Collect() const override {
    Figures figures;
    if (const auto collected = collect(figures); !collected) {
      log::warn("metrics are incomplete: {}", collected.error().message);
    }
    return std::move(figures).take();
  }

 private:
  Result<void> collect(Figures& figures) const {
    EDIFY_TRY(const auto stats, store_.stats());
    figures.gauge("edify_store_documents", "Documents that answer questions.", static_cast<double>(stats.documents));
    figures.gauge("edify_store_chunks", "Chunks that answer questions.", static_cast<double>(stats.chunks));
    EDIFY_TRY(const auto counts, catalog_.count_by_state());
    for (const auto& [state, count] : counts) {
      figures.add("edify_ledger_documents", "Documents in the ledger, by state.", MetricType::Gauge,
                  {{"state", std::string(to_string(state))}}, static_cast<double>(count));
    }
    EDIFY_TRY(const auto summary, catalog_.ingestion());
    const bool paused = summary.state == "paused";
    figures.gauge("edify_ingest_running", "1 while an ingest is at work.", summary.state == "running" || paused);
    figures.gauge("edify_ingest_paused", "1 while an ingest waits for its source.", paused);
    figures.gauge("edify_ingest_queue_documents", "Documents waiting or in hand.", static_cast<double>(summary.queue));
    figures.gauge("edify_ingest_files_per_second", "Of the newest runs.", summary.files_per_second);
    figures.gauge("edify_ingest_last_update_timestamp_seconds", "When an ingest last told its progress.",
                  static_cast<double>(summary.last_update.time_since_epoch().count()));
    return collect_progress(figures);
  }

  // Of the newest run. A run starts again from nothing, so these are gauges.
  Result<void> collect_progress(Figures& figures) const {
    EDIFY_TRY(const auto runs, catalog_.runs(1));
    if (runs.empty()) return {};
    const auto progress = ingest::progress_from_json(runs[0].progress);
    const auto gauge = [&](const char* name, const char* help, auto value) {
      figures.gauge(std::string("edify_ingest_run_") + name, help, static_cast<double>(value));
    };
    gauge("files", "Documents to do, of those listed so far.", progress.files_to_do);
    gauge("files_finished", "Documents done, failed ones too.", progress.files_finished);
    gauge("bytes", "Bytes of the documents to do.", progress.bytes_to_do);
    gauge("bytes_finished", "Bytes of the documents done.", progress.bytes_finished);
    gauge("pages", "Pages read.", progress.pages);
    gauge("chunks", "Chunks stored.", progress.chunks);
    gauge("downloads_limit", "Documents that may be read from the source at once.", progress.downloads);
    gauge("memory_bytes", "Bytes of documents in flight.", progress.memory_bytes);
    gauge("memory_limit_bytes", "Bytes of documents that may be in flight now.", progress.memory_limit);
    gauge("seconds_left", "Expected; -1 where nobody can tell yet.", progress.seconds_left());
    for (const auto& [reason, count] : progress.failures) {
      figures.add("edify_ingest_run_failures", "Documents that failed, by reason.", MetricType::Gauge,
                  {{"reason", reason}}, static_cast<double>(count));
    }
    return {};
  }

  catalog::Catalog& catalog_;
  store::VectorStore& store_;
};

}  // namespace

MetricsListener::MetricsListener() = default;
MetricsListener::~MetricsListener() = default;

Result<std::unique_ptr<MetricsListener>> MetricsListener::start(const std::string& host, std::uint16_t port,
                                                                catalog::Catalog& catalog, store::VectorStore& store) {
  std::unique_ptr<MetricsListener> listener(new MetricsListener);
  try {
    constexpr std::size_t threads = 1;
    listener->collector_ = std::make_shared<Collector>(catalog, store);
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
