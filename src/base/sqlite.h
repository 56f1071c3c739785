// A thin, typed layer over SQLite's C API, for the store and the catalog, which share one file.
//
// The engine is SQLite3 Multiple Ciphers: a database that has a key is encrypted page by page with ChaCha20-Poly1305,
// its log of changes too; one without a key is SQLite's as anywhere.
//
// A Database is one connection. It is opened in WAL mode with secure_delete and temp_store in memory, so that
// deleted text does not linger and nothing spills to a temp file. A Database and its Statements belong to one
// thread at a time (the caller holds a lock); open one Database per thread for concurrent reads.
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "base/secret.h"

struct sqlite3;
struct sqlite3_stmt;

namespace edify::sqlite {

// A prepared statement. Bind, step to each row, read columns; reset() to use it again.
// Text and blob views are valid until the next step() or reset().
class Statement {
 public:
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&& other) noexcept;
  ~Statement();

  // Parameters count from 1 (as in SQL: ?1, ?2). Bound text and blobs are copied.
  Statement& bind(int index, std::int64_t value);
  Statement& bind(int index, int value) { return bind(index, static_cast<std::int64_t>(value)); }
  Statement& bind(int index, double value);
  Statement& bind(int index, std::string_view text);
  Statement& bind(int index, const char* text) { return bind(index, std::string_view(text)); }
  Statement& bind(int index, std::span<const std::byte> blob);
  Statement& bind_null(int index);

  // True: a row is there. False: done.
  Result<bool> step();
  // Steps to the end, drops rows, resets.
  Result<void> run();
  void reset();

  // Columns count from 0.
  std::int64_t integer(int column) const;
  double real(int column) const;
  std::string_view text(int column) const;
  std::span<const std::byte> blob(int column) const;
  bool is_null(int column) const;

 private:
  friend class Database;
  Statement(sqlite3* connection, sqlite3_stmt* statement) : connection_(connection), statement_(statement) {}
  sqlite3* connection_ = nullptr;
  sqlite3_stmt* statement_ = nullptr;
};

// Where a database is and, where it is encrypted, the key: 32 bytes, as they come from a file of keys; empty: none.
struct File {
  template <std::convertible_to<std::filesystem::path> Path>
  File(Path&& file_path, Secret file_key = {}) : path(std::forward<Path>(file_path)), key(std::move(file_key)) {}

  std::filesystem::path path;
  Secret key;
};

enum class OpenMode : std::uint8_t { read_write, read_only };

class Database {
 public:
  // Creates the file where it is missing (read_write). ":memory:" works. Errors: unavailable (cannot open,
  // locked for longer than `busy_timeout`), unreadable (not a database, or not one of this key).
  static Result<Database> open(const File& file, OpenMode mode = OpenMode::read_write,
                               std::chrono::milliseconds busy_timeout = std::chrono::seconds(30));
  Database(Database&& other) noexcept;
  Database& operator=(Database&& other) noexcept;
  ~Database();

  // One or more statements without parameters or rows.
  Result<void> execute(const std::string& sql);
  Result<Statement> prepare(std::string_view sql);

  // Runs `body` in BEGIN IMMEDIATE … COMMIT; rolls back when it returns an Error or throws.
  Result<void> transaction(const std::function<Result<void>()>& body);
  // The same as a deferred read transaction: all reads inside see one state.
  Result<void> read_transaction(const std::function<Result<void>()>& body);

  // A copy of one moment under the same key, made while others read and write. Errors: conflict (the file is there
  // already), unavailable.
  Result<void> copy_to(const std::filesystem::path& file);
  // Errors: unreadable, with the first thing that is wrong with the file.
  Result<void> check_integrity();

  std::int64_t last_insert_rowid() const;
  std::int64_t changed_rows() const;
  // Moves whenever another connection, of any process, commits (PRAGMA data_version). Cheap.
  Result<std::int64_t> data_version();

 private:
  Database(sqlite3* connection, Secret key) : connection_(connection), key_(std::move(key)) {}
  Result<void> run_between(const char* begin, const std::function<Result<void>()>& body);
  sqlite3* connection_ = nullptr;
  Secret key_;
};

// Encrypts the database `file`, plain or under its key, under `new_key` (not empty), in the place where it is and whole
// at every moment. Errors: those of open; conflict while somebody else has it open; unavailable (no room for a copy).
Result<void> change_key(const File& file, const Secret& new_key);

}  // namespace edify::sqlite
