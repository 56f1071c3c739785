#include "catalog/sqlite/sqlite_version_register.h"

#include <fmt/format.h>

#include <algorithm>

#include "catalog/sqlite/schema.h"

namespace edify::catalog {
namespace {

constexpr std::string_view columns =
    "document_id, number, version, chunk_count, module, grade, year, category, recognized, path, size, content_type, "
    "last_modified, content_hash, title, page_count";

std::int64_t signed_of(std::uint64_t value) { return static_cast<std::int64_t>(value); }
std::uint64_t unsigned_of(std::int64_t value) { return static_cast<std::uint64_t>(value); }
UnixSeconds time_of(std::int64_t ticks) { return UnixSeconds(std::chrono::seconds(ticks)); }

Result<PublishedVersion> read_published(const sqlite::Statement& row) {
  const auto module = module_from_string(row.text(4));
  if (!module) {
    return fail(ErrorCode::unreadable, "the register of versions names an unknown module: restore it from a backup",
                "bad_register");
  }
  PublishedVersion published;
  published.number = unsigned_of(row.integer(1));
  published.version = row.text(2);
  published.chunks = static_cast<std::uint32_t>(row.integer(3));
  published.document = {.id = std::string(row.text(0)),
                        .path = std::string(row.text(9)),
                        .placement = {.partition = {.module = *module, .grade = std::string(row.text(5))},
                                      .year = std::string(row.text(6)),
                                      .category = std::string(row.text(7)),
                                      .recognized = row.integer(8) != 0},
                        .size = unsigned_of(row.integer(10)),
                        .content_type = std::string(row.text(11)),
                        .last_modified = time_of(row.integer(12)),
                        .content_hash = std::string(row.text(13)),
                        .title = std::string(row.text(14)),
                        .page_count = static_cast<std::uint32_t>(row.integer(15))};
  return published;
}

OutboxRow read_row(const sqlite::Statement& row) {
  return {.sequence = unsigned_of(row.integer(0)),
          .document_id = std::string(row.text(1)),
          .number = unsigned_of(row.integer(2)),
          .created = time_of(row.integer(3))};
}

}  // namespace

Result<std::unique_ptr<SqliteVersionRegister>> SqliteVersionRegister::open(const sqlite::File& database) {
  EDIFY_TRY(auto connection, sqlite::Database::open(database));
  EDIFY_CHECK(migrate(connection));
  return std::unique_ptr<SqliteVersionRegister>(new SqliteVersionRegister(std::move(connection)));
}

Result<BegunVersion> SqliteVersionRegister::begin(std::string_view document_id, std::string_view version) {
  const std::lock_guard lock(mutex_);
  BegunVersion begun;
  const auto body = [&]() -> Result<void> {
    EDIFY_TRY(const auto published, find_locked(document_id));
    if (published && published->version == version) {
      begun = {.number = published->number, .is_published = true};
      return {};
    }
    EDIFY_TRY(auto insert, database_.prepare("INSERT OR IGNORE INTO begun_versions (document_id, version) "
                                             "VALUES (?1, ?2)"));
    EDIFY_CHECK(insert.bind(1, document_id).bind(2, version).run());
    EDIFY_TRY(auto select,
              database_.prepare("SELECT number FROM begun_versions WHERE document_id = ?1 AND version = ?2"));
    EDIFY_CHECK(select.bind(1, document_id).bind(2, version).step());
    begun = {.number = unsigned_of(select.integer(0))};
    return {};
  };
  EDIFY_CHECK(database_.transaction(body));
  return begun;
}

Result<OutboxRow> SqliteVersionRegister::publish(const DocumentRecord& document, std::uint64_t number,
                                                 std::uint32_t chunks) {
  const std::lock_guard lock(mutex_);
  OutboxRow row;
  const auto body = [&]() -> Result<void> {
    EDIFY_TRY(const auto published, find_locked(document.id));
    const bool is_current = published && published->number == number;
    PublishedVersion next{.number = number, .version = {}, .document = document, .chunks = chunks};
    if (is_current) {
      next.version = published->version;
    } else {
      EDIFY_TRY(next.version, begun_version_locked(document.id, number));
    }
    EDIFY_TRY(const auto forgotten, forget_begun_locked(document.id));
    EDIFY_CHECK(write_locked(next));
    const Partition& partition = document.placement.partition;
    EDIFY_CHECK(move_generation_locked(partition));
    if (published && published->document.placement.partition != partition) {
      EDIFY_CHECK(move_generation_locked(published->document.placement.partition));
    }
    EDIFY_TRY(row, add_row_locked(document.id, std::max(number, forgotten)));
    return {};
  };
  EDIFY_CHECK(database_.transaction(body));
  return row;
}

Result<OutboxRow> SqliteVersionRegister::update_record(const DocumentRecord& document) {
  const std::lock_guard lock(mutex_);
  OutboxRow row;
  const auto body = [&]() -> Result<void> {
    EDIFY_TRY(auto published, find_locked(document.id));
    if (!published) {
      return fail(ErrorCode::not_found, fmt::format("{} is not in the store: ingest it first", document.path));
    }
    const Partition before = published->document.placement.partition;
    published->document = document;
    EDIFY_CHECK(write_locked(*published));
    EDIFY_CHECK(move_generation_locked(before));
    if (before != document.placement.partition) EDIFY_CHECK(move_generation_locked(document.placement.partition));
    EDIFY_TRY(row, add_row_locked(document.id, published->number));
    return {};
  };
  EDIFY_CHECK(database_.transaction(body));
  return row;
}

Result<std::optional<OutboxRow>> SqliteVersionRegister::remove(std::string_view document_id) {
  const std::lock_guard lock(mutex_);
  std::optional<OutboxRow> row;
  const auto body = [&]() -> Result<void> {
    EDIFY_TRY(const auto published, find_locked(document_id));
    EDIFY_TRY(std::uint64_t number, forget_begun_locked(document_id));
    if (published) {
      number = std::max(number, published->number);
      EDIFY_TRY(auto forget, database_.prepare("DELETE FROM published_versions WHERE document_id = ?1"));
      EDIFY_CHECK(forget.bind(1, document_id).run());
      EDIFY_CHECK(move_generation_locked(published->document.placement.partition));
    }
    if (number == 0) return {};
    EDIFY_TRY(row, add_row_locked(document_id, number));
    return {};
  };
  EDIFY_CHECK(database_.transaction(body));
  return row;
}

Result<std::optional<OutboxRow>> SqliteVersionRegister::discard(std::string_view document_id) {
  const std::lock_guard lock(mutex_);
  std::optional<OutboxRow> row;
  const auto body = [&]() -> Result<void> {
    EDIFY_TRY(const std::uint64_t number, forget_begun_locked(document_id));
    if (number == 0) return {};
    EDIFY_TRY(row, add_row_locked(document_id, number));
    return {};
  };
  EDIFY_CHECK(database_.transaction(body));
  return row;
}

Result<std::vector<OutboxRow>> SqliteVersionRegister::pending(UnixSeconds created_until, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto select, database_.prepare("SELECT sequence, document_id, number, created FROM version_outbox "
                                           "WHERE created <= ?1 ORDER BY sequence LIMIT ?2"));
  select.bind(1, created_until.time_since_epoch().count()).bind(2, signed_of(limit));
  std::vector<OutboxRow> rows;
  while (true) {
    EDIFY_TRY(const bool found, select.step());
    if (!found) return rows;
    rows.push_back(read_row(select));
  }
}

