#include "catalog/postgres/postgres_rated_answers.h"

#include "catalog/postgres/postgres_conversations.h"
#include "catalog/postgres/postgres_feedback.h"
#include "catalog/rated_answers_contract.h"
#include "catalog/testing/postgres_server.h"

namespace edify::catalog {
namespace {

RatedAnswersParts fresh() {
  auto* server = test::shared_postgres();
  if (server == nullptr) return {};
  const auto address = server->fresh_address();
  return {nullptr, PostgresConversations::open(address).value(), PostgresFeedback::open(address).value(),
          PostgresRatedAnswers::open(address).value()};
}

INSTANTIATE_TEST_SUITE_P(Postgres, RatedAnswersContract, testing::Values(fresh));

}  // namespace
}  // namespace edify::catalog
