#include "catalog/sqlite/sqlite_audit_trail.h"

#include <fstream>
#include <iterator>
#include <thread>

#include "base/hash.h"
#include "base/hmac.h"
#include "catalog/audit_trail_contract.h"

namespace edify::catalog {
namespace {

namespace fs = std::filesystem;

INSTANTIATE_TEST_SUITE_P(Sqlite, AuditTrailContract, testing::Values([]() -> std::unique_ptr<AuditTrail> {
                           return SqliteAuditTrail::open(":memory:", Secret("key")).value();
                         }));

class SqliteAuditTrailTest : public testing::Test {
 protected:
  SqliteAuditTrailTest() { fs::create_directories(folder_); }
  ~SqliteAuditTrailTest() override { fs::remove_all(folder_); }

  std::unique_ptr<SqliteAuditTrail> open() { return SqliteAuditTrail::open(file(), Secret("key")).value(); }
  fs::path file() const { return folder_ / "audit.db"; }
  void append(AuditTrail& trail, const std::string& user, int count, const std::string& question = {}) {
    std::vector<AuditEntry> entries(static_cast<std::size_t>(count));
    for (auto& entry : entries) {
      entry.user = user;
      entry.question = question;
      entry.facts.time = audit_now();
    }
    ASSERT_TRUE(trail.append(entries));
  }
  // Past the triggers, as somebody does who owns the file.
  void tamper(const std::string& sql) {
    auto database = sqlite::Database::open(file()).value();
    for (const char* trigger : {"audit_rows_never_change", "audit_rows_stay", "audit_rows_are_appended"}) {
      ASSERT_TRUE(database.execute(std::string("DROP TRIGGER IF EXISTS ") + trigger));
    }
    ASSERT_TRUE(database.execute(sql));
  }
  std::string bytes_on_disk() const {
    std::string bytes;
    for (const auto& each : fs::directory_iterator(folder_)) {
      std::ifstream stream(each.path(), std::ios::binary);
      bytes.append(std::istreambuf_iterator<char>(stream), {});
    }
    return bytes;
  }

  fs::path folder_ = fs::temp_directory_path() / ("edify-audit-" + random_uuid());
};

TEST_F(SqliteAuditTrailTest, RefusesToChangeRemoveOrSmuggleInARow) {
  const auto trail = open();
  append(*trail, "asha", 3);
  auto database = sqlite::Database::open(file()).value();
  EXPECT_FALSE(database.execute("UPDATE audit_rows SET status = 403 WHERE sequence = 2"));
  EXPECT_FALSE(database.execute("DELETE FROM audit_rows WHERE sequence = 2"));
  EXPECT_FALSE(database.execute("REPLACE INTO audit_rows SELECT * FROM audit_rows WHERE sequence = 2"));
  EXPECT_FALSE(database.execute("UPDATE audit_base SET sequence = 2, hash = 'x'"));
  EXPECT_FALSE(database.execute("DELETE FROM audit_base"));
  EXPECT_FALSE(trail->verify({})->broken);
}

TEST_F(SqliteAuditTrailTest, NamesTheFirstRowThatWasChanged) {
  const auto trail = open();
  append(*trail, "asha", 5);
  tamper("UPDATE audit_rows SET documents = 'other' WHERE sequence IN (3, 4)");
  EXPECT_EQ(trail->verify({})->broken->sequence, 3U);
}

TEST_F(SqliteAuditTrailTest, NamesTheRowAfterOneThatWasTakenOut) {
  const auto trail = open();
  append(*trail, "asha", 5);
  tamper("DELETE FROM audit_rows WHERE sequence = 3");
  EXPECT_EQ(trail->verify({})->broken->sequence, 4U);
}

TEST_F(SqliteAuditTrailTest, FindsRowsCutOffAtTheBeginning) {
  const auto trail = open();
  append(*trail, "asha", 5);
  tamper(
      "UPDATE audit_base SET sequence = 2, hash = (SELECT hash FROM audit_rows WHERE sequence = 2); "
      "DELETE FROM audit_rows WHERE sequence <= 2");
  EXPECT_EQ(trail->verify({})->broken->sequence, 2U);
}

TEST_F(SqliteAuditTrailTest, FindsAQuestionThatWasReplaced) {
  const auto trail = open();
  append(*trail, "asha", 1, "harmless");
  tamper("UPDATE audit_questions SET question = 'something else'");
  EXPECT_EQ(trail->verify({})->broken->sequence, 1U);
}

TEST_F(SqliteAuditTrailTest, NeverWritesAUsersNameAndOverwritesWhatIsErased) {
  const auto trail = open();
  append(*trail, "asha.of.grade.five@school.example", 3, "a very private question");
  EXPECT_NE(bytes_on_disk().find("a very private question"), std::string::npos);
  EXPECT_EQ(bytes_on_disk().find("asha.of.grade.five"), std::string::npos);
  ASSERT_TRUE(trail->erase_user("asha.of.grade.five@school.example", ""));
  EXPECT_EQ(bytes_on_disk().find("a very private question"), std::string::npos);
  EXPECT_EQ(bytes_on_disk().find(hmac_sha256_hex("key", "asha.of.grade.five@school.example")), std::string::npos);
}

TEST_F(SqliteAuditTrailTest, IsOneChainForSeveralWriters) {
  constexpr int writers = 3;
  constexpr int rounds = 20;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < writers; ++i) {
      threads.emplace_back([this, i] {
        const auto trail = open();
        for (int round = 0; round < rounds; ++round) append(*trail, "user" + std::to_string(i), 2);
      });
    }
  }
  const auto verdict = open()->verify({}).value();
  EXPECT_FALSE(verdict.broken);
  EXPECT_EQ(verdict.rows, static_cast<std::uint64_t>(writers * rounds * 2));
}

}  // namespace
}  // namespace edify::catalog
