#include "catalog/postgres/connection.h"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <new>
#include <utility>
#include <vector>

namespace edify::catalog::postgres {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* system_certificates = "/etc/ssl/certs/ca-certificates.crt";
constexpr std::chrono::milliseconds grace{2'000};

// Which of `events` are there; 0 at the deadline.
short wait_for(int socket, short events, Clock::time_point deadline) {
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    pollfd one{.fd = socket, .events = events, .revents = 0};
    const int ready = ::poll(&one, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
    if (ready > 0) return one.revents;
    if (ready == 0 || errno != EINTR) return 0;
  }
}

std::string one_line(std::string_view text) {
  std::string line(text.substr(0, text.find_last_not_of(" \n\t") + 1));
  std::ranges::replace_if(
      line, [](char c) { return c == '\n' || c == '\t'; }, ' ');
  return line;
}

// By class of SQLSTATE (PostgreSQL manual, appendix A).
Error error_of(const PGresult* result) {
  const char* field = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const std::string_view state = field != nullptr ? field : "";
  const char* primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  const std::string what =
      fmt::format("PostgreSQL: {}", one_line(primary != nullptr ? primary : PQresultErrorMessage(result)));
  const auto with = [&](ErrorCode code, std::string_view reason) { return Error(code, what, std::string(reason)); };
  // 25006: a standby that does not write, as after a change of the primary.
  if (state.empty() || state.starts_with("08") || state.starts_with("57P") || state == "25006") {
    return with(ErrorCode::unavailable, away_reason);
  }
  if (state == "40001" || state == "40P01") return with(ErrorCode::conflict, collision_reason);
  if (state == "23505") return with(ErrorCode::conflict, exists_reason);
  // Out of connections, memory or disk; cancelled at its time limit; a lock that was not had in time.
  const bool is_short_of_something = state.starts_with("53") || state == "57014" || state == "55P03";
  return with(is_short_of_something ? ErrorCode::unavailable : ErrorCode::internal, "database");
}

// What decides how we connect, over what the URL says.
std::map<std::string, std::string> connection_parameters(const Address& address) {
  auto parameters = address.parameters;
  parameters["application_name"] = "edify";
  parameters["client_encoding"] = "UTF8";
  parameters["gssencmode"] = "disable";
  for (const auto& [keyword, value] : {std::pair{"keepalives_idle", "10"}, std::pair{"keepalives_interval", "5"},
                                       std::pair{"keepalives_count", "3"}, std::pair{"tcp_user_timeout", "20000"}}) {
    parameters.try_emplace(keyword, value);
  }
  if (address.is_encrypted()) {
    parameters["ssl_min_protocol_version"] = "TLSv1.2";
    parameters.try_emplace("sslrootcert", address.ca_file.empty() ? system_certificates : address.ca_file.string());
  }
  return parameters;
}

PGconn* start_connecting(const Address& address) {
  const auto parameters = connection_parameters(address);
  std::vector<const char*> keywords;
  std::vector<const char*> values;
  for (const auto& [keyword, value] : parameters) {
    keywords.push_back(keyword.c_str());
    values.push_back(value.c_str());
  }
  if (!address.password.empty()) {
    keywords.push_back("password");
    values.push_back(address.password.reveal().c_str());
  }
  keywords.push_back(nullptr);
  values.push_back(nullptr);
  PGconn* connection = PQconnectStartParams(keywords.data(), values.data(), /*expand_dbname=*/0);
  if (connection == nullptr) throw std::bad_alloc();
  return connection;
}

}  // namespace

void Connection::Finish::operator()(pg_conn* connection) const { PQfinish(connection); }

std::unexpected<Error> Connection::lost(std::string_view why) {
  is_lost_ = true;
  return fail(ErrorCode::unavailable, fmt::format("PostgreSQL: {}", one_line(why)), std::string(away_reason));
}

Result<Connection> Connection::open(const Address& address, const ConnectionOptions& options) {
  Connection connection(start_connecting(address), options);
  if (auto done = connection.finish_connecting(); !done) {
    return fail(done.error().code, fmt::format("cannot connect to {}: {}", address.description(), done.error().message),
                std::move(done.error().reason));
  }
  EDIFY_CHECK(connection.introduce());
  return connection;
}

Result<void> Connection::finish_connecting() {
  auto* connection = connection_.get();
  const auto deadline = Clock::now() + options_.connect_time;
  if (PQstatus(connection) == CONNECTION_BAD) return lost(PQerrorMessage(connection));
  for (auto state = PGRES_POLLING_WRITING; state != PGRES_POLLING_OK; state = PQconnectPoll(connection)) {
    if (state == PGRES_POLLING_FAILED) return lost(PQerrorMessage(connection));
    const short events = state == PGRES_POLLING_READING ? POLLIN : POLLOUT;
    if (wait_for(PQsocket(connection), events, deadline) == 0) return lost("it did not answer in time");
  }
  PQsetNoticeReceiver(
      connection, [](void*, const PGresult*) {}, nullptr);
  PQsetnonblocking(connection, 1);
  return {};
}

Result<void> Connection::introduce() {
  // A transaction whose client is gone must not hold its locks for as long as TCP takes to notice.
  EDIFY_CHECK(
      run("SELECT set_config('statement_timeout', $1, false), set_config('lock_timeout', $1, false), "
          "set_config('idle_in_transaction_session_timeout', $1, false)",
          {std::to_string(options_.statement_time.count())}));
  return {};
}

Result<Rows> Connection::run(const std::string& sql, const Values& values) {
  std::vector<const char*> data;
  std::vector<int> sizes;
  std::vector<int> formats;
  for (const auto& value : values) {
    data.push_back(value.data());
    sizes.push_back(value.size());
    formats.push_back(value.is_bytes() ? 1 : 0);
  }
  const auto deadline = next_deadline();
  if (PQsendQueryParams(connection_.get(), sql.c_str(), static_cast<int>(values.size()), nullptr, data.data(),
                        sizes.data(), formats.data(), /*resultFormat=*/0) == 0) {
    return lost(PQerrorMessage(connection_.get()));
  }
  EDIFY_CHECK(send(deadline));
  return receive(deadline);
}

// Over the server's own limit, so that a server that is alive is the one to end a statement.
Connection::TimePoint Connection::next_deadline() const { return Clock::now() + options_.statement_time + grace; }

Result<void> Connection::run_script(const std::string& sql, std::chrono::milliseconds time) {
  const auto deadline = Clock::now() + time;
  if (PQsendQuery(connection_.get(), sql.c_str()) == 0) return lost(PQerrorMessage(connection_.get()));
  EDIFY_CHECK(send(deadline));
  EDIFY_CHECK(receive(deadline));
  return {};
}

Result<void> Connection::send(TimePoint deadline) {
  auto* connection = connection_.get();
  while (true) {
    const int left = PQflush(connection);
    if (left < 0) return lost(PQerrorMessage(connection));
    if (left == 0) return {};
    // The server may want to be read before it reads on.
    const short ready = wait_for(PQsocket(connection), POLLIN | POLLOUT, deadline);
    if (ready == 0) return lost("it did not take a statement in time");
    if ((ready & POLLIN) != 0 && PQconsumeInput(connection) == 0) return lost(PQerrorMessage(connection));
  }
}

// To the end of what the statement answers; the last result, or the first that is an error.
Result<Rows> Connection::receive(TimePoint deadline) {
  auto* connection = connection_.get();
  Result<Rows> answer = fail(ErrorCode::internal, "PostgreSQL answered nothing");
  bool failed = false;
  while (true) {
    while (PQisBusy(connection) != 0) {
      if (wait_for(PQsocket(connection), POLLIN, deadline) == 0) return lost("it did not answer a statement in time");
      if (PQconsumeInput(connection) == 0) return lost(PQerrorMessage(connection));
    }
    Rows rows(PQgetResult(connection));
    if (rows.is_nothing()) break;
    if (failed) continue;
    const auto status = PQresultStatus(rows.get());
    failed = status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK;
    if (failed) {
      answer = std::unexpected(error_of(rows.get()));
    } else {
      answer = std::move(rows);
    }
  }
  if (PQstatus(connection) == CONNECTION_BAD || (!answer && answer.error().reason == away_reason)) is_lost_ = true;
  return answer;
}

Result<void> Connection::start_copy(const std::string& sql, int expected_status) {
  auto* connection = connection_.get();
  const auto deadline = next_deadline();
  if (PQsendQuery(connection, sql.c_str()) == 0) return lost(PQerrorMessage(connection));
  EDIFY_CHECK(send(deadline));
  while (PQisBusy(connection) != 0) {
    if (wait_for(PQsocket(connection), POLLIN, deadline) == 0) return lost("it did not answer a statement in time");
    if (PQconsumeInput(connection) == 0) return lost(PQerrorMessage(connection));
  }
  const Rows answer(PQgetResult(connection));
  if (answer.is_nothing()) return lost("it answered nothing");
  if (PQresultStatus(answer.get()) == expected_status) return {};
  auto error = error_of(answer.get());
  (void)receive(deadline);
  return std::unexpected(std::move(error));
}

Result<void> Connection::copy_out(const std::string& sql, const TakeBytes& take) {
  EDIFY_CHECK(start_copy(sql, PGRES_COPY_OUT));
  auto* connection = connection_.get();
  while (true) {
    char* raw = nullptr;
    const int size = PQgetCopyData(connection, &raw, /*async=*/1);
    const std::unique_ptr<char, decltype(&PQfreemem)> row(raw, &PQfreemem);
    if (size == -1) break;
    if (size < -1) return lost(PQerrorMessage(connection));
    if (size == 0) {
      if (wait_for(PQsocket(connection), POLLIN, next_deadline()) == 0) return lost("it stopped sending");
      if (PQconsumeInput(connection) == 0) return lost(PQerrorMessage(connection));
      continue;
    }
    if (auto taken = take(std::as_bytes(std::span(row.get(), static_cast<std::size_t>(size)))); !taken) {
      is_lost_ = true;  // the rest of the rows is still to come
      return taken;
    }
  }
  EDIFY_CHECK(receive(next_deadline()));
  return {};
}

Result<void> Connection::begin_copy_in(const std::string& sql) { return start_copy(sql, PGRES_COPY_IN); }

Result<void> Connection::put_copy_data(std::span<const std::byte> bytes) {
  auto* connection = connection_.get();
  const auto* data = reinterpret_cast<const char*>(bytes.data());
  while (true) {
    const int put = PQputCopyData(connection, data, static_cast<int>(bytes.size()));
    if (put < 0) return lost(PQerrorMessage(connection));
    if (put > 0) return {};
    EDIFY_CHECK(send(next_deadline()));
  }
}

Result<void> Connection::end_copy_in() {
  auto* connection = connection_.get();
  while (true) {
    const int ended = PQputCopyEnd(connection, nullptr);
    if (ended < 0) return lost(PQerrorMessage(connection));
    if (ended > 0) break;
    EDIFY_CHECK(send(next_deadline()));
  }
  EDIFY_CHECK(send(next_deadline()));
  EDIFY_CHECK(receive(next_deadline()));
  return {};
}

bool Connection::is_alive() const {
  return !is_lost_ && PQstatus(connection_.get()) == CONNECTION_OK &&
         wait_for(PQsocket(connection_.get()), POLLIN, Clock::now()) == 0;
}

}  // namespace edify::catalog::postgres
