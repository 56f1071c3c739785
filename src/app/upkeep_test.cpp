#include "app/upkeep.h"

#include <gtest/gtest.h>

#include "catalog/sqlite/sqlite_audit_trail.h"
#include "catalog/sqlite/sqlite_catalog.h"

namespace edify::app {
namespace {

using catalog::AuditEntry;

class RetentionTest : public testing::Test {
 protected:
  // A question and a run of so many days ago.
  void add(int days_ago) {
    const auto time = now_ - std::chrono::days(days_ago);
    AuditEntry entry;
    entry.user = "asha";
    entry.question = "a question";
    entry.facts.time = time;
    const std::vector<AuditEntry> entries = {entry};
    ASSERT_TRUE(trail_->append(entries));
    catalog::RunRecord run;
    run.id = std::to_string(days_ago);
    run.started = run.summary.last_update = time;
    ASSERT_TRUE(catalog_->save_run(run));
  }
  struct Left {
    int rows = 0;
    int questions = 0;
    int runs = 0;
    bool operator==(const Left&) const = default;
  };
  Left left() {
    Left left;
    left.runs = static_cast<int>(catalog_->runs(100)->size());
    EXPECT_TRUE(trail_->each({}, [&](const catalog::AuditRow& row) {
      if (row.facts.route != "retention") ++left.rows;
      if (!row.question.empty()) ++left.questions;
      return true;
    }));
    return left;
  }

  const UnixSeconds now_ = unix_now();
  std::unique_ptr<catalog::SqliteCatalog> catalog_ = catalog::SqliteCatalog::open(":memory:").value();
  std::unique_ptr<catalog::SqliteAuditTrail> trail_ =
      catalog::SqliteAuditTrail::open(":memory:", Secret("key")).value();
};

TEST_F(RetentionTest, KeepsEachKindAsLongAsItsSettingSays) {
  for (const int days : {400, 100, 40, 1}) add(days);
  ASSERT_TRUE(enforce_retention({}, *catalog_, *trail_, {}, now_));
  EXPECT_EQ(left(), (Left{.rows = 3, .questions = 1, .runs = 2}));
  EXPECT_FALSE(trail_->verify({})->broken);
}

TEST_F(RetentionTest, KeepsForEverWhereASettingIsZero) {
  for (const int days : {4000, 1}) add(days);
  const RecordsSettings for_ever{
      .audit = std::chrono::days(0), .questions = std::chrono::days(0), .ingest_runs = std::chrono::days(0)};
  ASSERT_TRUE(enforce_retention(for_ever, *catalog_, *trail_, {}, now_));
  EXPECT_EQ(left(), (Left{.rows = 2, .questions = 2, .runs = 2}));
}

TEST_F(RetentionTest, CoversTheRecordsOfOtherRooms) {
  UnixSeconds before{};
  const auto forget = [&](UnixSeconds time) -> Result<std::uint64_t> {
    before = time;
    return 1;
  };
  const ExpiringRecords kept[] = {{"conversations", std::chrono::days(10), forget}};
  ASSERT_TRUE(enforce_retention({}, *catalog_, *trail_, kept, now_));
  EXPECT_EQ(before, now_ - std::chrono::days(10));
  const ExpiringRecords for_ever[] = {{"conversations", std::chrono::days(0), forget}};
  ASSERT_TRUE(enforce_retention({}, *catalog_, *trail_, for_ever, now_));
  EXPECT_EQ(before, UnixSeconds{});
}

}  // namespace
}  // namespace edify::app
