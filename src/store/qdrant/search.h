// Reading from Qdrant: both lists of a question and the chunks behind keys, checked against the register.
//
// The whole Scope is the filter of every query, and for the words also the corpus that IDF is counted over: what the
// caller may not see moves neither a result nor a score. Points that the register does not know as current, or in
// scope, are left out; lists are asked for with some to spare, and again, longer, where too many were left out.
#pragma once

#include <boost/json/array.hpp>
#include <span>
#include <string>
#include <vector>

#include "catalog/version_register.h"
#include "store/qdrant/peer.h"
#include "store/vector_store.h"

namespace edify::store::qdrant {

// Thread-safe. Holds references: peer and register outlive it. See VectorStore for what the methods mean.
class Search {
 public:
  Search(Peer& peer, catalog::VersionRegister& versions, std::string collection_path)
      : peer_(peer), versions_(versions), path_(std::move(collection_path)) {}

  Result<std::vector<ScoredPoint>> dense(const Scope& scope, const DenseQuery& query);
  Result<std::vector<ScoredPoint>> lexical(const Scope& scope, const LexicalQuery& query);
  Result<ScoredLists> both(const Scope& scope, const DenseQuery& dense, const LexicalQuery& lexical);
  Result<std::vector<Hit>> fetch(const Scope& scope, std::span<const PointKey> keys,
                                 std::span<const float, embedding_dimension> query_vector);
  Result<std::vector<Hit>> read_chunks(const Scope& scope, std::string_view document_id, const ChunkRange& range);

 private:
  // A list that is wanted: Qdrant's query without its limit, and how long it is to be. Empty query: nothing is asked.
  struct Wanted {
    std::string query;
    std::size_t limit = 0;
  };
  static Wanted wanted(const Scope& scope, const DenseQuery& query);
  static Wanted wanted(const Scope& scope, const LexicalQuery& query);
  // A list for each that is wanted, by one request where nothing had to be left out.
  Result<std::vector<std::vector<ScoredPoint>>> ask(const Scope& scope, std::span<const Wanted> lists,
                                                    const Deadline& deadline);
  Result<std::vector<ScoredPoint>> keep_current(const Scope& scope, const boost::json::array& points);

  Peer& peer_;
  catalog::VersionRegister& versions_;
  const std::string path_;
};

}  // namespace edify::store::qdrant
