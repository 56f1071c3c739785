#include "ingest/decision.h"

#include <gtest/gtest.h>

namespace edify::ingest {
namespace {

using catalog::DocumentState;
using catalog::LedgerEntry;

const PipelineVersion pipeline = "parse-1/chunk-1/model";
const UnixSeconds now(std::chrono::seconds(1'000'000));

SourceObject object() {
  SourceObject out;
  out.path = "SOP/a.pdf";
  out.size = 10;
  out.etag = "etag";
  return out;
}

LedgerEntry entry(DocumentState state) {
  LedgerEntry out;
  out.path = "SOP/a.pdf";
  out.size = 10;
  out.etag = "etag";
  out.content_hash = "hash";
  out.version = document_version("hash", pipeline);
  out.state = state;
  return out;
}

Decision decide_for(const LedgerEntry& row) { return decide(row, object(), pipeline, now); }

TEST(Decision, ProcessesWhatIsNewOrChanged) {
  EXPECT_EQ(decide(std::nullopt, object(), pipeline, now), Decision::process);
  auto changed = entry(DocumentState::done);
  changed.etag = "older";
  EXPECT_EQ(decide_for(changed), Decision::process);
  changed = entry(DocumentState::quarantined);
  changed.size = 11;
  EXPECT_EQ(decide_for(changed), Decision::process);
}

TEST(Decision, ProcessesAgainWhatAKilledRunLeftUnfinishedAndWhatReturned) {
  for (const auto state : {DocumentState::pending, DocumentState::processing, DocumentState::deleted}) {
    EXPECT_EQ(decide_for(entry(state)), Decision::process);
  }
}

TEST(Decision, LeavesPublishedDocumentsAloneUnlessThePipelineIsNewer) {
  EXPECT_EQ(decide_for(entry(DocumentState::done)), Decision::unchanged);
  EXPECT_EQ(decide(entry(DocumentState::done), object(), "parse-2/chunk-1/model", now), Decision::outdated);
}

TEST(Decision, TriesABrokenDocumentAgainOnlyWithANewerPipeline) {
  for (const auto state : {DocumentState::failed, DocumentState::quarantined}) {
    EXPECT_EQ(decide_for(entry(state)), Decision::unchanged);
    EXPECT_EQ(decide(entry(state), object(), "parse-2/chunk-1/model", now), Decision::process);
  }
}

TEST(Decision, WaitsForAPassingFailuresTime) {
  auto failed = entry(DocumentState::failed);
  failed.retry_after = now + std::chrono::seconds(1);
  EXPECT_EQ(decide_for(failed), Decision::wait);
  failed.retry_after = now;
  EXPECT_EQ(decide_for(failed), Decision::process);
}

TEST(RecordFailure, DoublesTheWaitOfAPassingReasonAndQuarantinesAfterTheLastTry) {
  auto row = entry(DocumentState::processing);
  const Error away(ErrorCode::unavailable, "the source is away");
  for (const int minutes : {1, 2, 4, 8}) {
    record_failure(row, away, now);
    EXPECT_EQ(row.state, DocumentState::failed);
    EXPECT_EQ(row.retry_after, now + std::chrono::minutes(minutes));
  }
  record_failure(row, away, now);
  EXPECT_EQ(row.state, DocumentState::quarantined);
  EXPECT_EQ(row.tries, max_tries);
}

TEST(RecordFailure, TriesACrashOnTheNextRun) {
  auto row = entry(DocumentState::processing);
  record_failure(row, Error(ErrorCode::unreadable, "the parser crashed", "parser_crashed"), now);
  EXPECT_EQ(decide_for(row), Decision::process);
}

TEST(RecordFailure, DoesNotScheduleWhatWillNotGetBetter) {
  auto row = entry(DocumentState::processing);
  record_failure(row, Error(ErrorCode::unreadable, "a.pdf needs a password", "encrypted"), now);
  EXPECT_EQ(row.state, DocumentState::failed);
  EXPECT_EQ(row.reason, "encrypted");
  EXPECT_EQ(row.message, "a.pdf needs a password");
  EXPECT_EQ(decide_for(row), Decision::unchanged);
}

TEST(RecordFailure, QuarantinesAtOnceWhatEveryParserGaveUp) {
  for (const std::string reason : {"malformed", "sandbox_violation"}) {
    auto row = entry(DocumentState::processing);
    record_failure(row, Error(ErrorCode::unreadable, "tried: as it is, repaired", reason), now);
    EXPECT_EQ(row.state, DocumentState::quarantined);
    EXPECT_EQ(decide_for(row), Decision::unchanged);
  }
}

TEST(DocumentVersion, MovesWithTheBytesAndWithThePipeline) {
  EXPECT_NE(document_version("a", pipeline), document_version("b", pipeline));
  EXPECT_NE(document_version("a", pipeline), document_version("a", "parse-2/chunk-1/model"));
  EXPECT_EQ(document_version("a", pipeline), document_version("a", pipeline));
}

}  // namespace
}  // namespace edify::ingest
