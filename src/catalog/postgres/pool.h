// A bounded number of connections to one PostgreSQL, and transactions over them that outlive a restart of the server.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/error.h"
#include "catalog/postgres/address.h"
#include "catalog/postgres/connection.h"

namespace edify::catalog::postgres {

struct PoolOptions {
  std::size_t connections = 4;                 // at most; made as they are needed
  std::chrono::milliseconds wait_time{5'000};  // for one of them to be free
  // How long a transaction is begun again while the server is away; less is not waited than one try takes.
  std::chrono::milliseconds patience{2'000};
  ConnectionOptions connection{};
};

// read_write: READ COMMITTED. snapshot: all reads see one state; nothing is written.
enum class Transaction : std::uint8_t { read_write, snapshot };

// Thread-safe.
class Pool {
 public:
  explicit Pool(Address address, const PoolOptions& options = {});

  // Every body and every statement here may run more than once: where the connection is lost at its COMMIT, nobody
  // knows whether it took effect. So each leaves the same state whether it runs once or twice, and sets what it gives
  // back anew each time.
  //
  // Errors: unavailable (the server is away: `database_away`; all connections in use: `database_busy`), and what the
  // body says. A deadlock or a lost race begins it again, some times.
  Result<void> transaction(const std::function<Result<void>(Connection&)>& body,
                           Transaction kind = Transaction::read_write);
  // One statement, a transaction of its own.
  Result<Rows> run(const std::string& sql, const Values& values = {});

  const Address& address() const { return address_; }

 private:
  Result<void> try_once(const std::function<Result<void>(Connection&)>& use);
  Result<void> repeat(const std::function<Result<void>(Connection&)>& use);
  Result<Connection> borrow();
  void give_back(Connection connection);
  void forget_one();

  const Address address_;
  const PoolOptions options_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<Connection> idle_;  // the last one used last
  std::size_t in_use_ = 0;
};

}  // namespace edify::catalog::postgres
