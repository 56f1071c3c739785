#include "store/store_test_data.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <cmath>
#include <random>

#include "access/scope_issuer.h"

namespace edify::store::test {
namespace {

void normalize(Embedding& vector) {
  float length = 0;
  for (const float x : vector) length += x * x;
  for (float& x : vector) x /= std::sqrt(length);
}

}  // namespace

Embedding random_embedding(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<float> normal;
  Embedding vector;
  for (float& x : vector) x = normal(random);
  normalize(vector);
  return vector;
}

Embedding embedding_near(std::uint64_t seed, std::uint64_t which, float distance) {
  Embedding vector = random_embedding(seed);
  const Embedding noise = random_embedding(seed * 1'000'003 + which + 1);
  for (std::size_t i = 0; i < vector.size(); ++i) vector[i] += distance * noise[i];
  normalize(vector);
  return vector;
}

DocumentRecord make_document(std::string_view path) {
  return {.id = document_id(path),
          .path = std::string(path),
          .placement = placement_from_path(path, "2025-2026"),
          .size = 1234,
          .content_type = "text/plain",
          .last_modified = UnixSeconds(std::chrono::seconds(1'700'000'000)),
          .content_hash = "hash of " + std::string(path),
          .title = "Title of " + std::string(path),
          .page_count = 3};
}

EmbeddedChunk make_chunk(std::uint32_t index, std::string text, const Embedding& embedding) {
  const auto size = static_cast<std::uint32_t>(text.size());
  return {.chunk = {.index = index,
                    .text = std::move(text),
                    .heading_path = {"Biology", "Plants"},
                    .element_types = {ElementType::title, ElementType::narrative_text},
                    .spans = {{.begin = 0, .end = size, .page = 2, .box = {72, 100, 300, 112}}},
                    .page = 2,
                    .token_count = 17},
          .embedding = embedding};
}

Scope scope_of(Role role, const std::set<std::string>& grades, bool all_grades) {
  return access::ScopeIssuer::issue({.user = "u", .role = role, .grades = grades, .all_grades = all_grades});
}

void put(VectorStore& store, std::string_view path, std::string_view version, const std::vector<std::string>& texts,
         std::uint64_t seed) {
  std::vector<EmbeddedChunk> chunks;
  for (std::uint32_t i = 0; i < texts.size(); ++i)
    chunks.push_back(make_chunk(i, texts[i], random_embedding(seed + i)));
  const auto document = make_document(path);
  const auto staged = store.stage(document.id, version, chunks);
  ASSERT_TRUE(staged) << staged.error().message;
  const auto published = store.publish(document, version, static_cast<std::uint32_t>(chunks.size()));
  ASSERT_TRUE(published) << published.error().message;
}

std::vector<ScoredPoint> search_dense(VectorStore& store, const Scope& scope, const Embedding& query, std::size_t limit,
                                      float threshold) {
  auto found = store.search_dense(scope, {.vector = query, .limit = limit, .threshold = threshold});
  EXPECT_TRUE(found) << found.error().message;
  return found.value_or(std::vector<ScoredPoint>{});
}

std::vector<ScoredPoint> search_lexical(VectorStore& store, const Scope& scope, std::string_view text,
                                        std::size_t limit) {
  auto found = store.search_lexical(scope, {.text = text, .limit = limit});
  EXPECT_TRUE(found) << found.error().message;
  return found.value_or(std::vector<ScoredPoint>{});
}

std::vector<PointKey> keys_of(const std::vector<ScoredPoint>& points) {
  std::vector<PointKey> keys;
  for (const auto& point : points) keys.push_back(point.key);
  return keys;
}

std::vector<std::string> texts_of(VectorStore& store, const Scope& scope, const std::vector<ScoredPoint>& points,
                                  const Embedding& query) {
  const auto hits = store.fetch(scope, keys_of(points), query);
  EXPECT_TRUE(hits) << hits.error().message;
  std::vector<std::string> texts;
  for (const auto& hit : hits.value_or(std::vector<Hit>{})) texts.push_back(hit.chunk.text);
  return texts;
}

std::vector<std::string> find_dense(VectorStore& store, const Scope& scope, const Embedding& query, std::size_t limit) {
  return texts_of(store, scope, search_dense(store, scope, query, limit), query);
}

std::vector<std::string> find_lexical(VectorStore& store, const Scope& scope, std::string_view text,
                                      std::size_t limit) {
  return texts_of(store, scope, search_lexical(store, scope, text, limit), random_embedding(0));
}

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "edify-store-XXXXXX").string();
  path_ = ::mkdtemp(pattern.data());
}
TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace edify::store::test
