// What teachers put by: titled lists of answers and passages. An implementation a folder: sqlite/; one contract suite
// for all.
//
// A collection belongs to one user, and every method takes that user: another's looks exactly like one that is not
// there. Items are handles, so that whoever shows them reads them under the Scope of now.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/document.h"

namespace edify::catalog {

// An answer of the user's own, or a chunk of a document.
struct CollectionItem {
  std::string id;          // UUID
  std::string message_id;  // empty: a chunk
  std::string document_id = {};
  std::uint32_t chunk_index = 0;
  UnixSeconds added{};

  bool operator==(const CollectionItem&) const = default;
};

struct CollectionSummary {
  std::string id;  // UUID
  std::string title;
  UnixSeconds created{};
  std::uint64_t items = 0;

  bool operator==(const CollectionSummary&) const = default;
};

struct Collection {
  CollectionSummary summary;
  std::vector<CollectionItem> items;  // in the order they were added
};

// Thread-safe. Every method is one transaction.
class Collections {
 public:
  static constexpr std::uint64_t most_of_user = 200;
  static constexpr std::uint64_t most_items = 100;

  virtual ~Collections() = default;

  // By title.
  virtual Result<std::vector<CollectionSummary>> list(std::string_view user) = 0;
  virtual Result<std::optional<Collection>> find(std::string_view user, std::string_view id) = 0;
  // Errors: conflict (too_many): the user has most_of_user.
  virtual Result<CollectionSummary> create(std::string_view user, std::string_view title, UnixSeconds now) = 0;
  // False: there is none.
  virtual Result<bool> rename(std::string_view user, std::string_view id, std::string_view title) = 0;
  virtual Result<bool> remove(std::string_view user, std::string_view id) = 0;
  // False: there is none. Errors: conflict (too_many): it holds most_items.
  virtual Result<bool> add(std::string_view user, std::string_view id, const CollectionItem& item) = 0;
  // False: there is none of it.
  virtual Result<bool> take_out(std::string_view user, std::string_view id, std::string_view item_id) = 0;

  // How many collections they were.
  virtual Result<std::uint64_t> erase_user(std::string_view user) = 0;
};

}  // namespace edify::catalog
