// The chain of audit rows: how a row's hash is made and how a walk over rows finds what does not fit. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "catalog/audit_trail.h"

namespace edify::catalog {

// What row 1 has for `previous`: 64 zeros.
std::string_view first_previous();

// SHA-256 (64 hexadecimal digits) of the row's members but `hash`, `question` and `question_key`, each as a netstring
// (its length in decimal digits, ':', its bytes, ','), in this order: sequence, time (Unix milliseconds), who,
// acting_key, role, scope, route, status, decision, document ids joined by ',', policy_version, request_id, detail,
// question_digest, previous.
std::string hash_of(const AuditRow& row);

std::string joined_ids(const AuditFacts& facts);

// The row that `entry` becomes after `head`; `who` is the pseudonym of its user. Draws the key of its question.
AuditRow make_row(const AuditHead& head, const AuditEntry& entry, std::string who);

// What the trail says about itself: route "erasure" or "retention".
AuditEntry own_entry(std::string route, std::string detail);

// What a row of retention says in `detail` about the newest row that it removed.
std::string describe_removal(const AuditHead& removed);

// Takes rows in order, from the one after `base`: what retention removed last, or sequence 0.
class ChainWalk {
 public:
  ChainWalk(AuditHead base, std::span<const AuditHead> anchors);

  void take(const AuditRow& row);
  // Call once, after the last row.
  AuditVerdict finish() &&;

 private:
  std::string find_fault(const AuditRow& row) const;
  void break_at(std::uint64_t sequence, std::string why);

  AuditHead base_;
  std::span<const AuditHead> anchors_;
  bool base_is_attested_;
  AuditVerdict verdict_;
};

}  // namespace edify::catalog
