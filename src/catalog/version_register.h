// Which version of a document is the current one, where the chunks lie in a store that knows no transactions (Qdrant).
// An implementation a folder: sqlite/, postgres/; one contract suite (version_register_contract.h) for all.
//
// A version that is being written gets a number of its own, and its chunks carry it. publish() makes one number the
// document's current one and, in the same transaction, leaves a row in the outbox: work that the store still owes to
// what was decided here (show the new chunks, delete the others). Who did that work settles the row; after a crash
// somebody else finds it pending. A reader takes a chunk only where its number is current.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/document.h"
#include "model/scope.h"

namespace edify::catalog {

// What readers may see of a document, and which chunks are its own.
struct PublishedVersion {
  std::uint64_t number = 0;
  std::string version;
  DocumentRecord document;
  std::uint32_t chunks = 0;
};

struct BegunVersion {
  std::uint64_t number = 0;
  bool is_published = false;  // it is the current one already
};

// "Bring the chunks of this document in line with find(); those with numbers up to this one are to go, but for the
// current one's."
struct OutboxRow {
  std::uint64_t sequence = 0;  // grows with every row, whatever its document
  std::string document_id;
  std::uint64_t number = 0;  // the greatest that the document had
  UnixSeconds created{};
};

struct PublishedCounts {
  std::uint64_t documents = 0;
  std::uint64_t chunks = 0;
};

// Thread-safe, and any number of processes may share one. Every method is one transaction.
class VersionRegister {
 public:
  virtual ~VersionRegister() = default;

  // The number for the chunks of this version: the same at every call, until the version is replaced, removed or
  // discarded. Numbers grow, start at 1, stay below 2^40 and are never used again, for whatever document.
  virtual Result<BegunVersion> begin(std::string_view document_id, std::string_view version) = 0;
  // Makes the begun version `number` of document.id current and forgets every other one; the current one again only
  // replaces the record. Moves the generation of the partitions that gain or lose the document.
  // Errors: conflict (version_gone) where the number is neither begun nor current.
  virtual Result<OutboxRow> publish(const DocumentRecord& document, std::uint64_t number, std::uint32_t chunks) = 0;
  // Replaces the record of what is current. Errors: not_found.
  virtual Result<OutboxRow> update_record(const DocumentRecord& document) = 0;
  // Nothing is current any more and nothing begun. Nothing where there was neither.
  virtual Result<std::optional<OutboxRow>> remove(std::string_view document_id) = 0;
  // Forgets what was begun and not published. Nothing where there was none.
  virtual Result<std::optional<OutboxRow>> discard(std::string_view document_id) = 0;

  // Rows that were made no later than `created_until` and are not settled, oldest first.
  virtual Result<std::vector<OutboxRow>> pending(UnixSeconds created_until, std::size_t limit) = 0;
  // The store did what the row asks for. Moves the generation of the document's partition: who read in between may
  // have missed it. Settling twice is no error.
  virtual Result<void> settle(std::uint64_t sequence) = 0;

  // The current versions among these documents, or among these numbers; in no particular order, each once.
  virtual Result<std::vector<PublishedVersion>> find(std::span<const std::string> document_ids) = 0;
  virtual Result<std::vector<PublishedVersion>> find_numbers(std::span<const std::uint64_t> numbers) = 0;
  // Visits what is current, ordered by document id; false from the visitor stops. No transaction lasts as long as the
  // visitor.
  virtual Result<void> each(const std::function<bool(const PublishedVersion&)>& visit) = 0;

  // A number that moves whenever a partition of the Scope gains, changes or loses a document. Partitions outside the
  // Scope are not even looked at: how many there are must not show in the time that this takes.
  virtual Result<std::uint64_t> generation(const Scope& scope) = 0;
  virtual Result<PublishedCounts> count() = 0;
};

}  // namespace edify::catalog
