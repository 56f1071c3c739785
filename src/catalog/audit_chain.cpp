#include "catalog/audit_chain.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

#include "base/hash.h"
#include "base/hmac.h"

namespace edify::catalog {
namespace {

void add(std::string& out, std::string_view field) {
  fmt::format_to(std::back_inserter(out), "{}:{},", field.size(), field);
}

}  // namespace

std::string_view first_previous() { return "0000000000000000000000000000000000000000000000000000000000000000"; }

std::string joined_ids(const AuditFacts& facts) { return fmt::format("{}", fmt::join(facts.document_ids, ",")); }

AuditRow make_row(const AuditHead& head, const AuditEntry& entry, std::string who) {
  AuditRow row;
  row.sequence = head.sequence + 1;
  row.facts = entry.facts;
  row.who = std::move(who);
  if (!entry.question.empty()) {
    row.question = entry.question;
    row.question_key = random_bytes(key_bytes);
    row.question_digest = hmac_sha256_hex(row.question_key, row.question);
  }
  row.previous = head.hash;
  row.hash = hash_of(row);
  return row;
}

AuditEntry own_entry(std::string route, std::string detail) {
  AuditEntry entry;
  entry.facts.time = audit_now();
  entry.facts.route = std::move(route);
  entry.facts.decision = "allowed";
  entry.facts.detail = std::move(detail);
  return entry;
}

std::string describe_removal(const AuditHead& removed) {
  return fmt::format("through {}:{}", removed.sequence, removed.hash);
}

std::string hash_of(const AuditRow& row) {
  std::string text;
  add(text, std::to_string(row.sequence));
  add(text, std::to_string(row.facts.time.time_since_epoch().count()));
  add(text, row.who);
  add(text, row.facts.acting_key);
  add(text, row.facts.role);
  add(text, row.facts.scope);
  add(text, row.facts.route);
  add(text, std::to_string(row.facts.status));
  add(text, row.facts.decision);
  add(text, joined_ids(row.facts));
  add(text, row.facts.policy_version);
  add(text, row.facts.request_id);
  add(text, row.facts.detail);
  add(text, row.question_digest);
  add(text, row.previous);
  return sha256_hex(text);
}

ChainWalk::ChainWalk(AuditHead base, std::span<const AuditHead> anchors)
    : base_(std::move(base)), anchors_(anchors), base_is_attested_(base_.sequence == 0) {
  verdict_.head = base_;
}

void ChainWalk::break_at(std::uint64_t sequence, std::string why) {
  if (!verdict_.broken) verdict_.broken = AuditVerdict::Break{sequence, std::move(why)};
}

std::string ChainWalk::find_fault(const AuditRow& row) const {
  if (row.sequence != verdict_.head.sequence + 1) {
    return fmt::format("rows are missing between {} and {}", verdict_.head.sequence, row.sequence);
  }
  if (row.previous != verdict_.head.hash) return "it does not follow from the row before it";
  if (row.hash != hash_of(row)) return "its content is not what its hash says";
  if (!row.question.empty() && hmac_sha256_hex(row.question_key, row.question) != row.question_digest) {
    return "its question is not the one that was asked";
  }
  for (const auto& anchor : anchors_) {
    if (anchor.sequence == row.sequence && anchor.hash != row.hash) return "it is not the row that was anchored";
  }
  return {};
}

void ChainWalk::take(const AuditRow& row) {
  if (auto fault = find_fault(row); !fault.empty()) break_at(row.sequence, std::move(fault));
  if (row.facts.route == "retention" && row.facts.detail == describe_removal(base_)) base_is_attested_ = true;
  verdict_.head = {row.sequence, row.hash};
  ++verdict_.rows;
}

AuditVerdict ChainWalk::finish() && {
  if (!base_is_attested_) break_at(base_.sequence, "rows up to here are gone and no row of retention says so");
  for (const auto& anchor : anchors_) {
    if (anchor.sequence > verdict_.head.sequence) break_at(anchor.sequence, "it was anchored and is gone");
  }
  return std::move(verdict_);
}

}  // namespace edify::catalog
