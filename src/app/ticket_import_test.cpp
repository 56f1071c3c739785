#include "app/ticket_import.h"

#include <gmock/gmock.h>

#include <sstream>

#include "catalog/sqlite/sqlite_tickets.h"

namespace edify::app {
namespace {

using namespace std::chrono_literals;

class TicketImportTest : public testing::Test {
 protected:
  Result<TicketImport> import(const std::string& text, const TicketColumns& columns = {}) {
    std::istringstream stream(text);
    return import_tickets(stream, "desk.csv", columns, *tickets_);
  }
  std::unique_ptr<catalog::SqliteTickets> tickets_ = catalog::SqliteTickets::open(":memory:").value();
};

TEST_F(TicketImportTest, ReadsThreeColumnsOfAnyFileAndAgainWithoutCountingTwice) {
  const std::string text =
      "Requester,ID,Opened,Closed\nAsha,7,2026-11-16,2026-11-17\n\"Rao, K\",8,2026-11-16T23:30:00+05:30,\n"
      "Asha,9,2026-11-18 10:00:00,\n";
  const auto first = import(text).value();
  EXPECT_EQ(first.read, 3U);
  EXPECT_EQ(first.added, 3U);
  EXPECT_EQ(import(text).value().added, 0U);
  const auto figures = tickets_->figures().value();
  EXPECT_EQ(figures.total, 3U);
  EXPECT_EQ(figures.open, 2U);
  EXPECT_EQ(figures.newest, UnixSeconds(std::chrono::sys_days(2026y / 11 / 18)) + 10h);
  ASSERT_TRUE(import("id,opened,closed\n9,2026-11-18,2026-11-19\n"));
  EXPECT_EQ(tickets_->figures().value().open, 1U);
}

TEST_F(TicketImportTest, TakesTheNamesOfColumnsAsGiven) {
  const TicketColumns named{"Ticket number", "Created at", "Solved at"};
  EXPECT_EQ(import("ticket NUMBER,created at\n1,2026-11-16\n", named).value().added, 1U);
  EXPECT_THAT(import("id,opened\n1,2026-11-16\n", named).error().message,
              testing::AllOf(testing::HasSubstr("desk.csv, line 1"), testing::HasSubstr("--id")));
}

TEST_F(TicketImportTest, NamesTheLineAndColumnThatIsWrong) {
  EXPECT_THAT(import("id,opened\n1,2026-11-16\n2,yesterday\n").error().message,
              testing::HasSubstr("desk.csv, line 3, column 2: 'yesterday' is not a time"));
  EXPECT_THAT(import("id,opened\n,2026-11-16\n").error().message, testing::HasSubstr("line 2, column 1"));
  EXPECT_THAT(import("id,opened,closed\n1,2026-11-16,2026-11-15\n").error().message,
              testing::HasSubstr("line 2, column 3"));
  for (const char* time : {"2026-02-30", "1969-12-31", "2026-11-16T25:00:00", "2026-11-16 10:00 noon"}) {
    EXPECT_FALSE(import(std::string("id,opened\n1,") + time + "\n")) << time;
  }
  EXPECT_FALSE(import(""));
}

}  // namespace
}  // namespace edify::app
