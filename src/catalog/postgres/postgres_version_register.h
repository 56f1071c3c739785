// Which version of a document is the current one, in PostgreSQL: the heart of the shared profile.
#pragma once

#include <memory>
#include <optional>

#include "catalog/postgres/pool.h"
#include "catalog/version_register.h"

namespace edify::catalog {

// Decisions about one document are made one after the other, under a lock of its id; those about different documents
// side by side.
class PostgresVersionRegister : public VersionRegister {
 public:
  // Creates or migrates the tables. Errors: unavailable; conflict (made by a newer release).
  static Result<std::unique_ptr<PostgresVersionRegister>> open(const postgres::Address& address,
                                                               const postgres::PoolOptions& options = {});

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
  PostgresVersionRegister(const postgres::Address& address, const postgres::PoolOptions& options)
      : pool_(address, options) {}

  // Runs `body` in a transaction that holds the document's lock.
  Result<void> decide(std::string_view document_id, const std::function<Result<void>(postgres::Connection&)>& body);

  postgres::Pool pool_;
};

}  // namespace edify::catalog