Result<void> SqliteVersionRegister::settle(std::uint64_t sequence) {
  const std::lock_guard lock(mutex_);
  return database_.transaction([&]() -> Result<void> {
    EDIFY_TRY(auto forget, database_.prepare("DELETE FROM version_outbox WHERE sequence = ?1 RETURNING document_id"));
    EDIFY_TRY(const bool found, forget.bind(1, signed_of(sequence)).step());
    if (!found) return {};
    const std::string document_id(forget.text(0));
    EDIFY_TRY(const auto published, find_locked(document_id));
    if (!published) return {};
    return move_generation_locked(published->document.placement.partition);
  });
}

Result<std::vector<PublishedVersion>> SqliteVersionRegister::find(std::span<const std::string> document_ids) {
  std::vector<std::string_view> wanted(document_ids.begin(), document_ids.end());
  std::ranges::sort(wanted);
  wanted.erase(std::ranges::unique(wanted).begin(), wanted.end());
  const std::lock_guard lock(mutex_);
  std::vector<PublishedVersion> found;
  const auto body = [&]() -> Result<void> {
    for (const auto id : wanted) {
      EDIFY_TRY(auto published, find_locked(id));
      if (published) found.push_back(std::move(*published));
    }
    return {};
  };
  EDIFY_CHECK(database_.read_transaction(body));
  return found;
}

