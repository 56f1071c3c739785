#include "api/connection_table.h"

#include <iterator>

namespace edify::api {

void ConnectionTable::add(Connection& connection, const std::string& owner) {
  entries_.emplace(&connection, Entry{.owner = owner, .waits = false, .place = {}});
  if (!owner.empty()) ++owned_[owner];
}

void ConnectionTable::remove(Connection& connection) {
  works(connection);
  const auto found = entries_.find(&connection);
  if (found == entries_.end()) return;
  if (const auto owned = owned_.find(found->second.owner); owned != owned_.end() && --owned->second == 0) {
    owned_.erase(owned);
  }
  entries_.erase(found);
}

void ConnectionTable::waits(Connection& connection) {
  works(connection);
  Entry& entry = entries_.at(&connection);
  waiting_.push_back(&connection);
  entry.waits = true;
  entry.place = std::prev(waiting_.end());
}

void ConnectionTable::works(Connection& connection) {
  const auto found = entries_.find(&connection);
  if (found == entries_.end() || !found->second.waits) return;
  waiting_.erase(found->second.place);
  found->second.waits = false;
}

std::size_t ConnectionTable::owned_by(const std::string& owner) const {
  const auto found = owned_.find(owner);
  return found == owned_.end() ? 0 : found->second;
}

}  // namespace edify::api
