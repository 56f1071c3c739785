#include "store/embedded/connection.h"

#include <utility>

namespace edify::store {
namespace {
constexpr std::size_t most_idle_connections = 16;
}

Result<Connection> Connection::open(const sqlite::File& file, sqlite::OpenMode mode) {
  EDIFY_TRY(auto database, sqlite::Database::open(file, mode));
  return Connection(std::move(database));
}

Result<Query> Connection::query(std::string_view sql) {
  auto found = statements_.find(sql);
  if (found == statements_.end()) {
    EDIFY_TRY(auto statement, database_.prepare(sql));
    found = statements_.emplace(sql, std::move(statement)).first;
  }
  return Query(found->second);
}

Result<ConnectionPool::Lease> ConnectionPool::borrow() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      return Lease(*this, std::move(connection));
    }
  }
  EDIFY_TRY(auto connection, Connection::open(file_, sqlite::OpenMode::read_only));
  return Lease(*this, std::make_unique<Connection>(std::move(connection)));
}

void ConnectionPool::give_back(std::unique_ptr<Connection> connection) {
  const std::lock_guard lock(mutex_);
  if (idle_.size() < most_idle_connections) idle_.push_back(std::move(connection));
}

}  // namespace edify::store
