#include "catalog/question_log_writer.h"

#include <gtest/gtest.h>

#include "catalog/sqlite/sqlite_question_log.h"

namespace edify::catalog {
namespace {

TEST(QuestionLogWriterTest, AddsEverythingBeforeItEnds) {
  const auto log = SqliteQuestionLog::open(":memory:").value();
  {
    QuestionLogWriter writer(*log);
    for (int i = 0; i < 100; ++i) writer.note({.user = "asha", .role = "student", .time = unix_now()});
  }
  EXPECT_EQ(log->usage(UnixSeconds{}).value().at(0).questions, 100U);
}

}  // namespace
}  // namespace edify::catalog
