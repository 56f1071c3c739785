#include "retrieve/retriever.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "base/hash.h"
#include "base/log.h"
#include "model/language.h"
#include "retrieve/cached_answer.h"
#include "retrieve/fusion.h"

namespace edify::retrieve {
namespace {

constexpr std::array<std::pair<Mode, std::string_view>, 3> mode_names = {
    {{Mode::hybrid, "hybrid"}, {Mode::dense, "dense"}, {Mode::lexical, "lexical"}}};

ListWeights weights_for(const Question& question) {
  switch (question.mode) {
    case Mode::dense: return {1, 0};
    case Mode::lexical: return {0, 1};
    case Mode::hybrid: break;
  }
  return weights_for_language(detect_language(question.text));
}

// The question in the key is hashed: what people ask does not belong in a shared cache's key list.
std::string cache_key(const Scope& scope, const Question& question) {
  const auto& selection = question.selection;
  const std::string selected =
      selection.is_everything()
          ? std::string()
          : fmt::format("{}\x1f{}\x1f{}\x1f{}\x1f", selection.module ? to_string(*selection.module) : "any",
                        selection.document_id, selection.year, selection.content_type);
  return "answer:" + sha256_hex(fmt::format("{}\x1f{}\x1f{}\x1f{}{}", scope.fingerprint(), to_string(question.mode),
                                            question.limit, selected, question.text));
}

template <typename Work>
auto timed(LatencyHistogram& histogram, const Work& work) {
  const Stopwatch stopwatch(histogram);
  return work();
}

}  // namespace

std::string_view to_string(Mode mode) { return mode_names[static_cast<std::size_t>(mode)].second; }

std::optional<Mode> mode_from_string(std::string_view text) {
  for (const auto& [mode, name] : mode_names) {
    if (text == name) return mode;
  }
  return std::nullopt;
}

Retriever::Retriever(store::VectorStore& store, const embed::Embedder& embedder, cache::Cache& cache,
                     const RetrieverOptions& options)
    : store_(store), embedder_(embedder), cache_(cache), options_(options), recent_(options.stand_in_for) {}

Result<Retrieval> Retriever::retrieve(const Scope& scope, const Question& question) const {
  const std::string key = cache_key(scope, question);
  Result<Retrieval> result =
      fail(ErrorCode::unavailable, "the store does not answer; ask again in a moment", "store_away");
  if (store_breaker_.allows()) {
    result = answer(scope, question, key);
    if (result) {
      store_breaker_.succeeded();
      recent_.keep(key, result->hits);
      return result;
    }
    // Being late says nothing about the store.
    if (result.error().code != ErrorCode::unavailable || result.error().reason == "deadline") return result;
    if (store_breaker_.failed()) log::error("the store is away: {}", result.error().message);
    result.error().reason = "store_away";
  }
  if (const auto recent = recent_.find(key)) return Retrieval{*recent->hits, true, recent->age};
  return result;
}

Result<Retrieval> Retriever::answer(const Scope& scope, const Question& question, const std::string& key) const {
  // Before the search: a document published meanwhile makes the entry look older than it is, never newer.
  EDIFY_TRY(const std::uint64_t generation, store_.generation(scope));
  if (auto hits = recall(scope, key, generation)) return Retrieval{std::move(*hits), true, {}};
  EDIFY_TRY(auto hits, search(scope, question));
  remember(key, generation, hits);
  return Retrieval{std::move(hits), false, {}};
}

Result<std::vector<Hit>> Retriever::search(const Scope& scope, const Question& question) const {
  const ListWeights weights = weights_for(question);
  // Every hit reports its cosine, so the question is embedded even where the dense list is not asked.
  EDIFY_TRY(const Embedding vector,
            timed(times_.embed, [&] { return embedder_.embed_question(question.text, question.deadline); }));
  const std::size_t candidates = std::max(options_.candidates, question.limit);
  std::vector<ScoredPoint> dense;
  std::vector<ScoredPoint> lexical;
  {
    const Stopwatch stopwatch(times_.search);
    const store::DenseQuery by_meaning{vector, candidates, options_.dense_threshold, question.deadline,
                                       question.selection};
    const store::LexicalQuery by_words{question.text, candidates, question.deadline, question.selection};
    if (weights.dense > 0 && weights.lexical > 0) {
      EDIFY_TRY(auto lists, store_.search_both(scope, by_meaning, by_words));
      dense = std::move(lists.dense);
      lexical = std::move(lists.lexical);
    } else if (weights.dense > 0) {
      EDIFY_TRY(dense, store_.search_dense(scope, by_meaning));
    } else {
      EDIFY_TRY(lexical, store_.search_lexical(scope, by_words));
    }
  }
  auto fused = fuse(dense, lexical, weights);

  // A hit that was replaced since the lists were made drops out of fetch(); spare ones take its place.
  const std::size_t spare = question.limit / 4 + 2;
  fused.resize(std::min(fused.size(), question.limit + spare));
  std::vector<PointKey> keys;
  for (const auto& point : fused) keys.push_back(point.key);
  EDIFY_TRY(auto hits, timed(times_.fetch, [&] { return store_.fetch(scope, keys, vector); }));
  auto point = fused.begin();
  for (Hit& hit : hits) {
    while (point->key != hit.key) ++point;
    hit.rank_score = point->rank_score;
  }
  // Ties by place in the library, not by key: the same library answers the same, in whatever order it was read.
  std::ranges::stable_sort(hits, [](const Hit& a, const Hit& b) {
    if (a.rank_score != b.rank_score) return a.rank_score > b.rank_score;
    return std::tie(a.document.path, a.chunk.index) < std::tie(b.document.path, b.chunk.index);
  });
  if (hits.size() > question.limit) hits.resize(question.limit);
  return hits;
}

std::optional<std::vector<Hit>> Retriever::recall(const Scope& scope, std::string_view key,
                                                  std::uint64_t generation) const {
  const auto bytes = cache_.get(key);
  if (!bytes) return std::nullopt;
  const auto answer = decode(*bytes, key);
  if (!answer) return std::nullopt;
  const bool something_changed = answer->generation != generation;
  if (something_changed && unix_now() - answer->made > options_.cache_blind_to_additions) return std::nullopt;

  std::vector<PointKey> keys;
  for (const auto& hit : answer->hits) keys.push_back(hit.key);
  constexpr Embedding no_question{};  // the cosines are in the entry
  auto hits = store_.fetch(scope, keys, no_question);
  if (!hits || hits->size() != answer->hits.size()) return std::nullopt;
  for (std::size_t i = 0; i < hits->size(); ++i) {
    if (point_mark((*hits)[i]) != answer->hits[i].point) return std::nullopt;
    (*hits)[i].score = answer->hits[i].score;
    (*hits)[i].rank_score = answer->hits[i].rank_score;
  }
  return std::move(*hits);
}

void Retriever::remember(std::string_view key, std::uint64_t generation, const std::vector<Hit>& hits) const {
  CachedAnswer answer{generation, unix_now(), {}};
  for (const Hit& hit : hits) answer.hits.push_back({hit.key, point_mark(hit), hit.score, hit.rank_score});
  cache_.put(key, encode(answer, key), options_.cache_time_to_live);
}

}  // namespace edify::retrieve
