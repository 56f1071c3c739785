#include "base/sqlite.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <barrier>
#include <filesystem>
#include <thread>
#include <vector>

namespace edify::sqlite {
namespace {

Database open_memory() {
  auto database = Database::open(":memory:");
  EXPECT_TRUE(database.has_value());
  return std::move(*database);
}

TEST(Sqlite, KeepsEmptyTextApartFromNull) {
  auto database = open_memory();
  ASSERT_TRUE(database.execute("CREATE TABLE t (a TEXT, b TEXT)"));
  auto insert = database.prepare("INSERT INTO t VALUES (?1, ?2)");
  ASSERT_TRUE(insert.has_value());
  ASSERT_TRUE(insert->bind(1, std::string_view{}).bind_null(2).run());
  auto select = database.prepare("SELECT a, b FROM t");
  ASSERT_TRUE(select->step().value());
  EXPECT_FALSE(select->is_null(0));
  EXPECT_TRUE(select->is_null(1));
}

TEST(Sqlite, RollsBackATransactionThatFails) {
  auto database = open_memory();
  ASSERT_TRUE(database.execute("CREATE TABLE t (a INTEGER)"));
  const auto result = database.transaction([&]() -> Result<void> {
    EDIFY_CHECK(database.execute("INSERT INTO t VALUES (1)"));
    return fail(ErrorCode::conflict, "no");
  });
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, ErrorCode::conflict);
  auto count = database.prepare("SELECT count(*) FROM t");
  ASSERT_TRUE(count->step().value());
  EXPECT_EQ(count->integer(0), 0);
}

TEST(Sqlite, SaysWhichFileCannotBeOpened) {
  const auto database = Database::open("/nonexistent/folder/edify.db");
  ASSERT_FALSE(database.has_value());
  EXPECT_EQ(database.error().code, ErrorCode::unavailable);
  EXPECT_NE(database.error().message.find("/nonexistent/folder/edify.db"), std::string::npos);
}

TEST(Sqlite, OpensANewFileForSeveralAtOnce) {
  const auto folder = std::filesystem::temp_directory_path() / ("edify-sqlite-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  constexpr int rounds = 30;
  constexpr int openers = 4;
  for (int round = 0; round < rounds; ++round) {
    std::barrier together(openers);
    std::vector<std::jthread> threads;
    for (int i = 0; i < openers; ++i) {
      threads.emplace_back([&] {
        together.arrive_and_wait();
        const auto database = Database::open(folder / (std::to_string(round) + ".db"));
        EXPECT_TRUE(database.has_value()) << database.error().message;
      });
    }
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace edify::sqlite
