#include "app/golden_queries.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "access/scope_issuer.h"
#include "app/wiring.h"
#include "cache/memory/memory_cache.h"
#include "retrieve/retriever.h"

namespace edify::app {
namespace {

using backup::GoldenQuery;

constexpr std::size_t documents_asked_about = 12;
constexpr std::size_t words_of_a_question = 12;
constexpr std::size_t hits_remembered = 10;

Scope everything() {
  Principal admin;
  admin.role = Role::admin;
  return access::ScopeIssuer::issue(admin);
}

std::string first_words(std::string_view text) {
  std::string words;
  std::size_t count = 0;
  while (count < words_of_a_question && !text.empty()) {
    const auto begin = std::min(text.find_first_not_of(" \t\n"), text.size());
    const auto end = std::min(text.find_first_of(" \t\n", begin), text.size());
    if (begin == end) break;
    if (count++ > 0) words += ' ';
    words += text.substr(begin, end - begin);
    text.remove_prefix(end);
  }
  return words;
}

Result<std::vector<std::string>> hits_of(const retrieve::Retriever& retriever, const GoldenQuery& query) {
  EDIFY_TRY(const Principal principal, operator_as(query.role, query.grades));
  const retrieve::Question question{query.question, hits_remembered, retrieve::Mode::hybrid, Deadline()};
  EDIFY_TRY(const auto retrieval, retriever.retrieve(access::ScopeIssuer::issue(principal), question));
  std::vector<std::string> hits;
  for (const Hit& hit : retrieval.hits) {
    hits.push_back(hit.document.id + '/' + std::to_string(hit.chunk.index));
  }
  return hits;
}

// Ids are hashes of paths: the first of them are as good a sample as any.
Result<std::vector<std::string>> sample_documents(store::VectorStore& store) {
  std::vector<std::string> ids;
  EDIFY_CHECK(store.each_document([&](const store::PublishedDocument& document) {
    ids.push_back(document.id);
    return ids.size() < documents_asked_about;
  }));
  return ids;
}

}  // namespace

Result<std::vector<GoldenQuery>> make_golden_queries(store::VectorStore& store, const embed::Embedder& embedder) {
  EDIFY_TRY(const auto ids, sample_documents(store));
  std::vector<GoldenQuery> queries;
  for (const auto& id : ids) {
    EDIFY_TRY(const auto chunks, store.read_chunks(everything(), id, {.first = 0, .count = 1}));
    if (chunks.empty()) continue;  // removed meanwhile
    const std::string question = first_words(chunks.front().chunk.text);
    if (question.empty()) continue;
    const auto& grade = chunks.front().document.placement.partition.grade;
    queries.push_back({question, "admin", "", {}});
    queries.push_back({question, "teacher", "*", {}});
    queries.push_back({question, "student", grade, {}});
  }
  return ask_again(store, embedder, queries);
}

Result<std::vector<GoldenQuery>> ask_again(store::VectorStore& store, const embed::Embedder& embedder,
                                           const std::vector<GoldenQuery>& queries) {
  cache::MemoryCache no_cache(0);
  const retrieve::Retriever retriever(store, embedder, no_cache, {.dense_threshold = -1});
  std::vector<GoldenQuery> answered = queries;
  for (auto& query : answered) {
    EDIFY_TRY(query.hits, hits_of(retriever, query));
  }
  return answered;
}

GoldenAgreement compare(const std::vector<GoldenQuery>& then, const std::vector<GoldenQuery>& now) {
  GoldenAgreement agreement;
  agreement.queries = then.size();
  for (std::size_t i = 0; i < then.size(); ++i) {
    const auto& old_hits = then[i].hits;
    const auto& new_hits = now[i].hits;
    if (old_hits == new_hits) ++agreement.equal;
    const bool both_empty = old_hits.empty() && new_hits.empty();
    const bool same_first = !old_hits.empty() && !new_hits.empty() && old_hits.front() == new_hits.front();
    if (both_empty || same_first) ++agreement.first_same;
    agreement.hits += old_hits.size();
    agreement.found += static_cast<std::size_t>(std::ranges::count_if(
        old_hits, [&](const auto& hit) { return std::ranges::find(new_hits, hit) != new_hits.end(); }));
  }
  return agreement;
}

}  // namespace edify::app
