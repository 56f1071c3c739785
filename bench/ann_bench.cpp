// The dense side of the embedded store: 100,000 clustered vectors over 30 partitions. Prints the speed of the
// distance kernels, of writing, building, saving and opening, and for every Scope (3 roles x grades) recall@10
// against an exact fp32 scan and the processor time of a query, for its 10 and its 100 best.
//
//   ann_bench [vectors] [queries a scope] [vectors for a graph]
//
// The third argument set low (500) measures the graphs, which otherwise only larger partitions get.
#include <fmt/format.h>
#include <simsimd/simsimd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <map>
#include <numeric>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "access/scope_issuer.h"
#include "store/embedded/embedded_store.h"

namespace {

using namespace edify;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

// Of this thread, so that what else the machine does is left out.
double cpu_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

template <typename T>
T must(Result<T> result) {
  if (result) {
    if constexpr (std::is_void_v<T>)
      return;
    else
      return std::move(*result);
  }
  fmt::print(stderr, "{}\n", result.error().message);
  std::exit(1);
}

void normalize(Embedding& vector) {
  const float length = std::sqrt(std::inner_product(vector.begin(), vector.end(), vector.begin(), 0.0F));
  for (float& x : vector) x /= length;
}

// Vectors around 2,000 centres, as a library's chunks lie around its topics: two of one topic have cosine 0.6.
class Topics {
 public:
  explicit Topics(std::uint64_t seed) : random_(seed) {
    for (auto& centre : centres_) centre = direction();
  }
  Embedding draw() {
    Embedding vector = centres_[random_() % centres_.size()];
    const Embedding noise = direction();
    for (std::size_t i = 0; i < vector.size(); ++i) vector[i] += 0.8F * noise[i];
    normalize(vector);
    return vector;
  }
  std::mt19937_64& random() { return random_; }

