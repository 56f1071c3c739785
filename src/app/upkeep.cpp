#include "app/upkeep.h"

#include <chrono>

#include "base/log.h"

namespace edify::app {
namespace {

constexpr std::chrono::hours a_day{24};

// Where nothing is older than the beginning of time, nothing goes.
UnixSeconds oldest_kept(UnixSeconds now, std::chrono::days kept) {
  return kept.count() == 0 ? UnixSeconds{} : now - kept;
}

}  // namespace

Result<void> enforce_retention(const RecordsSettings& settings, catalog::Catalog& catalog, catalog::AuditTrail& trail,
                               std::span<const ExpiringRecords> others, UnixSeconds now) {
  EDIFY_TRY(const auto gone, trail.expire(oldest_kept(now, settings.audit), oldest_kept(now, settings.questions)));
  EDIFY_TRY(const auto runs, catalog.forget_runs_before(oldest_kept(now, settings.ingest_runs)));
  log::info("retention: {} audit rows, {} questions and {} ingest runs are gone", gone.rows, gone.questions, runs);
  for (const auto& kind : others) {
    EDIFY_TRY(const auto count, kind.forget_before(oldest_kept(now, kind.kept)));
    log::info("retention: {} {} are gone", count, kind.name);
  }
  return {};
}

void log_audit_head(catalog::AuditTrail& trail) {
  const auto head = trail.head();
  if (!head) return log::error("audit: the head of the trail can not be read: {}", head.error().message);
  const auto logger = spdlog::default_logger()->clone("audit");
  logger->set_level(spdlog::level::info);
  logger->info("audit head {}:{}", head->sequence, head->hash);
  logger->flush();
}

Upkeep::Upkeep(const RecordsSettings& settings, catalog::Catalog& catalog, catalog::AuditTrail& trail,
               std::vector<ExpiringRecords> others)
    : settings_(settings), catalog_(catalog), trail_(trail), others_(std::move(others)), thread_([this] { run(); }) {}

Upkeep::~Upkeep() {
  const std::lock_guard lock(mutex_);
  stopping_ = true;
  changed_.notify_all();
}

void Upkeep::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    do_the_days_work();
    lock.lock();
    changed_.wait_for(lock, std::chrono::hours(1), [this] { return stopping_; });
  }
}

void Upkeep::do_the_days_work() {
  const auto mine = catalog_.claim("upkeep", unix_now(), a_day);
  if (!mine) return log::warn("upkeep: {}", mine.error().message);
  if (!*mine) return;
  if (const auto done = enforce_retention(settings_, catalog_, trail_, others_, unix_now()); !done) {
    log::error("upkeep: records whose time is over could not be removed: {}", done.error().message);
  }
  log_audit_head(trail_);
}

}  // namespace edify::app
