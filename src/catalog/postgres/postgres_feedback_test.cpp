#include "catalog/postgres/postgres_feedback.h"

#include "catalog/feedback_contract.h"
#include "catalog/testing/postgres_server.h"

namespace edify::catalog {
namespace {

INSTANTIATE_TEST_SUITE_P(Postgres, FeedbackContract, testing::Values([]() -> std::unique_ptr<Feedback> {
                           auto* server = test::shared_postgres();
                           if (server == nullptr) return nullptr;
                           return PostgresFeedback::open(server->fresh_address()).value();
                         }));

}  // namespace
}  // namespace edify::catalog
