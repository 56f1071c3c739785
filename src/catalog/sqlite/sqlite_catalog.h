// The catalog in SQLite, in the same file as the embedded store.
#pragma once

#include <memory>
#include <mutex>

#include "base/sqlite.h"
#include "catalog/catalog.h"

namespace edify::catalog {

// One connection behind one lock; other processes may use the same file at the same time.
class SqliteCatalog : public Catalog {
 public:
  // Creates or migrates the tables. Errors: unavailable; conflict (made by a newer release).
  static Result<std::unique_ptr<SqliteCatalog>> open(const sqlite::File& database);

  Result<std::optional<LedgerEntry>> find(std::string_view path) override;
  Result<void> save(const LedgerEntry& entry) override;
  Result<void> add(const LedgerEntry& entry) override;
  Result<std::optional<LedgerEntry>> lease(std::string_view path, std::string_view owner, UnixSeconds until) override;
  Result<void> renew(std::string_view owner, UnixSeconds until) override;
  Result<void> end_leases() override;
  Result<bool> finish(const LedgerEntry& entry, std::string_view owner) override;
  Result<void> release(std::string_view path, std::string_view owner) override;
  Result<void> each(std::optional<DocumentState> state, const std::function<bool(const LedgerEntry&)>& visit) override;
  Result<std::map<DocumentState, std::uint64_t>> count_by_state() override;
  Result<std::uint64_t> begin_sweep() override;
  Result<void> mark_seen(std::span<const std::string> paths) override;
  Result<std::vector<LedgerEntry>> unseen(std::string_view source, std::string_view prefix, std::uint64_t sweep,
                                          std::size_t limit) override;
  Result<std::vector<std::string>> done_with_content(std::string_view content_hash) override;
  Result<void> each_duplicate_group(const std::function<bool(std::span<const std::string> paths)>& visit) override;
  Result<std::optional<std::string>> find_page_text(std::string_view content_hash, std::uint32_t page,
                                                    std::string_view version) override;
  Result<void> save_page_text(std::string_view content_hash, std::uint32_t page, std::string_view version,
                              std::string_view text) override;
  Result<void> forget_page_texts(std::string_view content_hash) override;
  Result<void> save_run(const RunRecord& run) override;
  Result<std::vector<RunRecord>> runs(std::size_t limit) override;
  Result<IngestionSummary> ingestion() override;
  Result<std::uint64_t> forget_runs_before(UnixSeconds time) override;
  Result<bool> claim(std::string_view task, UnixSeconds now, std::chrono::seconds every) override;

 private:
  explicit SqliteCatalog(sqlite::Database database) : database_(std::move(database)) {}

  std::mutex mutex_;
  sqlite::Database database_;
};

}  // namespace edify::catalog
