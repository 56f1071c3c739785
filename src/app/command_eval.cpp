#include <fmt/format.h>
#include <stdlib.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>

#include "access/scope_issuer.h"
#include "app/command.h"
#include "app/console.h"
#include "app/eval_set.h"
#include "app/wiring.h"
#include "base/hash.h"
#include "cache/memory/memory_cache.h"
#include "retrieve/retriever.h"
#include "store/lexical/analyzer.h"
#include "store/qdrant/collection.h"

namespace edify::app {
namespace {

namespace fs = std::filesystem;

struct EvalOptions {
  std::string corpus;
  std::string queries;
  std::string qrels;
  std::string mode = "hybrid";
  bool json = false;
};

// Deepest rank that a metric looks at.
constexpr std::size_t depth = 100;

// A folder under the system's temporary one that goes when this goes.
class ThrowAwayFolder {
 public:
  static Result<ThrowAwayFolder> make() {
    std::string name = (fs::temp_directory_path() / "edify-eval-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) return fail(ErrorCode::unavailable, fmt::format("cannot create {}", name));
    return ThrowAwayFolder(name);
  }
  ThrowAwayFolder(ThrowAwayFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  ThrowAwayFolder& operator=(ThrowAwayFolder&&) = delete;
  ~ThrowAwayFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  const fs::path& path() const { return path_; }

 private:
  explicit ThrowAwayFolder(fs::path path) : path_(std::move(path)) {}
  fs::path path_;
};

// The collection that a store in Qdrant makes goes when this goes.
class ThrowAwayCollection {
 public:
  explicit ThrowAwayCollection(const Config& config) : config_(config) {}
  ThrowAwayCollection(const ThrowAwayCollection&) = delete;
  ThrowAwayCollection& operator=(const ThrowAwayCollection&) = delete;
  ~ThrowAwayCollection() {
    if (!config_.uses_qdrant()) return;
    const auto options = qdrant_options(config_);
    const auto peer = store::qdrant::Peer::create(options);
    if (!peer) return;
    const auto found = store::qdrant::find_collection(**peer, options.collection, options.layout);
    if (found && *found) (void)store::qdrant::delete_collection(**peer, (*found)->name);
  }

 private:
  const Config& config_;
};

// Of a passage in terms, as Qdrant's weights need it; passages may be far longer than chunks.
std::uint32_t average_length(const EvalSet& set) {
  store::lexical::Analyzer analyzer;
  std::size_t terms = 0;
  for (const auto& passage : set.passages) terms += analyzer.terms(passage.text).size();
  return static_cast<std::uint32_t>(std::max<std::size_t>(1, terms / std::max<std::size_t>(1, set.passages.size())));
}

// Each corpus entry becomes a document of one chunk, with its id as path.
Result<void> store_corpus(store::VectorStore& store, const embed::Embedder& embedder, const EvalSet& set) {
  constexpr std::size_t batch_size = 256;
  for (std::size_t begin = 0; begin < set.passages.size(); begin += batch_size) {
    const std::size_t end = std::min(begin + batch_size, set.passages.size());
    std::vector<std::string> texts;
    for (std::size_t i = begin; i < end; ++i) texts.push_back(set.passages[i].text);
    const auto vectors = embedder.embed(texts);
    for (std::size_t i = begin; i < end; ++i) {
      EmbeddedChunk chunk;
      chunk.chunk.text = std::move(texts[i - begin]);
      chunk.embedding = vectors[i - begin];
      DocumentRecord record;
      record.path = set.passages[i].id;
      record.id = document_id(record.path);
      EDIFY_CHECK(store.stage(record.id, "eval", std::span(&chunk, 1)));
      EDIFY_CHECK(store.publish(record, "eval", 1));
    }
    if (is_terminal()) fmt::print(stderr, "\r\x1b[K{}/{} passages embedded", end, set.passages.size());
  }
  if (is_terminal()) fmt::print(stderr, "\r\x1b[K");
  return {};
}

Result<Metrics> ask_all(const retrieve::Retriever& retriever, const EvalSet& set, retrieve::Mode mode) {
  Principal everything;
  everything.role = Role::admin;
  const Scope scope = access::ScopeIssuer::issue(everything);
  MetricsSum sum;
  for (const auto& query : set.queries) {
    EDIFY_TRY(const auto retrieval, retriever.retrieve(scope, {query.text, depth, mode, Deadline()}));
    std::vector<std::string> ranked;
    for (const Hit& hit : retrieval.hits) ranked.push_back(hit.document.path);
    sum.add(ranked, set.judgements.at(query.id));
  }
  return sum.mean();
}

void print_metrics(const Metrics& metrics, double seconds, bool json) {
  if (json) {
    print_json({{"ndcg_at_10", metrics.ndcg_at_10},
                {"recall_at_10", metrics.recall_at_10},
                {"recall_at_100", metrics.recall_at_100},
                {"mrr_at_10", metrics.mrr_at_10},
                {"queries", metrics.queries},
                {"seconds", seconds}});
    return;
  }
  fmt::print(
      "ndcg_at_10    {:.5f}\nrecall_at_10  {:.5f}\nrecall_at_100 {:.5f}\nmrr_at_10     {:.5f}\nqueries       "
      "{}\nseconds       {:.1f}\n",
      metrics.ndcg_at_10, metrics.recall_at_10, metrics.recall_at_100, metrics.mrr_at_10, metrics.queries, seconds);
}

Result<void> evaluate(const Config& config, const EvalOptions& options) {
  const auto started = std::chrono::steady_clock::now();
  const auto mode = retrieve::mode_from_string(options.mode);
  if (!mode) {
    return fail(ErrorCode::invalid_argument,
                fmt::format("--mode {} is not known; use hybrid, dense or lexical", options.mode));
  }
  EDIFY_TRY(const EvalSet set, load_eval_set(options.corpus, options.queries, options.qrels));
  EDIFY_TRY(const auto embedder, load_embedder(config));
  EDIFY_TRY(const ThrowAwayFolder folder, ThrowAwayFolder::make());
  Config throw_away = config;
  throw_away.data = folder.path();
  throw_away.qdrant.collection = fmt::format("edify_eval_{}", random_uuid());
  throw_away.qdrant.layout.average_length = average_length(set);
  const ThrowAwayCollection collection(throw_away);
  {
    EDIFY_TRY(const auto writer, open_store(throw_away, false));
    EDIFY_CHECK(store_corpus(*writer, embedder, set));
  }
  EDIFY_TRY(const auto store, open_store(throw_away, true));
  cache::MemoryCache no_cache(0);
  const retrieve::Retriever retriever(*store, embedder, no_cache, {.dense_threshold = -1});
  EDIFY_TRY(const Metrics metrics, ask_all(retriever, set, *mode));
  print_metrics(metrics, std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count(),
                options.json);
  return {};
}

}  // namespace

void add_eval(CommandLine& line) {
  auto options = std::make_shared<EvalOptions>();
  auto* command = line.parser.add_subcommand("eval", "Measure against judged questions");
  command->require_subcommand(1);
  auto* retrieval = command->add_subcommand("retrieval", "Rank a BEIR corpus for its queries and score the ranks");
  retrieval->add_option("--corpus", options->corpus, "corpus.jsonl: _id, title, text")->required();
  retrieval->add_option("--queries", options->queries, "queries.jsonl: _id, text")->required();
  retrieval->add_option("--qrels", options->qrels, "qrels.tsv: query, passage, score; a header line")->required();
  retrieval->add_option("--mode", options->mode, "hybrid, dense or lexical")->capture_default_str();
  retrieval->add_flag("--json", options->json, "One JSON object");
  add_eval_answers(*command, line);
  add_eval_from_feedback(*command, line);
  retrieval->callback(
      [&line, options] { line.action = [options](const Config& config) { return evaluate(config, *options); }; });
}

}  // namespace edify::app
