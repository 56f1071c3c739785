// Which connections are open, whose they are, and which of them only wait for a request: what the limits on
// connections need to know. Lives on the I/O thread only.
#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <unordered_map>

namespace edify::api {

class Connection;

class ConnectionTable {
 public:
  // `owner` is whom the limit by address counts; empty: nobody.
  void add(Connection& connection, const std::string& owner);
  void remove(Connection& connection);

  // The connection waits for a request, or for the rest of a header, from now on. The one that has waited longest
  // makes room when there is none.
  void waits(Connection& connection);
  void works(Connection& connection);

  std::size_t size() const { return entries_.size(); }
  std::size_t owned_by(const std::string& owner) const;
  // Of those that wait; nullptr where none does.
  Connection* longest_waiting() const { return waiting_.empty() ? nullptr : waiting_.front(); }

  template <typename Visit>
  void each(Visit visit) const {
    for (const auto& [connection, entry] : entries_) visit(*connection);
  }

 private:
  struct Entry {
    std::string owner;
    bool waits = false;
    std::list<Connection*>::iterator place;  // where it waits
  };

  std::unordered_map<Connection*, Entry> entries_;
  std::unordered_map<std::string, std::size_t> owned_;
  std::list<Connection*> waiting_;  // longest first
};

}  // namespace edify::api
