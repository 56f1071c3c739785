// The collection: made as its layout says, or held against it. What is called by an alias is found behind it.
// Functions; thread-safe as Peer is.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "store/qdrant/options.h"
#include "store/qdrant/peer.h"

namespace edify::store::qdrant {

// Moves with what a point holds; collections of another schema are refused.
inline constexpr int point_schema = 1;

struct Collection {
  std::string name;  // its own, not the alias
  bool has_alias = true;
  std::uint32_t average_length = 0;
  // Where it is not as the layout says, a sentence each: what it is, what it should be. None keeps it from working.
  std::vector<std::string> differences;
};

// Nothing where there is none. Changes nothing. Errors: invalid_argument where it can not hold our points: another
// embedding model (embedding_model), other vectors, an older schema (collection).
Result<std::optional<Collection>> find_collection(Peer& peer, const std::string& name, const CollectionLayout& layout);
// The same, but makes the collection, its alias and its indexes where they are missing.
Result<Collection> prepare_collection(Peer& peer, const std::string& name, const CollectionLayout& layout);

// A collection and its indexes, without an alias. One that is there already is no error.
Result<void> create_collection(Peer& peer, const std::string& name, const CollectionLayout& layout);
Result<void> delete_collection(Peer& peer, const std::string& name);
// The collection behind it; nothing where it is no alias.
Result<std::optional<std::string>> alias_target(Peer& peer, const std::string& alias);
// `alias` leads to `collection` from now on, in one step.
Result<void> point_alias(Peer& peer, const std::string& alias, const std::string& collection);

// One that is not there is no error.
Result<void> remove_alias(Peer& peer, const std::string& alias);

}  // namespace edify::store::qdrant
