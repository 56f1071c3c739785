#include "ingest/byte_budget.h"

#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <thread>
#include <vector>

namespace edify::ingest {
namespace {

using Share = ByteBudget::Share;

TEST(ByteBudget, NeverHandsOutMoreThanItsLimit) {
  ByteBudget budget(1000);
  std::vector<std::jthread> threads;
  for (unsigned seed = 0; seed < 8; ++seed) {
    threads.emplace_back([&, seed] {
      std::mt19937 random(seed);
      for (int i = 0; i < 2000; ++i) {
        const auto held = budget.reserve(seed % 2 == 0 ? Share::content : Share::text, random() % 400);
        ASSERT_LE(budget.used(), 1000U);
      }
    });
  }
  threads.clear();
  EXPECT_EQ(budget.used(), 0U);
  EXPECT_LE(budget.peak(), 1000U);
  EXPECT_GT(budget.peak(), 0U);
}

TEST(ByteBudget, LetsTextGoOnWhileContentFillsItsShare) {
  ByteBudget budget(1000);
  const auto content = budget.reserve(Share::content, 750);
  const auto text = budget.reserve(Share::text, 250);
  EXPECT_EQ(budget.used(), 1000U);
}

TEST(ByteBudget, GivesADocumentBeyondTheShareAllOfIt) {
  ByteBudget budget(1000);
  const auto held = budget.reserve(Share::content, 5000);
  EXPECT_EQ(budget.used(), 750U);
}

TEST(ByteBudget, WaitsForASmallerLimitAndGoesOnWithALargerOne) {
  ByteBudget budget(1000);
  auto first = budget.reserve(Share::content, 300);
  budget.set_limit(400);
  std::atomic<bool> got = false;
  std::jthread waiting([&] {
    const auto second = budget.reserve(Share::content, 200);
    got = true;
  });
  budget.set_limit(1000);
  waiting.join();
  EXPECT_TRUE(got);
  first.end();
  EXPECT_EQ(budget.used(), 0U);
}

}  // namespace
}  // namespace edify::ingest
