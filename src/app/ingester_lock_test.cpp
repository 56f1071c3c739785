#include "app/ingester_lock.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace edify::app {
namespace {

namespace fs = std::filesystem;

class IngesterLockTest : public testing::Test {
 protected:
  void SetUp() override { fs::remove_all(folder_); }
  void TearDown() override { fs::remove_all(folder_); }
  const fs::path folder_ = fs::temp_directory_path() / ("edify_ingesters_" + std::to_string(::getpid()));
};

TEST_F(IngesterLockTest, TakesNoLivingIngesterForDead) {
  const auto one = IngesterLock::take(folder_);
  const auto other = IngesterLock::take(folder_);
  ASSERT_TRUE(one && other);
  EXPECT_NE(one->owner(), other->owner());
  EXPECT_TRUE(one->dead_owners().empty());
  EXPECT_TRUE(other->dead_owners().empty());
}

TEST_F(IngesterLockTest, NamesAKilledIngesterOnce) {
  int name[2];
  ASSERT_EQ(::pipe(name), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto lock = IngesterLock::take(folder_);
    const bool told = ::write(name[1], lock->owner().data(), 36) == 36;
    ::kill(::getpid(), told ? SIGKILL : SIGTERM);
  }
  char owner[36];
  ASSERT_EQ(::read(name[0], owner, 36), 36);
  ::waitpid(child, nullptr, 0);
  const auto lock = IngesterLock::take(folder_);
  EXPECT_EQ(lock->dead_owners(), (std::vector<std::string>{std::string(owner, 36)}));
  EXPECT_TRUE(lock->dead_owners().empty());
  ::close(name[0]);
  ::close(name[1]);
}

TEST_F(IngesterLockTest, LeavesNothingBehindInGoodOrder) {
  { const auto lock = IngesterLock::take(folder_); }
  EXPECT_TRUE(fs::is_empty(folder_));
}

}  // namespace
}  // namespace edify::app
