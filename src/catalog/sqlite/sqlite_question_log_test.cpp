#include "catalog/sqlite/sqlite_question_log.h"

#include "catalog/question_log_contract.h"

namespace edify::catalog {
namespace {

INSTANTIATE_TEST_SUITE_P(Sqlite, QuestionLogContract, testing::Values([]() -> std::unique_ptr<QuestionLog> {
                           return std::move(SqliteQuestionLog::open(":memory:").value());
                         }));

}  // namespace
}  // namespace edify::catalog
