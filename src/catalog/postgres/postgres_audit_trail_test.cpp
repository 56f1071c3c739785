#include "catalog/postgres/postgres_audit_trail.h"

#include <thread>

#include "catalog/audit_trail_contract.h"
#include "catalog/testing/postgres_server.h"

namespace edify::catalog {
namespace {

INSTANTIATE_TEST_SUITE_P(Postgres, AuditTrailContract, testing::Values([]() -> std::unique_ptr<AuditTrail> {
                           auto* server = test::shared_postgres();
                           if (server == nullptr) return nullptr;
                           return PostgresAuditTrail::open(server->fresh_address(), Secret("key")).value();
                         }));

class PostgresAuditTrailTest : public testing::Test {
 protected:
  void SetUp() override {
    auto* server = test::shared_postgres();
    if (server == nullptr) GTEST_SKIP() << "PostgreSQL is not installed";
    address_ = server->fresh_address();
    trail_ = open();
  }
  std::unique_ptr<PostgresAuditTrail> open() { return PostgresAuditTrail::open(address_, Secret("key")).value(); }
  static void append(AuditTrail& trail, const std::string& user, int count, const std::string& question = {}) {
    std::vector<AuditEntry> entries(static_cast<std::size_t>(count));
    for (auto& entry : entries) {
      entry.user = user;
      entry.question = question;
      entry.facts.time = audit_now();
    }
    ASSERT_TRUE(trail.append(entries));
  }
  Result<void> execute(const std::string& sql) {
    return postgres::Connection::open(address_, {}).value().run_script(sql, std::chrono::seconds(10));
  }
  // Past the triggers, as somebody does who owns the database.
  void tamper(const std::string& sql) {
    ASSERT_TRUE(
        execute("ALTER TABLE audit_rows DISABLE TRIGGER ALL; ALTER TABLE audit_base DISABLE TRIGGER ALL; " + sql));
  }

  postgres::Address address_;
  std::unique_ptr<PostgresAuditTrail> trail_;
};

TEST_F(PostgresAuditTrailTest, RefusesToChangeRemoveOrSmuggleInARow) {
  append(*trail_, "asha", 3);
  for (const char* sql :
       {"UPDATE audit_rows SET status = 403 WHERE sequence = 2", "DELETE FROM audit_rows WHERE sequence = 2",
        "TRUNCATE audit_rows", "TRUNCATE audit_base",
        "INSERT INTO audit_rows SELECT 9, time, who, acting_key, role, scope, route, status, decision, "
        "documents, policy_version, request_id, detail, question_digest, previous, hash "
        "FROM audit_rows WHERE sequence = 2",
        "UPDATE audit_base SET sequence = 2, hash = 'x'", "DELETE FROM audit_base"}) {
    EXPECT_FALSE(execute(sql)) << sql;
  }
  EXPECT_FALSE(trail_->verify({})->broken);
}

TEST_F(PostgresAuditTrailTest, NamesTheFirstRowThatWasChanged) {
  append(*trail_, "asha", 5);
  tamper("UPDATE audit_rows SET documents = 'other' WHERE sequence IN (3, 4)");
  EXPECT_EQ(trail_->verify({})->broken->sequence, 3U);
}

TEST_F(PostgresAuditTrailTest, NamesTheRowAfterOneThatWasTakenOut) {
  append(*trail_, "asha", 5);
  tamper("DELETE FROM audit_rows WHERE sequence = 3");
  EXPECT_EQ(trail_->verify({})->broken->sequence, 4U);
}

TEST_F(PostgresAuditTrailTest, FindsRowsCutOffAtTheBeginning) {
  append(*trail_, "asha", 5);
  tamper(
      "UPDATE audit_base SET sequence = 2, hash = (SELECT hash FROM audit_rows WHERE sequence = 2); "
      "DELETE FROM audit_rows WHERE sequence <= 2");
  EXPECT_EQ(trail_->verify({})->broken->sequence, 2U);
}

TEST_F(PostgresAuditTrailTest, FindsAQuestionThatWasReplaced) {
  append(*trail_, "asha", 1, "harmless");
  tamper("UPDATE audit_questions SET question = 'something else'");
  EXPECT_EQ(trail_->verify({})->broken->sequence, 1U);
}

TEST_F(PostgresAuditTrailTest, WalksMoreRowsThanAPageHolds) {
  constexpr int rows = 2'500;
  append(*trail_, "asha", rows);
  EXPECT_EQ(trail_->verify({})->rows, static_cast<std::uint64_t>(rows));
  int visited = 0;
  ASSERT_TRUE(trail_->each({}, [&](const AuditRow&) { return ++visited > 0; }));
  EXPECT_EQ(visited, rows);
}

TEST_F(PostgresAuditTrailTest, IsOneChainForSeveralWriters) {
  constexpr int writers = 3;
  constexpr int rounds = 10;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < writers; ++i) {
      threads.emplace_back([this, i] {
        const auto trail = open();
        for (int round = 0; round < rounds; ++round) append(*trail, "user" + std::to_string(i), 2);
      });
    }
  }
  const auto verdict = trail_->verify({}).value();
  EXPECT_FALSE(verdict.broken);
  EXPECT_EQ(verdict.rows, static_cast<std::uint64_t>(writers * rounds * 2));
}

TEST_F(PostgresAuditTrailTest, AppendsEachRowOnceWhileItsConnectionsAreCut) {
  std::atomic<bool> done = false;
  std::jthread cutter([&] {
    auto connection = postgres::Connection::open(address_, {}).value();
    while (!done) {
      (void)connection.run(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND "
          "backend_type = 'client backend'");
      std::this_thread::sleep_for(std::chrono::milliseconds(30));
    }
  });
  constexpr int rounds = 15;
  int failed = 0;
  for (int round = 0; round < rounds; ++round) {
    std::vector<AuditEntry> entries(3);
    for (auto& entry : entries) entry.user = "asha";
    while (!trail_->append(entries)) ASSERT_LT(++failed, 100);
  }
  done = true;
  cutter.join();
  const auto verdict = trail_->verify({}).value();
  EXPECT_FALSE(verdict.broken);
  EXPECT_GE(verdict.rows, rounds * 3U);
  if (failed == 0) {
    EXPECT_EQ(verdict.rows, rounds * 3U);
  }
}

}  // namespace
}  // namespace edify::catalog
