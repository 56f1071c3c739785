// The register of current versions in SQLite, in the same file as the catalog.
#pragma once

#include <memory>
#include <mutex>

#include "base/sqlite.h"
#include "catalog/version_register.h"

namespace edify::catalog {

// One connection behind one lock, apart from the catalog's; other processes may use the same file at the same time.
class SqliteVersionRegister : public VersionRegister {
 public:
  // Creates or migrates the tables. Errors: unavailable; conflict (made by a newer release).
  static Result<std::unique_ptr<SqliteVersionRegister>> open(const sqlite::File& database);

  Result<BegunVersion> begin(std::string_view document_id, std::string_view version) override;
  Result<OutboxRow> publish(const DocumentRecord& document, std::uint64_t number, std::uint32_t chunks) override;
  Result<OutboxRow> update_record(const DocumentRecord& document) override;
  Result<std::optional<OutboxRow>> remove(std::string_view document_id) override;
  Result<std::optional<OutboxRow>> discard(std::string_view document_id) override;
  Result<std::vector<OutboxRow>> pending(UnixSeconds created_until, std::size_t limit) override;
  Result<void> settle(std::uint64_t sequence) override;
  Result<std::vector<PublishedVersion>> find(std::span<const std::string> document_ids) override;
  Result<std::vector<PublishedVersion>> find_numbers(std::span<const std::uint64_t> numbers) override;
  Result<void> each(const std::function<bool(const PublishedVersion&)>& visit) override;
  Result<std::uint64_t> generation(const Scope& scope) override;
  Result<PublishedCounts> count() override;

 private:
  explicit SqliteVersionRegister(sqlite::Database database) : database_(std::move(database)) {}

  // With the lock, inside a transaction.
  Result<std::optional<PublishedVersion>> find_locked(std::string_view document_id);
  Result<void> write_locked(const PublishedVersion& published);
  Result<std::uint64_t> forget_begun_locked(std::string_view document_id);
  Result<OutboxRow> add_row_locked(std::string_view document_id, std::uint64_t number);
  Result<void> move_generation_locked(const Partition& partition);
  Result<std::string> begun_version_locked(std::string_view document_id, std::uint64_t number);

  std::mutex mutex_;
  sqlite::Database database_;
};

}  // namespace edify::catalog
