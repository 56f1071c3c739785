#include "catalog/postgres/postgres_version_register.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "catalog/postgres/schema.h"

namespace edify::catalog {
namespace {

using postgres::Connection;
using postgres::Row;
using postgres::Rows;

constexpr std::string_view columns =
    "document_id, number, version, chunk_count, module, grade, year, category, recognized, path, size, content_type, "
    "last_modified, content_hash, title, page_count";

UnixSeconds time_of(std::int64_t ticks) { return UnixSeconds(std::chrono::seconds(ticks)); }

Result<PublishedVersion> read_published(const Row& row) {
  const auto module = module_from_string(row.text(4));
  if (!module) {
    return fail(ErrorCode::unreadable, "the register of versions names an unknown module: restore it from a backup",
                "bad_register");
  }
  PublishedVersion published;
  published.number = static_cast<std::uint64_t>(row.integer(1));
  published.version = row.text(2);
  published.chunks = static_cast<std::uint32_t>(row.integer(3));
  published.document = {.id = row.text(0),
                        .path = row.text(9),
                        .placement = {.partition = {.module = *module, .grade = row.text(5)},
                                      .year = row.text(6),
                                      .category = row.text(7),
                                      .recognized = row.truth(8)},
                        .size = static_cast<std::uint64_t>(row.integer(10)),
                        .content_type = row.text(11),
                        .last_modified = time_of(row.integer(12)),
                        .content_hash = row.text(13),
                        .title = row.text(14),
                        .page_count = static_cast<std::uint32_t>(row.integer(15))};
  return published;
}

Result<std::vector<PublishedVersion>> read_all_published(const Rows& rows) {
  std::vector<PublishedVersion> all;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EDIFY_TRY(all.emplace_back(), read_published(rows[i]));
  }
  return all;
}

OutboxRow read_outbox_row(const Row& row) {
  return {.sequence = static_cast<std::uint64_t>(row.integer(0)),
          .document_id = row.text(1),
          .number = static_cast<std::uint64_t>(row.integer(2)),
          .created = time_of(row.integer(3))};
}

// What follows is a part of a transaction that holds the document's lock.

Result<std::optional<PublishedVersion>> find_published(Connection& connection, std::string_view document_id) {
  EDIFY_TRY(
      const auto rows,
      connection.run(fmt::format("SELECT {} FROM published_versions WHERE document_id = $1", columns), {document_id}));
  if (rows.empty()) return std::nullopt;
  EDIFY_TRY(auto published, read_published(rows.front()));
  return published;
}

Result<void> write(Connection& connection, const PublishedVersion& published) {
  const DocumentRecord& document = published.document;
  const Placement& placement = document.placement;
  EDIFY_CHECK(connection.run(
      fmt::format("INSERT INTO published_versions ({0}) VALUES ({1}) "
                  "ON CONFLICT (document_id) DO UPDATE SET ({0}) = ROW ({1})",
                  columns, "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16"),
      {document.id, published.number, published.version, published.chunks, to_string(placement.partition.module),
       placement.partition.grade, placement.year, placement.category, placement.recognized, document.path,
       document.size, document.content_type, document.last_modified.time_since_epoch().count(), document.content_hash,
       document.title, document.page_count}));
  return {};
}

// The greatest number that was begun; 0 where there was none.
Result<std::uint64_t> forget_begun(Connection& connection, std::string_view document_id) {
  EDIFY_TRY(const auto rows,
            connection.run("WITH gone AS (DELETE FROM begun_versions WHERE document_id = $1 RETURNING number) "
                           "SELECT coalesce(max(number), 0) FROM gone",
                           {document_id}));
  return static_cast<std::uint64_t>(rows.front().integer(0));
}

Result<OutboxRow> add_outbox_row(Connection& connection, std::string_view document_id, std::uint64_t number) {
  EDIFY_TRY(const auto rows, connection.run("INSERT INTO version_outbox (document_id, number, created) "
                                            "VALUES ($1, $2, $3) RETURNING sequence, document_id, number, created",
                                            {document_id, number, unix_now().time_since_epoch().count()}));
  return read_outbox_row(rows.front());
}

Result<void> move_generation(Connection& connection, const Partition& partition) {
  EDIFY_CHECK(
      connection.run("INSERT INTO partition_generations (module, grade, generation) VALUES ($1, $2, 1) "
                     "ON CONFLICT (module, grade) "
                     "DO UPDATE SET generation = partition_generations.generation + 1",
                     {to_string(partition.module), partition.grade}));
  return {};
}

// In one order, so that two who move the same partitions do not lock each other out. Last of all that a transaction
// does, since everybody who publishes into a partition waits for this row.
Result<void> move_generations(Connection& connection, Partition one, Partition other) {
  if (one == other) return move_generation(connection, one);
  const auto key = [](const Partition& partition) { return std::pair(partition.module, partition.grade); };
  if (key(other) < key(one)) std::swap(one, other);
  EDIFY_CHECK(move_generation(connection, one));
  return move_generation(connection, other);
}

Result<std::string> begun_version(Connection& connection, std::string_view document_id, std::uint64_t number) {
  EDIFY_TRY(const auto rows, connection.run("SELECT version FROM begun_versions WHERE document_id = $1 AND number = $2",
                                            {document_id, number}));
  if (!rows.empty()) return rows.front().text(0);
  return fail(ErrorCode::conflict, "a version was removed while it was being written: ingest its document again",
              "version_gone");
}

}  // namespace

