#include "catalog/postgres/pool.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <atomic>
#include <thread>

#include "catalog/postgres/postgres_catalog.h"
#include "catalog/postgres/schema.h"
#include "catalog/testing/postgres_server.h"

namespace edify::catalog::postgres {
namespace {

class PostgresPool : public testing::Test {
 protected:
  void SetUp() override {
    server_ = test::shared_postgres();
    if (server_ == nullptr) GTEST_SKIP() << "PostgreSQL is not installed";
    address_ = server_->fresh_address();
  }
  std::int64_t backends() {
    auto connection = Connection::open(server_->address("public"), {}).value();
    return connection
        .run("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()")
        .value()
        .front()
        .integer(0);
  }

  test::PostgresServer* server_ = nullptr;
  Address address_;
};

TEST_F(PostgresPool, GivesBackWhatItWasGiven) {
  Pool pool(address_);
  std::string every_byte;
  for (int byte = 0; byte < 256; ++byte) every_byte += static_cast<char>(byte);
  const std::vector<std::string> list = {"", "a,b", "\"quoted\" \\", "{x}", "नमस्ते"};
  const auto rows = pool.run(
                            "SELECT $1::text, $2::bytea, $3::bigint, $4::double precision, $5::boolean, $6::text, "
                            "array_to_string($7::text[], '|')",
                            {every_byte, std::as_bytes(std::span(every_byte)), INT64_MIN, 0.1, true, std::nullopt,
                             std::span<const std::string>(list)})
                        .value();
  EXPECT_EQ(rows.front().text(0), every_byte);
  EXPECT_EQ(rows.front().bytes(1), every_byte);
  EXPECT_EQ(rows.front().integer(2), INT64_MIN);
  EXPECT_EQ(rows.front().real(3), 0.1);
  EXPECT_TRUE(rows.front().truth(4));
  EXPECT_TRUE(rows.front().is_null(5));
  EXPECT_EQ(rows.front().text(6), "|a,b|\"quoted\" \\|{x}|नमस्ते");
}

TEST_F(PostgresPool, RollsBackATransactionThatFails) {
  Pool pool(address_);
  ASSERT_TRUE(pool.run("CREATE TABLE t (a BIGINT)"));
  const auto done = pool.transaction([](Connection& connection) -> Result<void> {
    EDIFY_CHECK(connection.run("INSERT INTO t VALUES (1)"));
    return fail(ErrorCode::conflict, "no");
  });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().message, "no");
  EXPECT_EQ(pool.run("SELECT count(*) FROM t")->front().integer(0), 0);
}

TEST_F(PostgresPool, SaysWhatIsWrongWithAStatementAndGoesOn) {
  Pool pool(address_, {.connections = 1});
  const auto wrong = pool.run("SELECT nothing FROM nowhere");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, ErrorCode::internal);
  EXPECT_NE(wrong.error().message.find("nowhere"), std::string::npos);
  EXPECT_TRUE(pool.run("SELECT 1"));
}

TEST_F(PostgresPool, EndsAStatementAtItsTimeLimit) {
  Pool pool(address_, {.connections = 1, .connection = {.statement_time = std::chrono::milliseconds(50)}});
  const auto slow = pool.run("SELECT pg_sleep(30)");
  ASSERT_FALSE(slow);
  EXPECT_EQ(slow.error().code, ErrorCode::unavailable);
  EXPECT_TRUE(pool.run("SELECT 1"));
}

TEST_F(PostgresPool, NeverHasMoreConnectionsThanItMayAndWaitsForAFreeOneOnlySoLong) {
  Pool pool(address_, {.connections = 2, .wait_time = std::chrono::milliseconds(50)});
  const auto before = backends();
  const auto taken = pool.transaction([&](Connection&) -> Result<void> {
    return pool.transaction([&](Connection&) -> Result<void> {
      EXPECT_EQ(backends(), before + 2);
      const auto third = pool.run("SELECT 1");
      EXPECT_EQ(third.error().reason, "database_busy");
      return {};
    });
  });
  EXPECT_TRUE(taken);
  EXPECT_TRUE(pool.run("SELECT 1"));
}

TEST_F(PostgresPool, ReplacesConnectionsThatWereCutWhileIdle) {
  Pool pool(address_, {.connections = 2, .patience = std::chrono::milliseconds(0)});
  ASSERT_TRUE(pool.run("SELECT 1"));
  ASSERT_TRUE(Connection::open(address_, {})
                  .value()
                  .run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND "
                       "backend_type = 'client backend'"));
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (backends() > 0 && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
  EXPECT_TRUE(pool.run("SELECT 1"));
}

