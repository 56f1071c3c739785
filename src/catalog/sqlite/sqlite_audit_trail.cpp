#include "catalog/sqlite/sqlite_audit_trail.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/hmac.h"
#include "catalog/audit_chain.h"
#include "catalog/comma_lists.h"
#include "catalog/sqlite/audit_schema.h"

namespace edify::catalog {
namespace {

std::int64_t ticks(AuditTime time) { return time.time_since_epoch().count(); }

constexpr std::string_view row_columns =
    "sequence, time, who, acting_key, role, scope, route, status, decision, documents, policy_version, request_id, "
    "detail, question_digest, previous, hash";

// Columns in the order of row_columns, then the key and the text of the question.
AuditRow read_row(const sqlite::Statement& from) {
  AuditRow row;
  row.sequence = static_cast<std::uint64_t>(from.integer(0));
  row.facts.time = AuditTime(std::chrono::milliseconds(from.integer(1)));
  row.who = from.text(2);
  row.facts.acting_key = from.text(3);
  row.facts.role = from.text(4);
  row.facts.scope = from.text(5);
  row.facts.route = from.text(6);
  row.facts.status = static_cast<std::uint32_t>(from.integer(7));
  row.facts.decision = from.text(8);
  row.facts.document_ids = split_at_commas(from.text(9));
  row.facts.policy_version = from.text(10);
  row.facts.request_id = from.text(11);
  row.facts.detail = from.text(12);
  row.question_digest = from.text(13);
  row.previous = from.text(14);
  row.hash = from.text(15);
  const auto key = from.blob(16);
  row.question_key.assign(reinterpret_cast<const char*>(key.data()), key.size());
  row.question = from.text(17);
  return row;
}

}  // namespace

Result<std::unique_ptr<SqliteAuditTrail>> SqliteAuditTrail::open(const sqlite::File& file, Secret key) {
  EDIFY_TRY(auto database, sqlite::Database::open(file));
  // In WAL mode NORMAL may lose the newest commits with the power; an answer whose row was lost is unaudited.
  EDIFY_CHECK(database.execute("PRAGMA synchronous = FULL"));
  EDIFY_CHECK(migrate_audit(database));
  return std::unique_ptr<SqliteAuditTrail>(new SqliteAuditTrail(std::move(database), std::move(key)));
}

Result<AuditHead> SqliteAuditTrail::base() {
  EDIFY_TRY(auto select, database_.prepare("SELECT sequence, hash FROM audit_base"));
  EDIFY_TRY(const bool there, select.step());
  if (!there) return fail(ErrorCode::unreadable, "the audit trail has lost its beginning; restore it from a backup");
  return AuditHead{static_cast<std::uint64_t>(select.integer(0)), std::string(select.text(1))};
}

Result<AuditHead> SqliteAuditTrail::newest() {
  EDIFY_TRY(auto select, database_.prepare("SELECT sequence, hash FROM audit_rows ORDER BY sequence DESC LIMIT 1"));
  EDIFY_TRY(const bool there, select.step());
  if (!there) return base();
  return AuditHead{static_cast<std::uint64_t>(select.integer(0)), std::string(select.text(1))};
}

Result<AuditHead> SqliteAuditTrail::head() {
  const std::lock_guard lock(mutex_);
  return newest();
}

Result<std::optional<std::string>> SqliteAuditTrail::find_pseudonym(std::string_view user) {
  EDIFY_TRY(auto select, database_.prepare("SELECT pseudonym FROM audit_subjects WHERE subject = ?1"));
  EDIFY_TRY(const bool there, select.bind(1, hmac_sha256_hex(key_.reveal(), user)).step());
  if (!there) return std::nullopt;
  return std::string(select.text(0));
}

Result<std::string> SqliteAuditTrail::pseudonym_of(std::string_view user) {
  if (user.empty()) return std::string();
  EDIFY_TRY(auto found, find_pseudonym(user));
  if (found) return std::move(*found);
  constexpr std::size_t pseudonym_bytes = 16;
  std::string pseudonym = to_hex(random_bytes(pseudonym_bytes));
  EDIFY_TRY(auto insert, database_.prepare("INSERT INTO audit_subjects VALUES (?1, ?2)"));
  insert.bind(1, hmac_sha256_hex(key_.reveal(), user)).bind(2, pseudonym);
  EDIFY_CHECK(insert.run());
  return pseudonym;
}

Result<void> SqliteAuditTrail::insert(const AuditRow& row) {
  EDIFY_TRY(auto insert,
            database_.prepare(fmt::format("INSERT INTO audit_rows ({}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, "
                                          "?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
                                          row_columns)));
  insert.bind(1, static_cast<std::int64_t>(row.sequence)).bind(2, ticks(row.facts.time)).bind(3, row.who);
  insert.bind(4, row.facts.acting_key).bind(5, row.facts.role).bind(6, row.facts.scope).bind(7, row.facts.route);
  insert.bind(8, std::int64_t{row.facts.status}).bind(9, row.facts.decision).bind(10, joined_ids(row.facts));
  insert.bind(11, row.facts.policy_version).bind(12, row.facts.request_id).bind(13, row.facts.detail);
  insert.bind(14, row.question_digest).bind(15, row.previous).bind(16, row.hash);
  EDIFY_CHECK(insert.run());
  if (row.question.empty()) return {};
  EDIFY_TRY(auto keep, database_.prepare("INSERT INTO audit_questions VALUES (?1, ?2, ?3, ?4, ?5)"));
  keep.bind(1, static_cast<std::int64_t>(row.sequence)).bind(2, row.who).bind(3, ticks(row.facts.time));
  keep.bind(4, std::as_bytes(std::span(row.question_key))).bind(5, row.question);
  return keep.run();
}

Result<void> SqliteAuditTrail::append_rows(std::span<const AuditEntry> entries) {
  EDIFY_TRY(auto head, newest());
  for (const auto& entry : entries) {
    EDIFY_TRY(auto who, pseudonym_of(entry.user));
    const AuditRow row = make_row(head, entry, std::move(who));
    EDIFY_CHECK(insert(row));
    head = {row.sequence, row.hash};
  }
  return {};
}

Result<void> SqliteAuditTrail::append(std::span<const AuditEntry> entries) {
  const std::lock_guard lock(mutex_);
  return database_.transaction([&] { return append_rows(entries); });
}

Result<void> SqliteAuditTrail::each(const AuditRange& range, const std::function<bool(const AuditRow&)>& visit) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto select,
            database_.prepare("SELECT r.*, q.key, q.question FROM audit_rows r LEFT JOIN audit_questions q "
                              "USING (sequence) WHERE r.time >= ?1 AND r.time < ?2 ORDER BY r.sequence"));
  select.bind(1, ticks(range.from)).bind(2, ticks(range.to));
  while (true) {
    EDIFY_TRY(const bool there, select.step());
    if (!there || !visit(read_row(select))) return {};
  }
}

