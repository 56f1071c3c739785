// The register of who is let in: API keys, denied users, and web sessions that were ended before their time.
// An implementation a folder: sqlite/; one contract suite for all.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/document.h"
#include "model/principal.h"

namespace edify::catalog {

struct ApiKey {
  std::string id;           // public: names the key in lists, logs and audits
  std::string name;         // what its maker calls it
  std::string secret_hash;  // SHA-256 of the whole key, 64 hexadecimal digits; the key itself is nowhere
  Role role = Role::student;
  std::set<std::string> grades;
  bool all_grades = false;
  std::set<std::string> routes;         // operation ids; empty: every route that the role opens
  std::uint32_t requests_a_minute = 0;  // 0: as many as anyone
  bool may_act_for_users = false;
  UnixSeconds created{};
  UnixSeconds expires{};
  UnixSeconds revoked{};    // 1970: it is not
  UnixSeconds last_used{};  // 1970: never
};

struct Denial {
  std::string user;
  std::string reason;  // for people
  UnixSeconds since{};
};

// Thread-safe. Every method is one transaction.
class AccessRegister {
 public:
  virtual ~AccessRegister() = default;

  // Errors: conflict (an id or a secret that is there already).
  virtual Result<void> add_key(const ApiKey& key) = 0;
  // False: there is no such key, or it is revoked already. A revoked key stays in the list.
  virtual Result<bool> revoke_key(std::string_view id, UnixSeconds when) = 0;
  // The oldest first.
  virtual Result<std::vector<ApiKey>> keys() = 0;
  // When keys were used last, by their ids; moves no generation, and never backwards.
  virtual Result<void> note_uses(const std::map<std::string, UnixSeconds>& uses) = 0;

  // Inserts or replaces.
  virtual Result<void> deny(const Denial& denial) = 0;
  // False: the user was not denied.
  virtual Result<bool> allow(std::string_view user) = 0;
  // By name.
  virtual Result<std::vector<Denial>> denials() = 0;

  // Remembers that a session is over, until it would have ended anyway; forgets those whose time is past `now`.
  virtual Result<void> end_session(std::string_view id, UnixSeconds until, UnixSeconds now) = 0;
  virtual Result<std::set<std::string>> ended_sessions() = 0;

  // Moves with every change but note_uses(): readers look at it often and read the rest when it has moved.
  virtual Result<std::uint64_t> generation() = 0;
};

}  // namespace edify::catalog