Result<std::unique_ptr<PostgresVersionRegister>> PostgresVersionRegister::open(const postgres::Address& address,
                                                                               const postgres::PoolOptions& options) {
  std::unique_ptr<PostgresVersionRegister> opened(new PostgresVersionRegister(address, options));
  EDIFY_CHECK(postgres::migrate(opened->pool_));
  return opened;
}

Result<void> PostgresVersionRegister::decide(std::string_view document_id,
                                             const std::function<Result<void>(Connection&)>& body) {
  return pool_.transaction([&](Connection& connection) -> Result<void> {
    EDIFY_CHECK(connection.run("SELECT pg_advisory_xact_lock(hashtextextended($1::text, 1))", {document_id}));
    return body(connection);
  });
}

Result<BegunVersion> PostgresVersionRegister::begin(std::string_view document_id, std::string_view version) {
  BegunVersion begun;
  EDIFY_CHECK(decide(document_id, [&](Connection& connection) -> Result<void> {
    EDIFY_TRY(const auto published, find_published(connection, document_id));
    if (published && published->version == version) {
      begun = {.number = published->number, .is_published = true};
      return {};
    }
    EDIFY_CHECK(
        connection.run("INSERT INTO begun_versions (document_id, version) VALUES ($1, $2) "
                       "ON CONFLICT DO NOTHING",
                       {document_id, version}));
    EDIFY_TRY(const auto rows,
              connection.run("SELECT number FROM begun_versions WHERE document_id = $1 AND version = $2",
                             {document_id, version}));
    begun = {.number = static_cast<std::uint64_t>(rows.front().integer(0))};
    return {};
  }));
  return begun;
}

Result<OutboxRow> PostgresVersionRegister::publish(const DocumentRecord& document, std::uint64_t number,
                                                   std::uint32_t chunks) {
  OutboxRow row;
  EDIFY_CHECK(decide(document.id, [&](Connection& connection) -> Result<void> {
    EDIFY_TRY(const auto published, find_published(connection, document.id));
    PublishedVersion next{.number = number, .version = {}, .document = document, .chunks = chunks};
    if (published && published->number == number) {
      next.version = published->version;
    } else {
      EDIFY_TRY(next.version, begun_version(connection, document.id, number));
    }
    EDIFY_TRY(const auto forgotten, forget_begun(connection, document.id));
    EDIFY_CHECK(write(connection, next));
    EDIFY_TRY(row, add_outbox_row(connection, document.id, std::max(number, forgotten)));
    const Partition& partition = document.placement.partition;
    return move_generations(connection, partition, published ? published->document.placement.partition : partition);
  }));
  return row;
}

Result<OutboxRow> PostgresVersionRegister::update_record(const DocumentRecord& document) {
  OutboxRow row;
  EDIFY_CHECK(decide(document.id, [&](Connection& connection) -> Result<void> {
    EDIFY_TRY(auto published, find_published(connection, document.id));
    if (!published) {
      return fail(ErrorCode::not_found, fmt::format("{} is not in the store: ingest it first", document.path));
    }
    const Partition before = published->document.placement.partition;
    published->document = document;
    EDIFY_CHECK(write(connection, *published));
    EDIFY_TRY(row, add_outbox_row(connection, document.id, published->number));
    return move_generations(connection, before, document.placement.partition);
  }));
  return row;
}

Result<std::optional<OutboxRow>> PostgresVersionRegister::remove(std::string_view document_id) {
  std::optional<OutboxRow> row;
  EDIFY_CHECK(decide(document_id, [&](Connection& connection) -> Result<void> {
    EDIFY_TRY(const auto published, find_published(connection, document_id));
    EDIFY_TRY(std::uint64_t number, forget_begun(connection, document_id));
    if (published) number = std::max(number, published->number);
    if (number == 0) return {};
    EDIFY_TRY(row, add_outbox_row(connection, document_id, number));
    if (!published) return {};
    EDIFY_CHECK(connection.run("DELETE FROM published_versions WHERE document_id = $1", {document_id}));
    return move_generation(connection, published->document.placement.partition);
  }));
  return row;
}

