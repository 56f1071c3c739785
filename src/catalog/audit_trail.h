// Who was shown what: append-only rows, each with the hash of the one before it, so that a row that was changed, taken
// out or put in is found (docs/decisions/audit.md). An implementation a folder: sqlite/; one contract suite for all.
//
// A row names its user by a random pseudonym. The link from user to pseudonym, and the text of questions where it is
// kept at all, lie beside the chain and can be destroyed without breaking it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace edify::catalog {

using AuditTime = std::chrono::sys_time<std::chrono::milliseconds>;

inline AuditTime audit_now() {
  return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

// What is known of an answer, but for who asked and what.
struct AuditFacts {
  AuditTime time{};
  std::string acting_key;  // the API key that acted for the user; empty: none did
  std::string role;
  std::string scope;  // fingerprint of the Scope that was read with; empty: nothing was read
  std::string route;  // "POST /query"; "retention", "erasure" for what the trail does to itself
  std::uint32_t status = 0;
  std::string decision;                   // allowed, refused, failed
  std::vector<std::string> document_ids;  // whose text was in the answer
  std::string policy_version;             // of the rules that turned the role into the Scope
  std::string request_id;
  std::string detail;  // what retention and erasure did
};

struct AuditEntry {
  AuditFacts facts;
  std::string user;      // empty: the program itself
  std::string question;  // empty: not to be kept
};

struct AuditRow {
  std::uint64_t sequence = 0;  // from 1, without gaps
  AuditFacts facts;
  std::string who;              // a pseudonym: 32 hexadecimal digits; empty: the program itself
  std::string question_digest;  // HMAC-SHA-256 of the question under a key of its own; empty: none was kept
  std::string previous;         // hash of the row before
  std::string hash;             // of everything above (audit_chain.h)

  // Beside the chain; empty once retention or an erasure has destroyed them.
  std::string question;
  std::string question_key;
};

// The newest row, or the newest that retention removed where no newer one is left.
struct AuditHead {
  std::uint64_t sequence = 0;
  std::string hash;
};

struct AuditVerdict {
  std::uint64_t rows = 0;
  AuditHead head;
  // The first row that does not fit, and why.
  struct Break {
    std::uint64_t sequence = 0;
    std::string why;
  };
  std::optional<Break> broken;
};

struct AuditRange {
  AuditTime from = AuditTime::min();
  AuditTime to = AuditTime::max();  // excluded
};

struct AuditErasure {
  bool known = false;  // the user had a pseudonym
  std::uint64_t questions = 0;
};

struct AuditExpiry {
  std::uint64_t rows = 0;
  std::uint64_t questions = 0;
};

// Thread-safe. Every method is one transaction; several processes may append to one trail.
class AuditTrail {
 public:
  virtual ~AuditTrail() = default;

  // All or none, on disk when it returns.
  virtual Result<void> append(std::span<const AuditEntry> entries) = 0;
  // By sequence; false from the visitor stops.
  virtual Result<void> each(const AuditRange& range, const std::function<bool(const AuditRow&)>& visit) = 0;
  virtual Result<AuditHead> head() = 0;
  // Walks the whole chain. `anchors` are heads that somebody wrote down elsewhere: each must be in it, unless
  // retention has removed it since.
  virtual Result<AuditVerdict> verify(std::span<const AuditHead> anchors = {}) = 0;

  // Destroys the user's questions and the link to the pseudonym, and appends a row that says so; `detail` is added to
  // it. What the user does later gets another pseudonym.
  virtual Result<AuditErasure> erase_user(std::string_view user, std::string_view detail) = 0;
  // Removes rows older than `rows_before` (never the newest) and questions older than `questions_before`. Removed rows
  // leave a row that says up to where, so that the rest stays provable.
  virtual Result<AuditExpiry> expire(AuditTime rows_before, AuditTime questions_before) = 0;
};

}  // namespace edify::catalog
