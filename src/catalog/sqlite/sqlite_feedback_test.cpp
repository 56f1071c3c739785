#include "catalog/sqlite/sqlite_feedback.h"

#include "catalog/feedback_contract.h"

namespace edify::catalog {
namespace {

INSTANTIATE_TEST_SUITE_P(Sqlite, FeedbackContract, testing::Values([]() -> std::unique_ptr<Feedback> {
                           return std::move(SqliteFeedback::open(":memory:").value());
                         }));

}  // namespace
}  // namespace edify::catalog