Result<std::vector<PublishedVersion>> SqliteVersionRegister::find_numbers(std::span<const std::uint64_t> numbers) {
  std::vector<std::uint64_t> wanted(numbers.begin(), numbers.end());
  std::ranges::sort(wanted);
  wanted.erase(std::ranges::unique(wanted).begin(), wanted.end());
  const std::lock_guard lock(mutex_);
  std::vector<PublishedVersion> found;
  const auto body = [&]() -> Result<void> {
    EDIFY_TRY(auto select,
              database_.prepare(fmt::format("SELECT {} FROM published_versions WHERE number = ?1", columns)));
    for (const auto number : wanted) {
      select.reset();
      EDIFY_TRY(const bool row, select.bind(1, signed_of(number)).step());
      if (!row) continue;
      EDIFY_TRY(found.emplace_back(), read_published(select));
    }
    return {};
  };
  EDIFY_CHECK(database_.read_transaction(body));
  return found;
}

Result<void> SqliteVersionRegister::each(const std::function<bool(const PublishedVersion&)>& visit) {
  constexpr std::int64_t page_size = 1000;
  std::string after;
  while (true) {
    std::vector<PublishedVersion> page;
    {
      const std::lock_guard lock(mutex_);
      EDIFY_TRY(auto select, database_.prepare(fmt::format("SELECT {} FROM published_versions WHERE document_id > ?1 "
                                                           "ORDER BY document_id LIMIT ?2",
                                                           columns)));
      select.bind(1, std::string_view(after)).bind(2, page_size);
      while (true) {
        EDIFY_TRY(const bool row, select.step());
        if (!row) break;
        EDIFY_TRY(page.emplace_back(), read_published(select));
      }
    }
    for (const auto& published : page) {
      if (!visit(published)) return {};
    }
    if (page.empty()) return {};
    after = page.back().document.id;
  }
}

Result<std::uint64_t> SqliteVersionRegister::generation(const Scope& scope) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto all, database_.prepare("SELECT coalesce(sum(generation), 0) FROM partition_generations "
                                        "WHERE module = ?1"));
  EDIFY_TRY(auto one, database_.prepare("SELECT coalesce(sum(generation), 0) FROM partition_generations "
                                        "WHERE module = ?1 AND grade = ?2"));
  std::uint64_t sum = 0;  // of counters that only grow, so it moves when any of them does
  const auto add = [&sum](sqlite::Statement& row) -> Result<void> {
    EDIFY_CHECK(row.step());
    sum += unsigned_of(row.integer(0));
    row.reset();
    return {};
  };
  for (const Module module : scope.modules()) {
    if (scope.all_grades()) {
      EDIFY_CHECK(add(all.bind(1, to_string(module))));
      continue;
    }
    EDIFY_CHECK(add(one.bind(1, to_string(module)).bind(2, general_grade)));
    for (const auto& grade : scope.grades()) {
      if (grade == general_grade) continue;
      EDIFY_CHECK(add(one.bind(1, to_string(module)).bind(2, std::string_view(grade))));
    }
  }
  return sum;
}

