// What is done once a day, by one `edify serve` of any number that share a data folder: records whose time is over go,
// and the head of the audit trail is logged.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "app/records_settings.h"
#include "base/error.h"
#include "catalog/audit_trail.h"
#include "catalog/catalog.h"
#include "model/document.h"

namespace edify::app {

// A kind of record beside the trail and the ledger whose time ends: a room that comes to keep one adds a line where
// command_serve.cpp lists them.
struct ExpiringRecords {
  std::string name;           // "conversations"
  std::chrono::days kept{0};  // 0: for ever
  std::function<Result<std::uint64_t>(UnixSeconds time)> forget_before;
};

// Removes what is older than the settings allow. Errors: unavailable.
Result<void> enforce_retention(const RecordsSettings& settings, catalog::Catalog& catalog, catalog::AuditTrail& trail,
                               std::span<const ExpiringRecords> others, UnixSeconds now);

// One line on stderr whatever the log level: where logs are collected elsewhere, it anchors the chain there.
void log_audit_head(catalog::AuditTrail& trail);

// A thread that looks every hour whether the day's work is still to be done. What it is given outlives it.
class Upkeep {
 public:
  Upkeep(const RecordsSettings& settings, catalog::Catalog& catalog, catalog::AuditTrail& trail,
         std::vector<ExpiringRecords> others);
  ~Upkeep();
  Upkeep(const Upkeep&) = delete;
  Upkeep& operator=(const Upkeep&) = delete;

 private:
  void run();
  void do_the_days_work();

  const RecordsSettings settings_;
  catalog::Catalog& catalog_;
  catalog::AuditTrail& trail_;
  const std::vector<ExpiringRecords> others_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  std::jthread thread_;  // last: it uses the rest
};

}  // namespace edify::app
