#include "catalog/postgres/postgres_question_log.h"

#include "catalog/question_log_contract.h"
#include "catalog/testing/postgres_server.h"

namespace edify::catalog {
namespace {

INSTANTIATE_TEST_SUITE_P(Postgres, QuestionLogContract, testing::Values([]() -> std::unique_ptr<QuestionLog> {
                           auto* server = test::shared_postgres();
                           if (server == nullptr) return nullptr;
                           return PostgresQuestionLog::open(server->fresh_address()).value();
                         }));

}  // namespace
}  // namespace edify::catalog
