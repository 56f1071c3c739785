#include "ingest/findings.h"

#include <algorithm>
#include <map>
#include <unordered_set>
#include <utility>

namespace edify::ingest {
namespace {

using catalog::DocumentState;
using catalog::LedgerEntry;

constexpr std::size_t most_examples = 20;
// Fewer characters say too little about their language.
constexpr std::uint64_t enough_to_tell = 200;

class Findings {
 public:
  void add(const std::string& kind, const std::string& path) {
    auto& found = by_kind_[kind];
    ++found.count;
    if (found.examples.size() < most_examples) found.examples.push_back(path);
  }
  std::vector<Inconsistency> list() && {
    std::vector<Inconsistency> out;
    for (auto& [kind, found] : by_kind_) {
      found.kind = kind;
      out.push_back(std::move(found));
    }
    return out;
  }

 private:
  std::map<std::string, Inconsistency> by_kind_;
};

}  // namespace

std::vector<std::string> findings_of_place(const DocumentRecord& record, std::string_view default_year) {
  std::vector<std::string> findings;
  if (!record.placement.recognized) findings.emplace_back("unplaced");
  if (record.placement.partition.module != Module::knowledge_bank) return findings;
  if (record.placement.partition.grade == general_grade) findings.emplace_back("no_grade");
  // A missing year is filled in: with another default it would be another.
  const bool year_is_default = record.placement.year == default_year;
  if (year_is_default && placement_from_path(record.path, "").year.empty()) findings.emplace_back("no_year");
  return findings;
}

bool is_about_place(std::string_view finding) {
  return finding == "unplaced" || finding == "no_grade" || finding == "no_year";
}

std::vector<std::string> findings_of(const DocumentRecord& record, const LedgerEntry& entry,
                                     std::string_view default_year) {
  auto findings = findings_of_place(record, default_year);
  if (record.title.empty()) findings.emplace_back("no_title");
  if (entry.chunks == 0) findings.emplace_back("no_text");
  if (entry.quality.language.empty() && entry.quality.characters >= enough_to_tell) {
    findings.emplace_back("unknown_language");
  }
  if (!entry.quality.suspicious_pages.empty()) findings.emplace_back("suspicious_pages");
  return findings;
}

Result<std::vector<Inconsistency>> reconcile(catalog::Catalog& catalog, store::VectorStore& store) {
  Findings findings;
  std::unordered_set<std::string> expected;  // ids of documents that the ledger calls published
  EDIFY_CHECK(catalog.each(DocumentState::done, [&](const LedgerEntry& entry) {
    for (const auto& finding : entry.findings) findings.add(finding, entry.path);
    expected.insert(entry.document_id);
    return true;
  }));
  EDIFY_CHECK(catalog.each_duplicate_group([&](std::span<const std::string> paths) {
    for (const auto& path : paths.subspan(1)) findings.add("duplicate", path);
    return true;
  }));
  std::vector<store::PublishedDocument> unexpected;
  EDIFY_CHECK(store.each_document([&](const store::PublishedDocument& document) {
    if (expected.erase(document.id) == 0) unexpected.push_back(document);
    return true;
  }));
  for (const auto& document : unexpected) {
    // The old version of a document that is being made again, or that failed for a passing reason, goes on answering.
    EDIFY_TRY(const auto entry, catalog.find(document.path));
    if (entry && entry->state != DocumentState::deleted) continue;
    findings.add("orphan", document.path);
    EDIFY_CHECK(store.remove(document.id));
  }
  if (expected.empty()) return std::move(findings).list();
  EDIFY_CHECK(catalog.each(DocumentState::done, [&](const LedgerEntry& entry) {
    if (expected.contains(entry.document_id)) findings.add("lost", entry.path);
    return true;
  }));
  return std::move(findings).list();
}

}  // namespace edify::ingest
