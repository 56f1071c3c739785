#include "catalog/sqlite/sqlite_conversations.h"

#include "catalog/conversations_contract.h"

namespace edify::catalog {
namespace {

INSTANTIATE_TEST_SUITE_P(Sqlite, ConversationsContract, testing::Values([]() -> std::unique_ptr<Conversations> {
                           return std::move(SqliteConversations::open(":memory:").value());
                         }));

}  // namespace
}  // namespace edify::catalog
