#include "base/sqlite.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <barrier>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
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
    const File file(folder / (std::to_string(round) + ".db"), Secret(std::string(round % 2 * 32, '\x5a')));
    std::barrier together(openers);
    std::vector<std::jthread> threads;
    for (int i = 0; i < openers; ++i) {
      threads.emplace_back([&] {
        together.arrive_and_wait();
        auto database = Database::open(file);
        ASSERT_TRUE(database.has_value()) << database.error().message;
        EXPECT_TRUE(database->execute("CREATE TABLE IF NOT EXISTS t (a); INSERT INTO t VALUES (1)"));
      });
    }
  }
  std::filesystem::remove_all(folder);
}

TEST(Sqlite, IsCopiedAsItWasAtOneMoment) {
  const auto folder = std::filesystem::temp_directory_path() / ("edify-sqlite-copy-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  auto database = Database::open(folder / "a.db").value();
  ASSERT_TRUE(database.execute("CREATE TABLE t (a INTEGER); CREATE TABLE u (a INTEGER)"));
  std::atomic<bool> copied = false;
  // As many rows in t as in u at the end of every transaction.
  std::jthread writer([&] {
    auto other = Database::open(folder / "a.db").value();
    while (!copied) {
      EXPECT_TRUE(other.transaction(
          [&] { return other.execute("INSERT INTO t VALUES (1); INSERT INTO u VALUES (randomblob(2000))"); }));
    }
  });
  for (int round = 0; round < 20; ++round) {
    const auto file = folder / std::to_string(round);
    const auto done = database.copy_to(file);
    ASSERT_TRUE(done) << done.error().message;
    auto copy = Database::open(file).value();
    EXPECT_TRUE(copy.check_integrity());
    auto difference = copy.prepare("SELECT (SELECT count(*) FROM t) - (SELECT count(*) FROM u)").value();
    ASSERT_TRUE(difference.step().value());
    EXPECT_EQ(difference.integer(0), 0);
  }
  copied = true;
  writer.join();
  EXPECT_EQ(database.copy_to(folder / "0").error().code, ErrorCode::conflict);
  std::filesystem::remove_all(folder);
}

TEST(Sqlite, SaysThatAFileIsDamaged) {
  const auto file = std::filesystem::temp_directory_path() / ("edify-damaged-" + std::to_string(::getpid()));
  {
    auto database = Database::open(file).value();
    ASSERT_TRUE(database.execute("CREATE TABLE t (a TEXT); CREATE INDEX i ON t (a)"));
    ASSERT_TRUE(
        database.execute("WITH n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 5000) "
                         "INSERT INTO t SELECT 'text number ' || i FROM n"));
    EXPECT_TRUE(database.check_integrity());
  }
  std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
  bytes.seekp(5 * 4096 + 200);
  bytes << std::string(3000, 'x');
  bytes.close();
  auto database = Database::open(file).value();
  const auto checked = database.check_integrity();
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, ErrorCode::unreadable);
  std::filesystem::remove(file);
}

// A folder that goes with its test.
class EncryptedSqlite : public testing::Test {
 protected:
  EncryptedSqlite() { std::filesystem::create_directories(folder_); }
  ~EncryptedSqlite() override { std::filesystem::remove_all(folder_); }

  static void write_names(Database& database) {
    ASSERT_TRUE(database.execute(
        "CREATE TABLE t (a TEXT); WITH n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 500) "
        "INSERT INTO t SELECT 'a child named Asha, ' || i FROM n"));
  }
  static std::int64_t count_names(Database& database) {
    auto count = database.prepare("SELECT count(*) FROM t WHERE a LIKE 'a child named Asha%'");
    EXPECT_TRUE(count && count->step());
    return count->integer(0);
  }
  // In the files of the folder, the log of changes among them.
  bool is_readable_on_disk(std::string_view text) const {
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      std::ifstream stream(entry.path(), std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
      if (bytes.find(text) != std::string::npos) return true;
    }
    return false;
  }

  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("edify-encrypted-" + std::to_string(::getpid()));
  const std::filesystem::path path_ = folder_ / "a # of 100%.db";
  const Secret key_{std::string(32, '\x5a')};
  const Secret other_key_{std::string(32, '\x5b')};
};

TEST_F(EncryptedSqlite, LeavesNothingReadableInItsFiles) {
  auto database = Database::open(File(path_, key_)).value();
  write_names(database);
  EXPECT_GT(std::filesystem::file_size(path_.string() + "-wal"), 4096U);
  EXPECT_FALSE(is_readable_on_disk("Asha"));
  EXPECT_FALSE(is_readable_on_disk("SQLite format"));
  auto reader = Database::open(File(path_, key_), OpenMode::read_only).value();
  EXPECT_EQ(count_names(reader), 500);
}

TEST_F(EncryptedSqlite, OpensUnderItsKeyAlone) {
  {
    auto database = Database::open(File(path_, key_)).value();
    write_names(database);
  }
  for (const auto& key : {other_key_, Secret()}) {
    const auto opened = Database::open(File(path_, key));
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::unreadable);
    EXPECT_NE(opened.error().message.find(path_.string()), std::string::npos);
  }
  auto database = Database::open(File(path_, key_)).value();
  EXPECT_EQ(count_names(database), 500);
}

TEST_F(EncryptedSqlite, DoesNotTakeAPlainDatabaseForItsOwn) {
  {
    auto database = Database::open(path_).value();
    write_names(database);
  }
  const auto opened = Database::open(File(path_, key_));
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::unreadable);
}

TEST_F(EncryptedSqlite, NoticesAPageThatWasChanged) {
  {
    auto database = Database::open(File(path_, key_)).value();
    write_names(database);
  }
  std::fstream bytes(path_, std::ios::in | std::ios::out | std::ios::binary);
  bytes.seekp(2 * 4096 + 200);
  bytes << 'x';
  bytes.close();
  auto database = Database::open(File(path_, key_)).value();
  EXPECT_FALSE(database.execute("SELECT count(a) FROM t"));
}

TEST_F(EncryptedSqlite, CopiesItselfUnderItsKey) {
  auto database = Database::open(File(path_, key_)).value();
  write_names(database);
  ASSERT_TRUE(database.copy_to(folder_ / "copy.db"));
  EXPECT_FALSE(is_readable_on_disk("Asha"));
  auto copy = Database::open(File(folder_ / "copy.db", key_), OpenMode::read_only).value();
  EXPECT_TRUE(copy.check_integrity());
  EXPECT_EQ(count_names(copy), 500);
}

TEST_F(EncryptedSqlite, EncryptsADatabaseThatIsPlainAndGivesItANewKey) {
  {
    auto database = Database::open(path_).value();
    write_names(database);
  }
  ASSERT_TRUE(is_readable_on_disk("Asha"));
  const auto encrypted = change_key(path_, key_);
  ASSERT_TRUE(encrypted) << encrypted.error().message;
  EXPECT_FALSE(is_readable_on_disk("Asha"));
  ASSERT_TRUE(change_key(File(path_, key_), other_key_));
  EXPECT_FALSE(Database::open(File(path_, key_)));
  auto database = Database::open(File(path_, other_key_)).value();
  EXPECT_EQ(count_names(database), 500);
}

TEST_F(EncryptedSqlite, KeepsItsKeyWhileAnybodyHasItOpen) {
  auto database = Database::open(path_).value();
  write_names(database);
  const auto changed = change_key(path_, key_);
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().code, ErrorCode::conflict);
  EXPECT_EQ(count_names(database), 500);
}

}  // namespace
}  // namespace edify::sqlite
