#include "store/qdrant/search.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <iterator>
#include <numeric>
#include <unordered_map>
#include <utility>

#include "store/qdrant/filters.h"
#include "store/qdrant/point.h"
#include "store/qdrant/sparse_vector.h"

namespace edify::store::qdrant {
namespace {

namespace json = boost::json;
using Versions = std::unordered_map<std::uint64_t, catalog::PublishedVersion>;

// int8 alone finds the neighbourhood; the originals of twice as many decide.
constexpr std::string_view dense_parameters = R"({"hnsw_ef":128,"quantization":{"rescore":true,"oversampling":2.0}})";

std::size_t with_some_to_spare(std::size_t limit) { return limit + limit / 4 + 8; }

// Of those numbers, the versions that are current and in scope.
Result<Versions> allowed_versions(catalog::VersionRegister& versions, const Scope& scope,
                                  std::span<const std::uint64_t> numbers) {
  EDIFY_TRY(auto found, versions.find_numbers(numbers));
  Versions allowed;
  for (auto& each : found) {
    if (scope.allows(each.document.placement.partition)) allowed.emplace(each.number, std::move(each));
  }
  return allowed;
}

// Both have length 1, so the cosine is the dot product.
float cosine(std::span<const float, embedding_dimension> a, std::span<const float, embedding_dimension> b) {
  return std::transform_reduce(a.begin(), a.end(), b.begin(), 0.0F);
}

template <typename Number>
std::string array_of(const std::vector<Number>& numbers) {
  return fmt::format("[{}]", fmt::join(numbers, ","));
}

}  // namespace

Search::Wanted Search::wanted(const Scope& scope, const DenseQuery& query) {
  if (query.limit == 0) return {};
  std::string text = R"("query":)";
  append_vector(text, query.vector);
  text += fmt::format(R"(,"using":"dense","filter":{},"params":{},"with_payload":["generation","chunk_index"])",
                      json::serialize(filter_of(scope, query.selection)), dense_parameters);
  if (query.threshold > -1) text += fmt::format(R"(,"score_threshold":{})", query.threshold);
  return {.query = std::move(text), .limit = query.limit};
}

Search::Wanted Search::wanted(const Scope& scope, const LexicalQuery& query) {
  const SparseVector words = sparse_question(query.text);
  if (query.limit == 0 || words.indices.empty()) return {};
  const std::string filter = json::serialize(filter_of(scope, query.selection));
  const std::string corpus = json::serialize(filter_of(scope));
  std::string text = fmt::format(
      R"("query":{{"indices":{},"values":{}}},"using":"lexical","filter":{},"params":{{"idf":{{"corpus":{}}}}},)"
      R"("with_payload":["generation","chunk_index"])",
      array_of(words.indices), array_of(words.values), filter, corpus);
  return {.query = std::move(text), .limit = query.limit};
}

Result<std::vector<ScoredPoint>> Search::dense(const Scope& scope, const DenseQuery& query) {
  const Wanted list = wanted(scope, query);
  EDIFY_TRY(auto lists, ask(scope, std::span(&list, 1), query.deadline));
  return std::move(lists.front());
}

Result<std::vector<ScoredPoint>> Search::lexical(const Scope& scope, const LexicalQuery& query) {
  const Wanted list = wanted(scope, query);
  EDIFY_TRY(auto lists, ask(scope, std::span(&list, 1), query.deadline));
  return std::move(lists.front());
}

Result<ScoredLists> Search::both(const Scope& scope, const DenseQuery& dense, const LexicalQuery& lexical) {
  const std::vector<Wanted> wanted_lists = {wanted(scope, dense), wanted(scope, lexical)};
  EDIFY_TRY(auto lists, ask(scope, wanted_lists, dense.deadline));
  return ScoredLists{.dense = std::move(lists[0]), .lexical = std::move(lists[1])};
}

Result<std::vector<std::vector<ScoredPoint>>> Search::ask(const Scope& scope, std::span<const Wanted> lists,
                                                          const Deadline& deadline) {
  EDIFY_CHECK(deadline.check());
  constexpr int rounds = 3;
  std::vector<std::vector<ScoredPoint>> found(lists.size());
  std::vector<std::size_t> open;
  std::vector<std::size_t> lengths(lists.size());
  for (std::size_t i = 0; i < lists.size(); ++i) {
    lengths[i] = with_some_to_spare(lists[i].limit);
    if (!lists[i].query.empty()) open.push_back(i);
  }
  for (int round = 0; round < rounds && !open.empty(); ++round) {
    std::string searches;
    for (const std::size_t i : open) {
      searches += fmt::format(R"({}{{{},"limit":{}}})", searches.empty() ? "" : ",", lists[i].query, lengths[i]);
    }
    EDIFY_TRY(const auto answer, peer_.call({.target = path_ + "/points/query/batch",
                                             .body = fmt::format(R"({{"searches":[{}]}})", searches),
                                             .deadline = deadline}));
    std::vector<std::size_t> still_open;
    for (std::size_t at = 0; at < open.size(); ++at) {
      const std::size_t i = open[at];
      std::size_t returned = 0;
      const auto keep = [&]() -> Result<std::vector<ScoredPoint>> {
        const auto& points = answer.at(at).at("points").as_array();
        returned = points.size();
        return keep_current(scope, points);
      };
      EDIFY_TRY(found[i], read_answer(keep));
      const bool has_more = returned == lengths[i];
      if (found[i].size() < lists[i].limit && has_more) still_open.push_back(i);
      found[i].resize(std::min(found[i].size(), lists[i].limit));
      lengths[i] *= 4;
    }
    open = std::move(still_open);
  }
  return found;
}

Result<std::vector<ScoredPoint>> Search::keep_current(const Scope& scope, const json::array& points) {
  std::vector<ScoredPoint> all;
  std::vector<std::uint64_t> numbers;
  for (const auto& point : points) {
    EDIFY_TRY(const PointKey key, read_key(point));
    all.push_back({.key = key, .score = point.at("score").to_number<float>()});
    numbers.push_back(number_of(key));
  }
  EDIFY_TRY(const auto allowed, allowed_versions(versions_, scope, numbers));
  std::erase_if(all, [&](const ScoredPoint& point) { return !allowed.contains(number_of(point.key)); });
  std::ranges::sort(all, [](const ScoredPoint& a, const ScoredPoint& b) {
    return a.score != b.score ? a.score > b.score : a.key < b.key;
  });
  return all;
}

Result<std::vector<Hit>> Search::read_chunks(const Scope& scope, std::string_view document_id,
                                             const ChunkRange& range) {
  const std::string id(document_id);
  EDIFY_TRY(const auto versions, versions_.find(std::span(&id, 1)));
  std::vector<PointKey> keys;
  for (const auto& version : versions) {
    const auto end = std::min<std::uint64_t>(version.chunks, std::uint64_t{range.first} + range.count);
    for (std::uint64_t index = range.first; index < end; ++index) {
      keys.push_back(key_of(version.number, static_cast<std::uint32_t>(index)));
    }
  }
  constexpr Embedding no_question{};
  return fetch(scope, keys, no_question);  // which leaves out what is not in scope
}

Result<std::vector<Hit>> Search::fetch(const Scope& scope, std::span<const PointKey> keys,
                                       std::span<const float, embedding_dimension> query_vector) {
  std::vector<std::uint64_t> numbers;
  for (const PointKey key : keys) numbers.push_back(number_of(key));
  EDIFY_TRY(const auto allowed, allowed_versions(versions_, scope, numbers));
  json::array ids;
  std::unordered_map<std::string, std::pair<PointKey, const catalog::PublishedVersion*>> asked;
  for (const PointKey key : keys) {
    const auto found = allowed.find(number_of(key));
    if (found == allowed.end()) continue;
    auto id = point_id(found->second.document.id, found->second.version, chunk_index_of(key));
    ids.emplace_back(id);
    asked.emplace(std::move(id), std::pair(key, &found->second));
  }
  if (ids.empty()) return std::vector<Hit>{};
  const json::object body{{"ids", std::move(ids)}, {"with_payload", true}, {"with_vector", json::array{"dense"}}};
  EDIFY_TRY(const auto answer, peer_.call({.target = path_ + "/points", .body = json::serialize(body)}));
  std::unordered_map<PointKey, Hit> hits;
  const auto read_hits = [&]() -> Result<void> {
    for (const auto& point : answer.as_array()) {
      const auto which = asked.find(point.at("id").as_string().c_str());
      if (which == asked.end()) continue;
      const auto [key, version] = which->second;
      EDIFY_TRY(auto stored, read_point(point));
      if (stored.number != version->number) continue;
      hits[key] = {.key = key,
                   .point_id = which->first,
                   .document = version->document,
                   .version = version->version,
                   .chunk = std::move(stored.embedded.chunk),
                   .embedding_model = std::move(stored.embedding_model),
                   .stored_at = stored.stored_at,
                   .score = cosine(stored.embedded.embedding, query_vector)};
    }
    return {};
  };
  EDIFY_CHECK(read_answer(read_hits));
  std::vector<Hit> ordered;
  for (const PointKey key : keys) {
    if (const auto found = hits.find(key); found != hits.end()) ordered.push_back(found->second);
  }
  return ordered;
}

}  // namespace edify::store::qdrant
