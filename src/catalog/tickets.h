// Support tickets as far as figures need them: when each was opened and closed. An implementation a folder: sqlite/;
// one contract suite for all. Nothing of who wrote one or about what is kept, and of its id only a digest.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "model/document.h"

namespace edify::catalog {

struct Ticket {
  std::string id_digest;  // SHA-256 of the help desk's id, 64 hexadecimal digits
  UnixSeconds opened{};
  UnixSeconds closed{};  // 1970: it is open
};

struct TicketFigures {
  std::uint64_t total = 0;
  std::uint64_t open = 0;
  UnixSeconds newest{};  // when the newest was opened; 1970: there is none

  bool operator==(const TicketFigures&) const = default;
};

struct WeekOfTickets {
  UnixSeconds week{};  // the first second of its Monday, UTC
  std::uint64_t opened = 0;

  bool operator==(const WeekOfTickets&) const = default;
};

// Thread-safe. Every method is one transaction.
class Tickets {
 public:
  virtual ~Tickets() = default;

  // Inserts or replaces by id; how many were new.
  virtual Result<std::uint64_t> put(const std::vector<Ticket>& tickets) = 0;
  virtual Result<TicketFigures> figures() = 0;
  // The oldest week first; weeks without tickets are left out.
  virtual Result<std::vector<WeekOfTickets>> weeks(UnixSeconds since) = 0;

  // Those that were opened before; how many they were.
  virtual Result<std::uint64_t> forget_before(UnixSeconds time) = 0;
};

}  // namespace edify::catalog
