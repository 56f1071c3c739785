#include "catalog/postgres/postgres_tickets.h"

#include "catalog/testing/postgres_server.h"
#include "catalog/tickets_contract.h"

namespace edify::catalog {
namespace {

INSTANTIATE_TEST_SUITE_P(Postgres, TicketsContract, testing::Values([]() -> std::unique_ptr<Tickets> {
                           auto* server = test::shared_postgres();
                           if (server == nullptr) return nullptr;
                           return PostgresTickets::open(server->fresh_address()).value();
                         }));

}  // namespace
}  // namespace edify::catalog
