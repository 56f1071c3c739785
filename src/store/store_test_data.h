// What tests put into stores: documents, chunks and vectors made from small numbers, and the Scopes to look with.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "model/chunk.h"
#include "model/document.h"
#include "model/principal.h"
#include "model/scope.h"
#include "store/vector_store.h"

namespace edify::store::test {

// A random direction; the same seed gives the same one.
Embedding random_embedding(std::uint64_t seed);
// Like random_embedding(seed), turned a little; the greater `distance` (0 to 1) the further.
Embedding embedding_near(std::uint64_t seed, std::uint64_t which, float distance);

// Placed by its path, as ingestion would.
DocumentRecord make_document(std::string_view path);
EmbeddedChunk make_chunk(std::uint32_t index, std::string text, const Embedding& embedding);

Scope scope_of(Role role, const std::set<std::string>& grades = {}, bool all_grades = true);
inline Scope everything() { return scope_of(Role::admin); }

// stage() and publish() one chunk a text; chunk i has embedding random_embedding(seed + i). EXPECTs success.
void put(VectorStore& store, std::string_view path, std::string_view version, const std::vector<std::string>& texts,
         std::uint64_t seed);

std::vector<ScoredPoint> search_dense(VectorStore& store, const Scope& scope, const Embedding& query,
                                      std::size_t limit = 10, float threshold = -1);
std::vector<ScoredPoint> search_lexical(VectorStore& store, const Scope& scope, std::string_view text,
                                        std::size_t limit = 10);
std::vector<PointKey> keys_of(const std::vector<ScoredPoint>& points);
// The hits' texts, in order.
std::vector<std::string> texts_of(VectorStore& store, const Scope& scope, const std::vector<ScoredPoint>& points,
                                  const Embedding& query);
std::vector<std::string> find_dense(VectorStore& store, const Scope& scope, const Embedding& query,
                                    std::size_t limit = 10);
std::vector<std::string> find_lexical(VectorStore& store, const Scope& scope, std::string_view text,
                                      std::size_t limit = 10);

// A folder of its own, deleted at the end.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace edify::store::test