Result<PublishedCounts> SqliteVersionRegister::count() {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto select, database_.prepare("SELECT count(*), coalesce(sum(chunk_count), 0) FROM published_versions"));
  EDIFY_CHECK(select.step());
  return PublishedCounts{.documents = unsigned_of(select.integer(0)), .chunks = unsigned_of(select.integer(1))};
}

Result<std::optional<PublishedVersion>> SqliteVersionRegister::find_locked(std::string_view document_id) {
  EDIFY_TRY(auto select,
            database_.prepare(fmt::format("SELECT {} FROM published_versions WHERE document_id = ?1", columns)));
  EDIFY_TRY(const bool row, select.bind(1, document_id).step());
  if (!row) return std::nullopt;
  EDIFY_TRY(auto published, read_published(select));
  return published;
}

Result<void> SqliteVersionRegister::write_locked(const PublishedVersion& published) {
  EDIFY_TRY(auto insert, database_.prepare(fmt::format(
                             "INSERT OR REPLACE INTO published_versions ({}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, "
                             "?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
                             columns)));
  const DocumentRecord& document = published.document;
  const Placement& placement = document.placement;
  insert.bind(1, document.id).bind(2, signed_of(published.number)).bind(3, published.version);
  insert.bind(4, std::int64_t{published.chunks}).bind(5, to_string(placement.partition.module));
  insert.bind(6, placement.partition.grade).bind(7, placement.year).bind(8, placement.category);
  insert.bind(9, placement.recognized ? 1 : 0).bind(10, document.path).bind(11, signed_of(document.size));
  insert.bind(12, document.content_type).bind(13, document.last_modified.time_since_epoch().count());
  insert.bind(14, document.content_hash).bind(15, document.title).bind(16, std::int64_t{document.page_count});
  return insert.run();
}

// The greatest number that was begun; 0 where there was none.
Result<std::uint64_t> SqliteVersionRegister::forget_begun_locked(std::string_view document_id) {
  EDIFY_TRY(auto select,
            database_.prepare("SELECT coalesce(max(number), 0) FROM begun_versions WHERE document_id = ?1"));
  EDIFY_CHECK(select.bind(1, document_id).step());
  const auto number = unsigned_of(select.integer(0));
  EDIFY_TRY(auto forget, database_.prepare("DELETE FROM begun_versions WHERE document_id = ?1"));
  EDIFY_CHECK(forget.bind(1, document_id).run());
  return number;
}

Result<OutboxRow> SqliteVersionRegister::add_row_locked(std::string_view document_id, std::uint64_t number) {
  EDIFY_TRY(auto insert, database_.prepare("INSERT INTO version_outbox (document_id, number, created) "
                                           "VALUES (?1, ?2, ?3) RETURNING sequence, document_id, number, created"));
  insert.bind(1, document_id).bind(2, signed_of(number)).bind(3, unix_now().time_since_epoch().count());
  EDIFY_CHECK(insert.step());
  return read_row(insert);
}

Result<void> SqliteVersionRegister::move_generation_locked(const Partition& partition) {
  EDIFY_TRY(auto upsert, database_.prepare("INSERT INTO partition_generations (module, grade, generation) "
                                           "VALUES (?1, ?2, 1) ON CONFLICT (module, grade) "
                                           "DO UPDATE SET generation = generation + 1"));
  return upsert.bind(1, to_string(partition.module)).bind(2, std::string_view(partition.grade)).run();
}

Result<std::string> SqliteVersionRegister::begun_version_locked(std::string_view document_id, std::uint64_t number) {
  EDIFY_TRY(auto select,
            database_.prepare("SELECT version FROM begun_versions WHERE document_id = ?1 AND number = ?2"));
  EDIFY_TRY(const bool found, select.bind(1, document_id).bind(2, signed_of(number)).step());
  if (found) return std::string(select.text(0));
  return fail(ErrorCode::conflict, "a version was removed while it was being written: ingest its document again",
              "version_gone");
}

}  // namespace edify::catalog
