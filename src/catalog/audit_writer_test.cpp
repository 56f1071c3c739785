#include "catalog/audit_writer.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <semaphore>

#include "catalog/sqlite/sqlite_audit_trail.h"

namespace edify::catalog {
namespace {

using std::chrono::milliseconds;

// A real trail behind a gate: append() waits until it is open, or fails while it is broken.
class GatedTrail : public AuditTrail {
 public:
  Result<void> append(std::span<const AuditEntry> entries) override {
    reached_.release();
    gate_.acquire();
    gate_.release();
    if (broken) return fail(ErrorCode::unavailable, "the disk is full");
    ++transactions;
    return trail_->append(entries);
  }
  Result<void> each(const AuditRange& range, const std::function<bool(const AuditRow&)>& visit) override {
    return trail_->each(range, visit);
  }
  Result<AuditHead> head() override { return trail_->head(); }
  Result<AuditVerdict> verify(std::span<const AuditHead> anchors) override { return trail_->verify(anchors); }
  Result<AuditErasure> erase_user(std::string_view user, std::string_view detail) override {
    return trail_->erase_user(user, detail);
  }
  Result<AuditExpiry> expire(AuditTime rows, AuditTime questions) override { return trail_->expire(rows, questions); }

  void close() { gate_.acquire(); }
  void open() { gate_.release(); }
  void wait_until_reached() { reached_.acquire(); }

  std::atomic<bool> broken{false};
  std::atomic<int> transactions{0};

 private:
  std::unique_ptr<SqliteAuditTrail> trail_ = SqliteAuditTrail::open(":memory:", Secret("key")).value();
  std::counting_semaphore<> gate_{1};
  std::counting_semaphore<1'000'000> reached_{0};
};

AuditEntry entry() {
  AuditEntry out;
  out.user = "asha";
  out.facts.time = audit_now();
  return out;
}

TEST(AuditWriter, WritesWhatWasRecordedBeforeItEnds) {
  GatedTrail trail;
  {
    AuditWriter writer(trail);
    for (int i = 0; i < 1000; ++i) ASSERT_TRUE(writer.record(entry(), milliseconds(0)));
  }
  EXPECT_EQ(trail.verify({})->rows, 1000U);
  EXPECT_LT(trail.transactions, 100);
}

TEST(AuditWriter, RefusesWhatItHasNoRoomFor) {
  GatedTrail trail;
  trail.close();
  {
    AuditWriter writer(trail, {.queue = 4});
    for (int i = 0; i < 4; ++i) ASSERT_TRUE(writer.record(entry(), milliseconds(0)));
    const auto refused = writer.record(entry(), milliseconds(0));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().reason, "audit_unavailable");
    EXPECT_EQ(writer.figures().refused, 1U);
    EXPECT_EQ(writer.figures().queued, 4U);
    trail.open();
  }
  EXPECT_EQ(trail.verify({})->rows, 4U);
}

TEST(AuditWriter, LetsWaitUntilThereIsRoom) {
  GatedTrail trail;
  trail.close();
  {
    AuditWriter writer(trail, {.queue = 1});
    ASSERT_TRUE(writer.record(entry(), milliseconds(0)));
    trail.wait_until_reached();
    std::jthread opener([&] { trail.open(); });
    EXPECT_TRUE(writer.record(entry(), std::chrono::minutes(1)));
  }
  EXPECT_EQ(trail.verify({})->rows, 2U);
}

TEST(AuditWriter, TriesAgainAndLosesNothingWhileTheTrailIsAway) {
  GatedTrail trail;
  trail.broken = true;
  {
    AuditWriter writer(trail, {.retry = milliseconds(1)});
    ASSERT_TRUE(writer.record(entry(), milliseconds(0)));
    trail.wait_until_reached();
    trail.wait_until_reached();
    EXPECT_EQ(writer.figures().queued, 1U);
    trail.broken = false;
  }
  EXPECT_EQ(trail.verify({})->rows, 1U);
}

TEST(AuditWriter, EndsWhereTheTrailNeverComesBack) {
  GatedTrail trail;
  trail.broken = true;
  AuditWriter writer(trail, {.retry = milliseconds(1), .farewell = milliseconds(3)});
  ASSERT_TRUE(writer.record(entry(), milliseconds(0)));
}

}  // namespace
}  // namespace edify::catalog
