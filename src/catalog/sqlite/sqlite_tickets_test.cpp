#include "catalog/sqlite/sqlite_tickets.h"

#include "catalog/tickets_contract.h"

namespace edify::catalog {
namespace {

INSTANTIATE_TEST_SUITE_P(Sqlite, TicketsContract, testing::Values([]() -> std::unique_ptr<Tickets> {
                           return std::move(SqliteTickets::open(":memory:").value());
                         }));

}  // namespace
}  // namespace edify::catalog
