#include "base/sqlite.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <thread>
#include <utility>

#include "base/flush.h"
#include "base/hmac.h"

namespace edify::sqlite {
namespace {

Error error_of(sqlite3* connection, int status, std::string_view doing) {
  const char* text = connection != nullptr ? sqlite3_errmsg(connection) : sqlite3_errstr(status);
  const int primary = status & 0xff;
  auto code = ErrorCode::internal;
  if (primary == SQLITE_BUSY || primary == SQLITE_LOCKED || primary == SQLITE_CANTOPEN || primary == SQLITE_FULL ||
      primary == SQLITE_IOERR || primary == SQLITE_READONLY) {
    code = ErrorCode::unavailable;
  } else if (primary == SQLITE_NOTADB || primary == SQLITE_CORRUPT) {
    code = ErrorCode::unreadable;
  }
  return {code, fmt::format("the database could not {}: {}", doing, text), "database"};
}

// What SQLite3 Multiple Ciphers takes as a key that it is not to derive from a password. The given key seals other
// things too, so pages have one of their own.
Secret raw_key(const Secret& key) { return Secret("raw:" + hmac_sha256(key.reveal(), "edify: pages of databases")); }

// Nothing is read yet: whether the key fits shows with the first page.
Result<void> use_key(sqlite3* connection, const Secret& key) {
  if (key.empty()) return {};
  const Secret raw = raw_key(key);
  const int status = sqlite3_key(connection, raw.reveal().data(), static_cast<int>(raw.reveal().size()));
  if (status != SQLITE_OK) return std::unexpected(error_of(connection, status, "take its key"));
  return {};
}

Result<void> read_first_page(Database& database, const File& file) {
  auto read = database.execute("SELECT 1 FROM sqlite_schema LIMIT 1");
  if (read || read.error().code != ErrorCode::unreadable) return read;
  return fail(ErrorCode::unreadable,
              fmt::format("{} {}", file.path.string(),
                          file.key.empty() ? "is encrypted, and no key is given, or it is no database"
                                           : "is not encrypted under the key that is given, or it is no database"),
              "database");
}

// As a part of a file: URI.
std::string in_uri(const std::string& path) {
  std::string out;
  for (const char c : path) {
    if (c == '%' || c == '?' || c == '#') {
      out += fmt::format("%{:02X}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  return out;
}

// Every connection to a new file turns it to WAL. For that a reader becomes the only writer, and where two meet at it
// SQLite refuses one at once, without asking the busy handler (it fears a deadlock): so the refused one asks again.
Result<void> use_write_ahead_log(Database& database, std::chrono::milliseconds patience) {
  const auto give_up = std::chrono::steady_clock::now() + patience;
  while (true) {
    auto done = database.execute("PRAGMA journal_mode = WAL");
    if (done || done.error().code != ErrorCode::unavailable || std::chrono::steady_clock::now() >= give_up) return done;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

}  // namespace

Statement::Statement(Statement&& other) noexcept
    : connection_(other.connection_), statement_(std::exchange(other.statement_, nullptr)) {}
Statement& Statement::operator=(Statement&& other) noexcept {
  std::swap(connection_, other.connection_);
  std::swap(statement_, other.statement_);
  return *this;
}
Statement::~Statement() { sqlite3_finalize(statement_); }

Statement& Statement::bind(int index, std::int64_t value) {
  sqlite3_bind_int64(statement_, index, value);
  return *this;
}
Statement& Statement::bind(int index, double value) {
  sqlite3_bind_double(statement_, index, value);
  return *this;
}
Statement& Statement::bind(int index, std::string_view text) {
  // A null pointer would bind NULL; an empty view may carry one.
  sqlite3_bind_text64(statement_, index, text.data() != nullptr ? text.data() : "", text.size(), SQLITE_TRANSIENT,
                      SQLITE_UTF8);
  return *this;
}
Statement& Statement::bind(int index, std::span<const std::byte> blob) {
  if (blob.empty()) {
    sqlite3_bind_zeroblob(statement_, index, 0);
  } else {
    sqlite3_bind_blob64(statement_, index, blob.data(), blob.size(), SQLITE_TRANSIENT);
  }
  return *this;
}
Statement& Statement::bind_null(int index) {
  sqlite3_bind_null(statement_, index);
  return *this;
}

Result<bool> Statement::step() {
  const int status = sqlite3_step(statement_);
  if (status == SQLITE_ROW) return true;
  if (status == SQLITE_DONE) return false;
  Error error = error_of(connection_, status, "run a statement");
  sqlite3_reset(statement_);
  return std::unexpected(std::move(error));
}

Result<void> Statement::run() {
  while (true) {
    EDIFY_TRY(const bool row, step());
    if (!row) break;
  }
  reset();
  return {};
}

void Statement::reset() { sqlite3_reset(statement_); }

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_, column); }
double Statement::real(int column) const { return sqlite3_column_double(statement_, column); }
std::string_view Statement::text(int column) const {
  const auto* data = sqlite3_column_text(statement_, column);
  return {reinterpret_cast<const char*>(data), static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}
std::span<const std::byte> Statement::blob(int column) const {
  const void* data = sqlite3_column_blob(statement_, column);
  return {static_cast<const std::byte*>(data), static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}
bool Statement::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

Result<Database> Database::open(const File& file, OpenMode mode, std::chrono::milliseconds busy_timeout) {
  sqlite3* connection = nullptr;
  const int flags = mode == OpenMode::read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  const int status =
      sqlite3_open_v2(file.path.c_str(), &connection, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI, nullptr);
  Database database(connection, file.key);
  if (status != SQLITE_OK) {
    return std::unexpected(error_of(connection, status, fmt::format("open {}", file.path.string())));
  }
  sqlite3_busy_timeout(connection, static_cast<int>(busy_timeout.count()));
  EDIFY_CHECK(use_key(connection, file.key));
  EDIFY_CHECK(read_first_page(database, file));
  EDIFY_CHECK(database.execute("PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = ON;"));
  if (mode == OpenMode::read_write) {
    EDIFY_CHECK(use_write_ahead_log(database, busy_timeout));
    EDIFY_CHECK(database.execute("PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON;"));
  }
  return database;
}

Database::Database(Database&& other) noexcept
    : connection_(std::exchange(other.connection_, nullptr)), key_(std::move(other.key_)) {}
Database& Database::operator=(Database&& other) noexcept {
  std::swap(connection_, other.connection_);
  std::swap(key_, other.key_);
  return *this;
}
// close_v2 waits for statements that outlive the connection instead of leaking it.
Database::~Database() { sqlite3_close_v2(connection_); }

Result<void> Database::execute(const std::string& sql) {
  const int status = sqlite3_exec(connection_, sql.c_str(), nullptr, nullptr, nullptr);
  if (status != SQLITE_OK) return std::unexpected(error_of(connection_, status, "run a statement"));
  return {};
}

Result<Statement> Database::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int status = sqlite3_prepare_v3(connection_, sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (status != SQLITE_OK) return std::unexpected(error_of(connection_, status, "prepare a statement"));
  return Statement(connection_, statement);
}

Result<void> Database::run_between(const char* begin, const std::function<Result<void>()>& body) {
  EDIFY_CHECK(execute(begin));
  try {
    auto done = body();
    if (done) done = execute("COMMIT");
    if (!done) sqlite3_exec(connection_, "ROLLBACK", nullptr, nullptr, nullptr);
    return done;
  } catch (...) {
    sqlite3_exec(connection_, "ROLLBACK", nullptr, nullptr, nullptr);
    throw;
  }
}

Result<void> Database::transaction(const std::function<Result<void>()>& body) {
  return run_between("BEGIN IMMEDIATE", body);
}
Result<void> Database::read_transaction(const std::function<Result<void>()>& body) {
  return run_between("BEGIN", body);
}

Result<void> Database::copy_to(const std::filesystem::path& file) {
  std::error_code ignored;
  if (std::filesystem::exists(file, ignored)) {
    return fail(ErrorCode::conflict, fmt::format("{} is there already", file.string()), "database");
  }
  sqlite3* opened = nullptr;
  constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  const int status = sqlite3_open_v2(file.c_str(), &opened, flags, nullptr);
  const Database copy(opened, {});
  if (status != SQLITE_OK) return std::unexpected(error_of(opened, status, fmt::format("open {}", file.string())));
  EDIFY_CHECK(use_key(opened, key_));
  sqlite3_backup* backup = sqlite3_backup_init(opened, "main", connection_, "main");
  if (backup == nullptr) return std::unexpected(error_of(opened, sqlite3_errcode(opened), "copy itself"));
  // All pages in one step are one read transaction, which no writer waits for.
  const int stepped = sqlite3_backup_step(backup, -1);
  sqlite3_backup_finish(backup);
  if (stepped != SQLITE_DONE) return std::unexpected(error_of(nullptr, stepped, "copy itself"));
  return {};
}

Result<void> Database::check_integrity() {
  EDIFY_TRY(auto statement, prepare("PRAGMA integrity_check(1)"));
  EDIFY_CHECK(statement.step());
  if (statement.text(0) == "ok") return {};
  return fail(ErrorCode::unreadable, fmt::format("the database is damaged: {}", statement.text(0)), "database");
}

std::int64_t Database::last_insert_rowid() const { return sqlite3_last_insert_rowid(connection_); }
std::int64_t Database::changed_rows() const { return sqlite3_changes64(connection_); }

Result<std::int64_t> Database::data_version() {
  EDIFY_TRY(auto statement, prepare("PRAGMA data_version"));
  EDIFY_CHECK(statement.step());
  return statement.integer(0);
}

Result<void> change_key(const File& file, const Secret& new_key) {
  EDIFY_TRY(auto database, Database::open(file, OpenMode::read_write, std::chrono::seconds(1)));
  // Out of WAL mode and locked there is nobody else who has it open, and what is in the log is in the file.
  auto alone =
      database.execute("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE; COMMIT");
  if (!alone && alone.error().code == ErrorCode::unavailable) {
    return fail(ErrorCode::conflict, fmt::format("{} is in use: {}", file.path.string(), alone.error().message),
                "database");
  }
  EDIFY_CHECK(alone);

  auto draft = file.path;
  draft += ".rekeyed";
  std::error_code error;
  std::filesystem::remove(draft, error);  // of a try that was ended
  const auto copy = [&]() -> Result<void> {
    EDIFY_TRY(auto statement, database.prepare("VACUUM INTO ?1"));
    const Secret uri(fmt::format("file:{}?hexkey={}", in_uri(draft.string()), to_hex(raw_key(new_key).reveal())));
    EDIFY_CHECK(statement.bind(1, uri.reveal()).run());
    EDIFY_TRY(auto copied, Database::open(File(draft, new_key), OpenMode::read_only));
    EDIFY_CHECK(copied.check_integrity());
    return flush_to_disk(draft);
  }();
  if (copy) std::filesystem::rename(draft, file.path, error);
  if (copy && !error) return flush_to_disk(std::filesystem::absolute(file.path).parent_path());
  const std::string why = error ? error.message() : copy.error().message;
  std::filesystem::remove(draft, error);
  return fail(ErrorCode::unavailable, fmt::format("{} keeps its key: {}", file.path.string(), why), "database");
}

}  // namespace edify::sqlite