 private:
  Embedding direction() {
    Embedding vector;
    for (float& x : vector) x = normal_(random_);
    normalize(vector);
    return vector;
  }
  std::mt19937_64 random_;
  std::normal_distribution<float> normal_;
  std::vector<Embedding> centres_ = std::vector<Embedding>(2000);
};

std::vector<std::string> all_grades() {
  std::vector<std::string> grades{std::string(general_grade), "ik1", "ik2", "ik3"};
  for (int i = 1; i <= 12; ++i) grades.push_back(fmt::format("grade{}", i));
  return grades;
}

// 16 + 10 + 4 = 30.
std::vector<Partition> make_partitions() {
  const auto grades = all_grades();
  std::vector<Partition> partitions;
  for (const auto& grade : grades) partitions.push_back({Module::knowledge_bank, grade});
  for (std::size_t i = 0; i < 10; ++i) partitions.push_back({Module::general, grades[i]});
  for (std::size_t i = 0; i < 4; ++i) partitions.push_back({Module::sop, grades[i]});
  return partitions;
}

struct Library {
  std::vector<Embedding> vectors;
  std::vector<Partition> partitions;  // of each vector
};

// Partition i gets a share of 1 / (i + 3): a few are large, many are small.
Library make_library(std::size_t size, Topics& topics) {
  const auto partitions = make_partitions();
  std::vector<double> shares;
  for (std::size_t i = 0; i < partitions.size(); ++i) shares.push_back(1.0 / static_cast<double>(i + 3));
  std::discrete_distribution<std::size_t> pick(shares.begin(), shares.end());
  Library library;
  for (std::size_t i = 0; i < size; ++i) {
    library.vectors.push_back(topics.draw());
    library.partitions.push_back(partitions[pick(topics.random())]);
  }
  return library;
}

// Each document holds 50 chunks of one partition; a chunk's text begins with its number in the library.
void fill(store::EmbeddedStore& store, const Library& library) {
  std::map<Partition, std::vector<std::size_t>> members;
  for (std::size_t i = 0; i < library.vectors.size(); ++i) members[library.partitions[i]].push_back(i);
  for (const auto& [partition, indexes] : members) {
    for (std::size_t begin = 0; begin < indexes.size(); begin += 50) {
      std::vector<EmbeddedChunk> chunks;
      for (std::size_t i = begin; i < std::min(begin + 50, indexes.size()); ++i) {
        EmbeddedChunk chunk;
        chunk.chunk.index = static_cast<std::uint32_t>(chunks.size());
        chunk.chunk.text = fmt::format("{} of the library", indexes[i]);
        chunk.embedding = library.vectors[indexes[i]];
        chunks.push_back(std::move(chunk));
      }
      const auto path = fmt::format("{}/{}/{}.txt", to_string(partition.module), partition.grade, begin);
      DocumentRecord document;
      document.id = document_id(path);
      document.path = path;
      document.placement.partition = partition;
      must(store.stage(document.id, "v1", chunks));
      must(store.publish(document, "v1", static_cast<std::uint32_t>(chunks.size())));
    }
  }
}

std::set<std::size_t> exact_best(const Library& library, const Scope& scope, const Embedding& query, std::size_t k) {
  std::vector<std::pair<float, std::size_t>> scored;
  for (std::size_t i = 0; i < library.vectors.size(); ++i) {
    if (!scope.allows(library.partitions[i])) continue;
    simsimd_distance_t dot = 0;
    simsimd_dot_f32(query.data(), library.vectors[i].data(), embedding_dimension, &dot);
    scored.emplace_back(-static_cast<float>(dot), i);
  }
  k = std::min(k, scored.size());
  std::partial_sort(scored.begin(), scored.begin() + static_cast<std::ptrdiff_t>(k), scored.end());
  std::set<std::size_t> best;
  for (std::size_t i = 0; i < k; ++i) best.insert(scored[i].second);
  return best;
}

struct Figures {
  double recall = 0;
  double mean_ms = 0;
  double p95_ms = 0;
  double fetch_ms = 0;  // of 10 hits
};

Figures measure(store::EmbeddedStore& store, const Library& library, const Scope& scope,
                const std::vector<Embedding>& queries, std::size_t limit) {
  std::vector<double> times;
  double fetch_seconds = 0;
  std::size_t found = 0;
  std::size_t wanted = 0;
  for (const auto& query : queries) {
    const double start = cpu_seconds();
    const auto points = must(store.search_dense(scope, {.vector = query, .limit = limit}));
    times.push_back((cpu_seconds() - start) * 1000);
    std::vector<PointKey> keys;
    for (std::size_t i = 0; i < std::min<std::size_t>(10, points.size()); ++i) keys.push_back(points[i].key);
    const double fetching = cpu_seconds();
    const auto hits = must(store.fetch(scope, keys, query));
    fetch_seconds += cpu_seconds() - fetching;
    const auto truth = exact_best(library, scope, query, 10);
    wanted += truth.size();
    for (const auto& hit : hits) found += truth.contains(std::stoul(hit.chunk.text));
  }
  std::ranges::sort(times);
  return {.recall = wanted == 0 ? 1 : static_cast<double>(found) / static_cast<double>(wanted),
          .mean_ms = std::accumulate(times.begin(), times.end(), 0.0) / static_cast<double>(times.size()),
          .p95_ms = times[times.size() * 95 / 100],
          .fetch_ms = fetch_seconds * 1000 / static_cast<double>(queries.size())};
}

template <typename Number, typename Kernel>
double nanoseconds_a_call(Number number, Kernel kernel) {
  constexpr std::size_t calls = 20'000;
  const std::vector<Number> vectors(100 * embedding_dimension, number);
  double sum = 0;
  const double start = cpu_seconds();
  for (std::size_t i = 0; i < calls; ++i) {
    simsimd_distance_t dot = 0;
    kernel(vectors.data(), vectors.data() + (i % 100) * embedding_dimension, embedding_dimension, &dot);
    sum += dot;
  }
  const double elapsed = cpu_seconds() - start;
  return sum < 0 ? 0 : elapsed / calls * 1e9;  // looks at the sum, so that the calls are not optimised away
}

// Chosen kernels far slower than these, or as slow as serial, mean that the dispatch does not work.
void print_kernels() {
  const auto capabilities = simsimd_capabilities();
  const auto has = [&](simsimd_capability_t one) { return (capabilities & one) != 0; };
  fmt::print("kernels: haswell {}, skylake {}, ice {}, genoa {}, sapphire {}, neon {}\n", has(simsimd_cap_haswell_k),
             has(simsimd_cap_skylake_k), has(simsimd_cap_ice_k), has(simsimd_cap_genoa_k), has(simsimd_cap_sapphire_k),
             has(simsimd_cap_neon_k));
  constexpr simsimd_f16_t half = 0x2a66;    // 0.05
  constexpr simsimd_bf16_t brain = 0x3d4d;  // 0.05
  fmt::print("{:<28} {:>8} {:>8}\n", "dot of 384, ns", "chosen", "serial");
  fmt::print("{:<28} {:>8.0f} {:>8.0f}\n", "half (scores, graphs)",
             nanoseconds_a_call(half, [](auto... args) { simsimd_dot_f16(args...); }),
             nanoseconds_a_call(half, [](auto... args) { simsimd_dot_f16_serial(args...); }));
  fmt::print("{:<28} {:>8.0f} {:>8.0f}\n", "bfloat16 (for comparison)",
             nanoseconds_a_call(brain, [](auto... args) { simsimd_dot_bf16(args...); }),
             nanoseconds_a_call(brain, [](auto... args) { simsimd_dot_bf16_serial(args...); }));
}

void print_scopes(store::EmbeddedStore& store, const Library& library, Topics& topics, std::size_t queries) {
  fmt::print("{:<10} {:<10} {:>9} {:>9} {:>9} {:>9} {:>12}\n", "role", "grades", "recall@10", "ms", "p95 ms", "100: ms",
             "fetch 10 ms");
  double worst = 1;
  auto grades = all_grades();
  grades.push_back("*");
  for (const Role role : {Role::student, Role::teacher, Role::admin}) {
    for (const auto& grade : grades) {
      const bool all = grade == "*";
      const auto scope = access::ScopeIssuer::issue({.user = "bench",
                                                     .role = role,
                                                     .grades = all ? std::set<std::string>{} : std::set{grade},
                                                     .all_grades = all});
      std::vector<Embedding> asked;
      for (std::size_t i = 0; i < queries; ++i) asked.push_back(topics.draw());
      const auto ten = measure(store, library, scope, asked, 10);
      const auto hundred = measure(store, library, scope, asked, 100);
      fmt::print("{:<10} {:<10} {:>9.4f} {:>9.3f} {:>9.3f} {:>9.3f} {:>12.3f}\n", to_string(role), grade, ten.recall,
                 ten.mean_ms, ten.p95_ms, hundred.mean_ms, ten.fetch_ms);
      worst = std::min({worst, ten.recall, hundred.recall});
    }
  }
  fmt::print("worst recall@10 of any scope: {:.4f}\n", worst);
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t size = argc > 1 ? std::stoul(argv[1]) : 100'000;
  const std::size_t queries = argc > 2 ? std::stoul(argv[2]) : 100;
  print_kernels();
  const auto folder = std::filesystem::temp_directory_path() / fmt::format("edify-ann-bench-{}", ::getpid());
  std::filesystem::create_directories(folder);
  store::EmbeddedStoreOptions options{.database = folder / "edify.db",
                                      .index_folder = folder / "index",
                                      .embedding_model = "bench",
                                      .follow_changes = false};
  if (argc > 3) options.graph_threshold = std::stoul(argv[3]);
  Topics topics(7);
  const auto library = make_library(size, topics);
  const auto rate = [&](const char* doing, Clock::time_point start) {
    const double seconds = seconds_since(start);
    fmt::print("{}: {:.2f} s, {:.0f} chunks/s\n", doing, seconds, static_cast<double>(size) / seconds);
  };
  {
    auto store = must(store::EmbeddedStore::open(options));
    auto start = Clock::now();
    fill(*store, library);
    rate("stage and publish", start);
    start = Clock::now();
    must(store->snapshot());
    rate("build indexes and save", start);
  }
  options.follow_changes = true;
  const auto start = Clock::now();
  auto store = must(store::EmbeddedStore::open(options));
  rate("open from the snapshot", start);
  print_scopes(*store, library, topics, queries);
  store.reset();
  std::filesystem::remove_all(folder);
}
