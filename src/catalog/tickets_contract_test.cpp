#include "catalog/tickets_contract.h"

namespace edify::catalog {
namespace {

using namespace std::chrono_literals;

TEST_P(TicketsContract, KeepsATicketOnceHoweverOftenItComes) {
  EXPECT_EQ(all_->put({{"a", at(100), {}}, {"b", at(200), at(300)}}).value(), 2U);
  EXPECT_EQ(all_->put({{"a", at(100), at(400)}, {"c", at(250), {}}, {"c", at(250), {}}}).value(), 1U);
  EXPECT_EQ(all_->figures().value(), (TicketFigures{.total = 3, .open = 1, .newest = at(250)}));
}

TEST_P(TicketsContract, CountsWeeksFromTheirMondays) {
  const auto monday = on(2026y / 11 / 16);
  ASSERT_TRUE(all_->put({{"a", monday, {}}, {"b", monday + 7 * 24h - 1s, {}}, {"c", monday + 7 * 24h, {}}}));
  EXPECT_THAT(all_->weeks(at(0)).value(),
              testing::ElementsAre(WeekOfTickets{monday, 2}, WeekOfTickets{on(2026y / 11 / 23), 1}));
  EXPECT_THAT(all_->weeks(monday + 7 * 24h).value(), testing::ElementsAre(WeekOfTickets{on(2026y / 11 / 23), 1}));
}

TEST_P(TicketsContract, ForgetsWhatIsOld) {
  ASSERT_TRUE(all_->put({{"a", at(100), {}}, {"b", at(200), {}}}));
  EXPECT_EQ(all_->forget_before(at(200)).value(), 1U);
  EXPECT_EQ(all_->figures().value(), (TicketFigures{.total = 1, .open = 1, .newest = at(200)}));
}

TEST_P(TicketsContract, IsEmptyAtFirst) { EXPECT_EQ(all_->figures().value(), TicketFigures{}); }

}  // namespace
}  // namespace edify::catalog
