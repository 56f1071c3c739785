// A connection to PostgreSQL over libpq, every step with a deadline. Belongs to one thread at a time.
#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/sealed_stream.h"
#include "catalog/postgres/address.h"
#include "catalog/postgres/value.h"

struct pg_conn;

namespace edify::catalog::postgres {

// Of Errors: the server is away, is starting or stopping, or the connection to it was lost; whether the statement took
// effect is not known.
inline constexpr std::string_view away_reason = "database_away";
// Another transaction was in the way (a deadlock, a serialisation failure); nothing took effect.
inline constexpr std::string_view collision_reason = "database_collision";
// A row with this key is there already.
inline constexpr std::string_view exists_reason = "exists";

struct ConnectionOptions {
  std::chrono::milliseconds connect_time{5'000};  // all of it, but for looking a name up, which is the system's
  // For a statement, the server's own limit too; what a script needs is its own matter (SET LOCAL statement_timeout).
  std::chrono::milliseconds statement_time{15'000};
};

class Connection {
 public:
  // Errors: unavailable, reason `database_away`, or `database` where the server refuses (a wrong password, no such
  // database).
  static Result<Connection> open(const Address& address, const ConnectionOptions& options);

  // One statement. After an Error of reason `database_away` the connection is of no use.
  Result<Rows> run(const std::string& sql, const Values& values = {});
  // One or more statements without parameters or rows, within `time`.
  Result<void> run_script(const std::string& sql, std::chrono::milliseconds time);

  // COPY … TO STDOUT: hands on its data, row by row as the server sends it, however long it takes as long as it goes
  // on. Errors: those of run() and of `take`, after which the connection is of no use.
  Result<void> copy_out(const std::string& sql, const TakeBytes& take);
  // COPY … FROM STDIN: begin, any number of puts, end. After an Error the connection is of no use.
  Result<void> begin_copy_in(const std::string& sql);
  Result<void> put_copy_data(std::span<const std::byte> bytes);
  Result<void> end_copy_in();

  // False: it was lost, or the server said something unasked, as it does before it goes.
  bool is_alive() const;

 private:
  struct Finish {
    void operator()(pg_conn* connection) const;
  };
  using TimePoint = std::chrono::steady_clock::time_point;

  Connection(pg_conn* connection, const ConnectionOptions& options) : connection_(connection), options_(options) {}
  Result<void> finish_connecting();
  Result<void> introduce();
  Result<void> send(TimePoint deadline);
  Result<Rows> receive(TimePoint deadline);
  Result<void> start_copy(const std::string& sql, int expected_status);
  TimePoint next_deadline() const;
  std::unexpected<Error> lost(std::string_view why);

  std::unique_ptr<pg_conn, Finish> connection_;
  ConnectionOptions options_;
  bool is_lost_ = false;
};

}  // namespace edify::catalog::postgres
