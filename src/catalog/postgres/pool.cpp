#include "catalog/postgres/pool.h"

#include <algorithm>
#include <thread>
#include <utility>

namespace edify::catalog::postgres {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds pause_between_tries{200};
constexpr int most_collisions = 10;

Result<void> run_between(Connection& connection, const char* begin,
                         const std::function<Result<void>(Connection&)>& body) {
  EDIFY_CHECK(connection.run(begin));
  auto done = body(connection);
  if (done) {
    EDIFY_CHECK(connection.run("COMMIT"));
    return {};
  }
  // Where this fails the connection is lost, and the transaction with it.
  if (connection.is_alive()) (void)connection.run("ROLLBACK");
  return done;
}

}  // namespace

Pool::Pool(Address address, const PoolOptions& options) : address_(std::move(address)), options_(options) {}

Result<Connection> Pool::borrow() {
  std::unique_lock lock(mutex_);
  if (!freed_.wait_for(lock, options_.wait_time, [this] { return in_use_ < options_.connections; })) {
    return fail(ErrorCode::unavailable, "all connections to PostgreSQL are in use; try again in a moment",
                "database_busy");
  }
  ++in_use_;
  while (!idle_.empty()) {
    Connection connection = std::move(idle_.back());
    idle_.pop_back();
    if (connection.is_alive()) return connection;
  }
  lock.unlock();
  auto opened = Connection::open(address_, options_.connection);
  if (!opened) forget_one();
  return opened;
}

void Pool::give_back(Connection connection) {
  const std::lock_guard lock(mutex_);
  if (connection.is_alive()) idle_.push_back(std::move(connection));
  --in_use_;
  freed_.notify_one();
}

void Pool::forget_one() {
  const std::lock_guard lock(mutex_);
  --in_use_;
  freed_.notify_one();
}

Result<void> Pool::try_once(const std::function<Result<void>(Connection&)>& use) {
  EDIFY_TRY(auto connection, borrow());
  Result<void> done;
  try {
    done = use(connection);
  } catch (...) {
    forget_one();  // a connection in an unknown state is closed
    throw;
  }
  give_back(std::move(connection));
  return done;
}

Result<void> Pool::repeat(const std::function<Result<void>(Connection&)>& use) {
  const auto deadline = Clock::now() + options_.patience;
  for (int collisions = 0;;) {
    auto done = try_once(use);
    if (done) return done;
    if (done.error().reason == collision_reason) {
      if (++collisions >= most_collisions) return done;
    } else if (done.error().reason == away_reason) {
      if (Clock::now() + pause_between_tries >= deadline) return done;
      std::this_thread::sleep_for(pause_between_tries);
    } else {
      return done;
    }
  }
}

Result<void> Pool::transaction(const std::function<Result<void>(Connection&)>& body, Transaction kind) {
  const char* begin = kind == Transaction::snapshot ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN";
  return repeat([&](Connection& connection) { return run_between(connection, begin, body); });
}

Result<Rows> Pool::run(const std::string& sql, const Values& values) {
  std::optional<Rows> answer;
  EDIFY_CHECK(repeat([&](Connection& connection) -> Result<void> {
    EDIFY_TRY(answer, connection.run(sql, values));
    return {};
  }));
  return std::move(*answer);
}

}  // namespace edify::catalog::postgres