Result<std::optional<OutboxRow>> PostgresVersionRegister::discard(std::string_view document_id) {
  std::optional<OutboxRow> row;
  EDIFY_CHECK(decide(document_id, [&](Connection& connection) -> Result<void> {
    EDIFY_TRY(const std::uint64_t number, forget_begun(connection, document_id));
    if (number == 0) return {};
    EDIFY_TRY(row, add_outbox_row(connection, document_id, number));
    return {};
  }));
  return row;
}

// Leaves out what somebody is settling at this moment.
Result<std::vector<OutboxRow>> PostgresVersionRegister::pending(UnixSeconds created_until, std::size_t limit) {
  EDIFY_TRY(const auto rows, pool_.run("SELECT sequence, document_id, number, created FROM version_outbox "
                                       "WHERE created <= $1 ORDER BY sequence LIMIT $2 FOR UPDATE SKIP LOCKED",
                                       {created_until.time_since_epoch().count(), limit}));
  std::vector<OutboxRow> pending;
  for (std::size_t i = 0; i < rows.size(); ++i) pending.push_back(read_outbox_row(rows[i]));
  return pending;
}

Result<void> PostgresVersionRegister::settle(std::uint64_t sequence) {
  return pool_.transaction([&](Connection& connection) -> Result<void> {
    EDIFY_TRY(const auto rows,
              connection.run("DELETE FROM version_outbox WHERE sequence = $1 RETURNING document_id", {sequence}));
    if (rows.empty()) return {};
    EDIFY_TRY(const auto published, find_published(connection, rows.front().text(0)));
    if (!published) return {};
    return move_generation(connection, published->document.placement.partition);
  });
}

Result<std::vector<PublishedVersion>> PostgresVersionRegister::find(std::span<const std::string> document_ids) {
  EDIFY_TRY(const auto rows,
            pool_.run(fmt::format("SELECT {} FROM published_versions WHERE document_id = ANY ($1::text[])", columns),
                      {document_ids}));
  return read_all_published(rows);
}

Result<std::vector<PublishedVersion>> PostgresVersionRegister::find_numbers(std::span<const std::uint64_t> numbers) {
  std::vector<std::string> texts;
  for (const auto number : numbers) texts.push_back(std::to_string(number));
  EDIFY_TRY(const auto rows,
            pool_.run(fmt::format("SELECT {} FROM published_versions WHERE number = ANY ($1::bigint[])", columns),
                      {std::span<const std::string>(texts)}));
  return read_all_published(rows);
}

Result<void> PostgresVersionRegister::each(const std::function<bool(const PublishedVersion&)>& visit) {
  constexpr std::size_t page_size = 1000;
  const auto sql = fmt::format("SELECT {} FROM published_versions WHERE document_id > $1 ORDER BY document_id LIMIT {}",
                               columns, page_size);
  std::string after;
  while (true) {
    EDIFY_TRY(const auto rows, pool_.run(sql, {after}));
    EDIFY_TRY(const auto page, read_all_published(rows));
    for (const auto& published : page) {
      if (!visit(published)) return {};
    }
    if (page.size() < page_size) return {};
    after = page.back().document.id;
  }
}

Result<std::uint64_t> PostgresVersionRegister::generation(const Scope& scope) {
  std::vector<std::string> modules;
  for (const Module module : scope.modules()) modules.emplace_back(to_string(module));
  std::vector<std::string> grades = {std::string(general_grade)};
  grades.insert(grades.end(), scope.grades().begin(), scope.grades().end());
  // A sum of counters that only grow, so it moves when any of them does.
  EDIFY_TRY(const auto rows, pool_.run("SELECT coalesce(sum(generation), 0)::bigint FROM partition_generations "
                                       "WHERE module = ANY ($1::text[]) AND ($2 OR grade = ANY ($3::text[]))",
                                       {std::span<const std::string>(modules), scope.all_grades(),
                                        std::span<const std::string>(grades)}));
  return static_cast<std::uint64_t>(rows.front().integer(0));
}

Result<PublishedCounts> PostgresVersionRegister::count() {
  EDIFY_TRY(const auto rows,
            pool_.run("SELECT count(*), coalesce(sum(chunk_count), 0)::bigint FROM published_versions"));
  return PublishedCounts{.documents = static_cast<std::uint64_t>(rows.front().integer(0)),
                         .chunks = static_cast<std::uint64_t>(rows.front().integer(1))};
}

}  // namespace edify::catalog
