// Links to answers that their users gave away. An implementation a folder: sqlite/; one contract suite for all.
//
// A link names an answer and holds nothing of it: who follows it sees what their own Scope shows, and nothing once the
// conversation is gone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "model/document.h"

namespace edify::catalog {

struct Share {
  std::string id;  // UUID: 122 random bits
  std::string user;
  std::string conversation_id;
  std::string message_id;
  UnixSeconds created{};

  bool operator==(const Share&) const = default;
};

// Thread-safe. Every method is one transaction.
class Shares {
 public:
  virtual ~Shares() = default;

  // The link of the user's message, made where there is none yet; `share.id` is that of a new one.
  virtual Result<Share> create(const Share& share) = 0;
  virtual Result<std::optional<Share>> find(std::string_view id) = 0;
  // False: the user has no such link.
  virtual Result<bool> remove(std::string_view user, std::string_view id) = 0;

  // All of a user's, or all that are older; how many they were.
  virtual Result<std::uint64_t> erase_user(std::string_view user) = 0;
  virtual Result<std::uint64_t> forget_before(UnixSeconds time) = 0;
};

}  // namespace edify::catalog
