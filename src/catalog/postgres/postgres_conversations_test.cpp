#include "catalog/postgres/postgres_conversations.h"

#include "catalog/conversations_contract.h"
#include "catalog/testing/postgres_server.h"

namespace edify::catalog {
namespace {

INSTANTIATE_TEST_SUITE_P(Postgres, ConversationsContract, testing::Values([]() -> std::unique_ptr<Conversations> {
                           auto* server = test::shared_postgres();
                           if (server == nullptr) return nullptr;
                           return PostgresConversations::open(server->fresh_address()).value();
                         }));

}  // namespace
}  // namespace edify::catalog