TEST_F(PostgresPool, OutlivesARestartOfTheServer) {
  test::PostgresServer own;
  Pool pool(own.address("public"), {.patience = std::chrono::seconds(60)});
  ASSERT_TRUE(pool.run("CREATE TABLE t (a BIGINT)"));
  own.stop();
  {
    // The server starts from this thread, since it ends with the thread that started it (PR_SET_PDEATHSIG).
    const std::jthread writer([&] { EXPECT_TRUE(pool.run("INSERT INTO t VALUES (1)")); });
    own.start();
  }
  EXPECT_EQ(pool.run("SELECT count(*) FROM t")->front().integer(0), 1);
}

TEST_F(PostgresPool, FailsInTimeWhereNobodyListens) {
  Pool pool(parse_address("postgresql://127.0.0.1:1/edify").value(), {.patience = std::chrono::milliseconds(0)});
  const auto answer = pool.run("SELECT 1");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::unavailable);
  EXPECT_EQ(answer.error().reason, away_reason);
  EXPECT_NE(answer.error().message.find("127.0.0.1:1/edify"), std::string::npos);
  EXPECT_EQ(answer.error().message.find('\n'), std::string::npos);
}

TEST_F(PostgresPool, FailsInTimeWhereSomebodyListensAndSaysNothing) {
  const int mute = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof name;
  ASSERT_EQ(::bind(mute, reinterpret_cast<sockaddr*>(&name), length), 0);
  ASSERT_EQ(::listen(mute, 1), 0);
  ::getsockname(mute, reinterpret_cast<sockaddr*>(&name), &length);
  const auto url = fmt::format("postgresql://127.0.0.1:{}/edify", ntohs(name.sin_port));
  const auto opened = Connection::open(parse_address(url).value(), {.connect_time = std::chrono::milliseconds(50)});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().reason, away_reason);
  ::close(mute);
}

TEST_F(PostgresPool, BeginsATransactionAgainThatLostARace) {
  Pool pool(address_);
  ASSERT_TRUE(pool.run("CREATE TABLE t (id BIGINT PRIMARY KEY, n BIGINT)"));
  ASSERT_TRUE(pool.run("INSERT INTO t VALUES (1, 0), (2, 0)"));
  constexpr int rounds = 5;
  const auto count_up = [&](int first, int second) {
    for (int round = 0; round < rounds; ++round) {
      EXPECT_TRUE(pool.transaction([&](Connection& connection) -> Result<void> {
        EDIFY_CHECK(connection.run("SET LOCAL deadlock_timeout = 10"));
        EDIFY_CHECK(connection.run("UPDATE t SET n = n + 1 WHERE id = $1", {first}));
        EDIFY_CHECK(connection.run("UPDATE t SET n = n + 1 WHERE id = $1", {second}));
        return {};
      }));
    }
  };
  {
    const std::jthread one(count_up, 1, 2);
    const std::jthread other(count_up, 2, 1);
  }
  EXPECT_EQ(pool.run("SELECT sum(n)::bigint FROM t")->front().integer(0), 2 * 2 * rounds);
}

TEST_F(PostgresPool, MigratesOnceHoweverManyStart) {
  std::atomic<int> opened = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 6; ++i) {
      threads.emplace_back([&] {
        const auto catalog = PostgresCatalog::open(address_);
        EXPECT_TRUE(catalog) << catalog.error().message;
        opened += catalog ? 1 : 0;
      });
    }
  }
  EXPECT_EQ(opened, 6);
  Pool pool(address_);
  const auto versions = pool.run("SELECT count(*), max(schema_version) FROM catalog_meta").value();
  EXPECT_EQ(versions.front().integer(0), versions.front().integer(1));
}

TEST_F(PostgresPool, RefusesTablesOfANewerRelease) {
  Pool pool(address_);
  ASSERT_TRUE(pool.run("CREATE TABLE catalog_meta AS SELECT 99::bigint AS schema_version"));
  const auto migrated = migrate(pool);
  ASSERT_FALSE(migrated);
  EXPECT_EQ(migrated.error().reason, "newer_schema");
}

}  // namespace
}  // namespace edify::catalog::postgres
