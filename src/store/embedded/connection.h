// SQLite connections with their prepared statements, and a pool of them for concurrent reads.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/sqlite.h"

namespace edify::store {

// A borrowed prepared statement. It is reset when the Query ends, because a statement left in the middle of its
// rows would pin the state that it reads.
class Query {
 public:
  explicit Query(sqlite::Statement& statement) : statement_(&statement) {}
  Query(Query&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)) {}
  Query& operator=(Query&& other) noexcept {
    std::swap(statement_, other.statement_);
    return *this;
  }
  ~Query() {
    if (statement_ != nullptr) statement_->reset();
  }
  sqlite::Statement* operator->() { return statement_; }
  const sqlite::Statement& operator*() const { return *statement_; }

 private:
  sqlite::Statement* statement_;
};

// One connection and the statements it has prepared. Belongs to one thread at a time.
class Connection {
 public:
  static Result<Connection> open(const sqlite::File& file, sqlite::OpenMode mode);

  sqlite::Database& database() { return database_; }
  // `sql` must outlive the connection (a literal). One Query of the same text at a time.
  Result<Query> query(std::string_view sql);

 private:
  explicit Connection(sqlite::Database database) : database_(std::move(database)) {}
  sqlite::Database database_;
  std::unordered_map<std::string_view, sqlite::Statement> statements_;
};

// Read-only connections, lent one a caller and kept warm. Thread-safe.
class ConnectionPool {
 public:
  explicit ConnectionPool(sqlite::File file) : file_(std::move(file)) {}

  class Lease {
   public:
    Lease(ConnectionPool& pool, std::unique_ptr<Connection> connection)
        : pool_(&pool), connection_(std::move(connection)) {}
    Lease(Lease&&) noexcept = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (connection_) pool_->give_back(std::move(connection_));
    }
    Connection& operator*() { return *connection_; }
    Connection* operator->() { return connection_.get(); }

   private:
    ConnectionPool* pool_;
    std::unique_ptr<Connection> connection_;
  };

  Result<Lease> borrow();

 private:
  void give_back(std::unique_ptr<Connection> connection);

  const sqlite::File file_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> idle_;
};

}  // namespace edify::store
