#include "catalog/postgres/postgres_audit_trail.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/hmac.h"
#include "catalog/audit_chain.h"
#include "catalog/comma_lists.h"
#include "catalog/postgres/schema.h"

namespace edify::catalog {
namespace {

using postgres::Connection;
using postgres::Row;

std::int64_t ticks(AuditTime time) { return time.time_since_epoch().count(); }

constexpr std::string_view row_columns =
    "sequence, time, who, acting_key, role, scope, route, status, decision, documents, policy_version, request_id, "
    "detail, question_digest, previous, hash";

// Rows after $1 with the keys and texts of their questions, a page of them: $2 and $3 bound their times.
constexpr std::size_t page_size = 1000;
constexpr const char* page_statement =
    "SELECT r.sequence, r.time, r.who, r.acting_key, r.role, r.scope, r.route, r.status, r.decision, r.documents, "
    "r.policy_version, r.request_id, r.detail, r.question_digest, r.previous, r.hash, q.key, q.question "
    "FROM audit_rows r LEFT JOIN audit_questions q USING (sequence) "
    "WHERE r.sequence > $1 AND r.time >= $2 AND r.time < $3 ORDER BY r.sequence LIMIT 1000";

AuditRow read_row(const Row& from) {
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
  if (!from.is_null(16)) row.question_key = from.bytes(16);
  if (!from.is_null(17)) row.question = from.text(17);
  return row;
}

std::vector<AuditRow> read_page(const postgres::Rows& rows) {
  std::vector<AuditRow> page;
  for (std::size_t i = 0; i < rows.size(); ++i) page.push_back(read_row(rows[i]));
  return page;
}

Result<AuditHead> read_head(const postgres::Rows& rows) {
  if (rows.empty())
    return fail(ErrorCode::unreadable, "the audit trail has lost its beginning; restore it from a backup");
  return AuditHead{static_cast<std::uint64_t>(rows.front().integer(0)), rows.front().text(1)};
}

// The newest row, or the base where there is none.
constexpr const char* head_statement =
    "(SELECT sequence, hash FROM audit_rows ORDER BY sequence DESC LIMIT 1) UNION ALL "
    "SELECT sequence, hash FROM audit_base ORDER BY sequence DESC LIMIT 1";

Result<void> insert(Connection& connection, const AuditRow& row) {
  EDIFY_CHECK(connection.run(
      fmt::format("INSERT INTO audit_rows ({}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, "
                  "$15, $16)",
                  row_columns),
      {row.sequence, ticks(row.facts.time), row.who, row.facts.acting_key, row.facts.role, row.facts.scope,
       row.facts.route, row.facts.status, row.facts.decision, joined_ids(row.facts), row.facts.policy_version,
       row.facts.request_id, row.facts.detail, row.question_digest, row.previous, row.hash}));
  if (row.question.empty()) return {};
  EDIFY_CHECK(connection.run(
      "INSERT INTO audit_questions VALUES ($1, $2, $3, $4, $5)",
      {row.sequence, row.who, ticks(row.facts.time), std::as_bytes(std::span(row.question_key)), row.question}));
  return {};
}

Result<bool> is_in_chain(Connection& connection, const AuditHead& head) {
  EDIFY_TRY(const auto rows,
            connection.run("SELECT 1 FROM audit_rows WHERE sequence = $1 AND hash = $2", {head.sequence, head.hash}));
  return !rows.empty();
}

// Times of rows need not ascend exactly: the first row that is young enough ends what may go.
Result<std::optional<AuditHead>> newest_before(Connection& connection, AuditTime time) {
  EDIFY_TRY(const auto rows, connection.run("SELECT sequence, hash FROM audit_rows WHERE sequence < coalesce("
                                            "(SELECT min(sequence) FROM audit_rows WHERE time >= $1), "
                                            "(SELECT max(sequence) FROM audit_rows)) ORDER BY sequence DESC LIMIT 1",
                                            {ticks(time)}));
  if (rows.empty()) return std::nullopt;
  EDIFY_TRY(auto head, read_head(rows));
  return head;
}

}  // namespace

Result<std::unique_ptr<PostgresAuditTrail>> PostgresAuditTrail::open(const postgres::Address& address, Secret key,
                                                                     const postgres::PoolOptions& options) {
  std::unique_ptr<PostgresAuditTrail> trail(new PostgresAuditTrail(address, std::move(key), options));
  EDIFY_CHECK(postgres::migrate(trail->pool_));
  return trail;
}

Result<AuditHead> PostgresAuditTrail::head() {
  EDIFY_TRY(const auto rows, pool_.run(head_statement));
  return read_head(rows);
}

Result<void> PostgresAuditTrail::write_chain(const ChainWriter& body) {
  std::optional<AuditHead> left_before;
  return pool_.transaction([&](Connection& connection) -> Result<void> {
    EDIFY_CHECK(connection.run("SELECT 1 FROM audit_base FOR UPDATE"));
    if (left_before) {
      EDIFY_TRY(const bool is_done, is_in_chain(connection, *left_before));
      if (is_done) return {};
    }
    EDIFY_TRY(const auto rows, connection.run(head_statement));
    EDIFY_TRY(const auto head, read_head(rows));
    EDIFY_TRY(left_before, body(connection, head));
    return {};
  });
}

Result<std::optional<std::string>> PostgresAuditTrail::find_pseudonym(Connection& connection, std::string_view user) {
  EDIFY_TRY(const auto rows, connection.run("SELECT pseudonym FROM audit_subjects WHERE subject = $1",
                                            {hmac_sha256_hex(key_.reveal(), user)}));
  if (rows.empty()) return std::nullopt;
  return rows.front().text(0);
}

Result<std::string> PostgresAuditTrail::pseudonym_of(Connection& connection, std::string_view user) {
  if (user.empty()) return std::string();
  EDIFY_TRY(auto found, find_pseudonym(connection, user));
  if (found) return std::move(*found);
  constexpr std::size_t pseudonym_bytes = 16;
  std::string pseudonym = to_hex(random_bytes(pseudonym_bytes));
  EDIFY_CHECK(
      connection.run("INSERT INTO audit_subjects VALUES ($1, $2)", {hmac_sha256_hex(key_.reveal(), user), pseudonym}));
  return pseudonym;
}

Result<AuditHead> PostgresAuditTrail::append_rows(Connection& connection, AuditHead head,
                                                  std::span<const AuditEntry> entries) {
  for (const auto& entry : entries) {
    EDIFY_TRY(auto who, pseudonym_of(connection, entry.user));
    const AuditRow row = make_row(head, entry, std::move(who));
    EDIFY_CHECK(insert(connection, row));
    head = {row.sequence, row.hash};
  }
  return head;
}

Result<void> PostgresAuditTrail::append(std::span<const AuditEntry> entries) {
  return write_chain(
      [&](Connection& connection, const AuditHead& head) { return append_rows(connection, head, entries); });
}

Result<void> PostgresAuditTrail::each(const AuditRange& range, const std::function<bool(const AuditRow&)>& visit) {
  std::uint64_t after = 0;
  while (true) {
    EDIFY_TRY(const auto rows, pool_.run(page_statement, {after, ticks(range.from), ticks(range.to)}));
    for (const auto& row : read_page(rows)) {
      if (!visit(row)) return {};
      after = row.sequence;
    }
    if (rows.size() < page_size) return {};
  }
}

Result<AuditVerdict> PostgresAuditTrail::verify(std::span<const AuditHead> anchors) {
  AuditVerdict verdict;
  const auto walk_all = [&](Connection& connection) -> Result<void> {
    EDIFY_TRY(const auto base, connection.run("SELECT sequence, hash FROM audit_base"));
    EDIFY_TRY(auto start, read_head(base));
    ChainWalk walk(std::move(start), anchors);
    // From the smallest number that there is: a row before the base is a fault, too.
    std::int64_t after = INT64_MIN;
    while (true) {
      EDIFY_TRY(const auto rows,
                connection.run(page_statement, {after, ticks(AuditTime::min()), ticks(AuditTime::max())}));
      for (const auto& row : read_page(rows)) {
        walk.take(row);
        after = static_cast<std::int64_t>(row.sequence);
      }
      if (rows.size() < page_size) break;
    }
    verdict = std::move(walk).finish();
    return {};
  };
  EDIFY_CHECK(pool_.transaction(walk_all, postgres::Transaction::snapshot));
  return verdict;
}

Result<AuditErasure> PostgresAuditTrail::erase_user(std::string_view user, std::string_view detail) {
  AuditErasure erasure;
  const auto erase = [&](Connection& connection, const AuditHead& head) -> Result<AuditHead> {
    EDIFY_TRY(const auto pseudonym, find_pseudonym(connection, user));
    erasure.known = pseudonym.has_value();
    std::string what = "nothing was known of the user";
    if (pseudonym) {
      EDIFY_TRY(const auto questions, connection.run("DELETE FROM audit_questions WHERE who = $1", {*pseudonym}));
      erasure.questions = questions.changed();
      EDIFY_CHECK(
          connection.run("DELETE FROM audit_subjects WHERE subject = $1", {hmac_sha256_hex(key_.reveal(), user)}));
      what = fmt::format("who {}: the link to the user and {} questions", *pseudonym, erasure.questions);
    }
    if (!detail.empty()) what += fmt::format("; {}", detail);
    const std::array tombstone = {own_entry("erasure", std::move(what))};
    return append_rows(connection, head, tombstone);
  };
  EDIFY_CHECK(write_chain(erase));
  // What was deleted stays in the pages of its table until they are cleaned. Who may not clean leaves it to autovacuum.
  if (erasure.known) (void)pool_.run("VACUUM audit_questions, audit_subjects");
  return erasure;
}

Result<AuditExpiry> PostgresAuditTrail::expire(AuditTime rows_before, AuditTime questions_before) {
  AuditExpiry expiry;
  const auto expire_both = [&](Connection& connection, const AuditHead& head) -> Result<AuditHead> {
    expiry = {};
    EDIFY_TRY(const auto removed, newest_before(connection, rows_before));
    const std::uint64_t through = removed ? removed->sequence : 0;
    EDIFY_TRY(const auto questions, connection.run("DELETE FROM audit_questions WHERE time < $1 OR sequence <= $2",
                                                   {ticks(questions_before), through}));
    expiry.questions = questions.changed();
    if (!removed) return head;
    const std::array note = {own_entry("retention", describe_removal(*removed))};
    EDIFY_TRY(auto left, append_rows(connection, head, note));
    EDIFY_CHECK(connection.run("UPDATE audit_base SET sequence = $1, hash = $2", {through, removed->hash}));
    EDIFY_TRY(const auto rows, connection.run("DELETE FROM audit_rows WHERE sequence <= $1", {through}));
    expiry.rows = rows.changed();
    return left;
  };
  EDIFY_CHECK(write_chain(expire_both));
  return expiry;
}

}  // namespace edify::catalog
