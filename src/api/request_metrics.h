// Counts of requests by route and outcome. No user, address or document is in them.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "api/routes.h"
#include "base/metrics.h"

namespace edify::api {

// Thread-safe, without a lock.
class RequestMetrics {
 public:
  RequestMetrics() : times_(routes().size()) {}

  // One of these lives while a request runs.
  class Running {
   public:
    explicit Running(RequestMetrics& metrics) : metrics_(metrics) { metrics_.running_.fetch_add(1); }
    ~Running() { metrics_.running_.fetch_sub(1); }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

   private:
    RequestMetrics& metrics_;
  };

  void observe(const Route& route, unsigned status, std::chrono::duration<double> time) {
    times_[index_of(route)][class_of(status)].observe(time);
  }
  std::uint64_t running() const { return running_.load(std::memory_order_relaxed); }

  // `visit` gets each route and class of status ("2xx") that was seen.
  void each(const std::function<void(const Route&, std::string_view, const LatencyHistogram::Figures&)>& visit) const {
    static constexpr std::array<std::string_view, classes> names = {"1xx", "2xx", "3xx", "4xx", "5xx"};
    for (std::size_t i = 0; i < times_.size(); ++i) {
      for (std::size_t c = 0; c < classes; ++c) {
        const auto figures = times_[i][c].read();
        if (figures.count > 0) visit(routes()[i], names[c], figures);
      }
    }
  }

 private:
  static constexpr std::size_t classes = 5;
  static std::size_t class_of(unsigned status) { return status >= 600 || status < 100 ? 4 : status / 100 - 1; }
  static std::size_t index_of(const Route& route) { return static_cast<std::size_t>(&route - routes().data()); }

  std::vector<std::array<LatencyHistogram, classes>> times_;  // by route, in the order of the table
  std::atomic<std::uint64_t> running_{0};
};

}  // namespace edify::api
