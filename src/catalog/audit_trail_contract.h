// What every AuditTrail does. An implementation's test instantiates it with a factory.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "catalog/audit_chain.h"
#include "catalog/audit_trail.h"

namespace edify::catalog {

// Gives a fresh, empty trail.
using AuditTrailFactory = std::function<std::unique_ptr<AuditTrail>()>;

class AuditTrailContract : public testing::TestWithParam<AuditTrailFactory> {
 protected:
  void SetUp() override { trail_ = GetParam()(); }

  static AuditTime at(int second) { return AuditTime(std::chrono::seconds(second)); }
  static AuditEntry entry(std::string user, AuditTime time = audit_now(), std::string question = {}) {
    AuditEntry out;
    out.user = std::move(user);
    out.question = std::move(question);
    out.facts = {.time = time,
                 .acting_key = "portal",
                 .role = "student",
                 .scope = "kb:grade5",
                 .route = "POST /query",
                 .status = 200,
                 .decision = "allowed",
                 .document_ids = {"one", "two"},
                 .policy_version = "7",
                 .request_id = "r-1",
                 .detail = {}};
    return out;
  }
  void append(const std::vector<AuditEntry>& entries) { ASSERT_TRUE(trail_->append(entries)); }
  std::vector<AuditRow> rows(const AuditRange& range = {}) {
    std::vector<AuditRow> out;
    EXPECT_TRUE(trail_->each(range, [&](const AuditRow& row) {
      out.push_back(row);
      return true;
    }));
    return out;
  }
  void expect_whole(std::uint64_t count) {
    const auto verdict = trail_->verify().value();
    EXPECT_FALSE(verdict.broken) << verdict.broken->sequence << ": " << verdict.broken->why;
    EXPECT_EQ(verdict.rows, count);
  }

  std::unique_ptr<AuditTrail> trail_;
};

}  // namespace edify::catalog