Result<AuditVerdict> SqliteAuditTrail::verify(std::span<const AuditHead> anchors) {
  AuditVerdict verdict;
  const std::lock_guard lock(mutex_);
  const auto walk_all = [&]() -> Result<void> {
    EDIFY_TRY(auto start, base());
    ChainWalk walk(std::move(start), anchors);
    EDIFY_TRY(auto select, database_.prepare("SELECT r.*, q.key, q.question FROM audit_rows r "
                                             "LEFT JOIN audit_questions q USING (sequence) ORDER BY r.sequence"));
    while (true) {
      EDIFY_TRY(const bool there, select.step());
      if (!there) break;
      walk.take(read_row(select));
    }
    verdict = std::move(walk).finish();
    return {};
  };
  EDIFY_CHECK(database_.read_transaction(walk_all));
  return verdict;
}

Result<AuditErasure> SqliteAuditTrail::erase_user(std::string_view user, std::string_view detail) {
  AuditErasure erasure;
  const std::lock_guard lock(mutex_);
  const auto erase = [&]() -> Result<void> {
    EDIFY_TRY(const auto pseudonym, find_pseudonym(user));
    erasure.known = pseudonym.has_value();
    std::string what = "nothing was known of the user";
    if (pseudonym) {
      EDIFY_TRY(auto questions, database_.prepare("DELETE FROM audit_questions WHERE who = ?1"));
      EDIFY_CHECK(questions.bind(1, *pseudonym).run());
      erasure.questions = static_cast<std::uint64_t>(database_.changed_rows());
      EDIFY_TRY(auto link, database_.prepare("DELETE FROM audit_subjects WHERE subject = ?1"));
      EDIFY_CHECK(link.bind(1, hmac_sha256_hex(key_.reveal(), user)).run());
      what = fmt::format("who {}: the link to the user and {} questions", *pseudonym, erasure.questions);
    }
    if (!detail.empty()) what += fmt::format("; {}", detail);
    const std::array tombstone = {own_entry("erasure", std::move(what))};
    return append_rows(tombstone);
  };
  EDIFY_CHECK(database_.transaction(erase));
  // What was deleted is overwritten in the file (secure_delete), but may still be in the write-ahead log.
  EDIFY_CHECK(database_.execute("PRAGMA wal_checkpoint(TRUNCATE)"));
  return erasure;
}

// Times of rows need not ascend exactly: the first row that is young enough ends what may go.
Result<std::optional<AuditHead>> SqliteAuditTrail::newest_before(AuditTime time) {
  EDIFY_TRY(auto select, database_.prepare("SELECT sequence, hash FROM audit_rows WHERE sequence < coalesce("
                                           "(SELECT min(sequence) FROM audit_rows WHERE time >= ?1), "
                                           "(SELECT max(sequence) FROM audit_rows)) ORDER BY sequence DESC LIMIT 1"));
  EDIFY_TRY(const bool there, select.bind(1, ticks(time)).step());
  if (!there) return std::nullopt;
  return AuditHead{static_cast<std::uint64_t>(select.integer(0)), std::string(select.text(1))};
}

Result<AuditExpiry> SqliteAuditTrail::expire(AuditTime rows_before, AuditTime questions_before) {
  AuditExpiry expiry;
  const std::lock_guard lock(mutex_);
  const auto expire_both = [&]() -> Result<void> {
    EDIFY_TRY(const auto removed, newest_before(rows_before));
    const auto through = removed ? static_cast<std::int64_t>(removed->sequence) : 0;
    EDIFY_TRY(auto questions, database_.prepare("DELETE FROM audit_questions WHERE time < ?1 OR sequence <= ?2"));
    EDIFY_CHECK(questions.bind(1, ticks(questions_before)).bind(2, through).run());
    expiry.questions = static_cast<std::uint64_t>(database_.changed_rows());
    if (!removed) return {};
    const std::array note = {own_entry("retention", describe_removal(*removed))};
    EDIFY_CHECK(append_rows(note));
    EDIFY_TRY(auto move, database_.prepare("UPDATE audit_base SET sequence = ?1, hash = ?2"));
    EDIFY_CHECK(move.bind(1, through).bind(2, removed->hash).run());
    EDIFY_TRY(auto rows, database_.prepare("DELETE FROM audit_rows WHERE sequence <= ?1"));
    EDIFY_CHECK(rows.bind(1, through).run());
    expiry.rows = static_cast<std::uint64_t>(database_.changed_rows());
    return {};
  };
  EDIFY_CHECK(database_.transaction(expire_both));
  return expiry;
}

}  // namespace edify::catalog
