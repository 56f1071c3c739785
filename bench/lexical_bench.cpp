// Lexical search over 100,000 passages: latency, build speed, index size, and whether the top 10 are those of
// exhaustive BM25. In one segment, and spread over 30 partitions of 4 segments each.
//
//   lexical_bench FOLDER [PASSAGES=100000]
//
// FOLDER holds SciFact in BEIR's form (corpus.jsonl, queries.jsonl). Its abstracts are cut into sentences, and each
// passage is made of sentences drawn at random (fixed seed) until it has 140 words: real words with their real
// frequencies, more of them than the set has itself. The claims are the questions.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <fstream>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "store/lexical/analyzer.h"
#include "store/embedded/lexical/bm25.h"
#include "store/embedded/lexical/postings.h"
#include "store/embedded/lexical/search.h"

namespace {

using namespace edify::store::lexical;
using Clock = std::chrono::steady_clock;
constexpr std::size_t words_per_passage = 140;
constexpr std::size_t limit = 10;

// Of this thread: what a question costs, however busy the machine is.
double processor_seconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

std::vector<std::string> read_texts(const std::string& file) {
  std::vector<std::string> texts;
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);) {
    texts.emplace_back(boost::json::parse(line).at("text").as_string());
  }
  return texts;
}

std::vector<std::string> split_into_sentences(std::span<const std::string> texts) {
  std::vector<std::string> sentences;
  for (const std::string& text : texts) {
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find(". ", begin), text.size() - 1) + 1;
      sentences.push_back(text.substr(begin, end - begin));
      begin = text.find_first_not_of(' ', end);
    }
  }
  return sentences;
}

std::vector<std::string> make_passages(std::span<const std::string> sentences, std::size_t count) {
  std::mt19937 random(42);
  std::vector<std::string> passages(count);
  for (std::string& passage : passages) {
    for (std::size_t words = 0; words < words_per_passage;) {
      const std::string& sentence = sentences[random() % sentences.size()];
      passage += sentence + " ";
      words += static_cast<std::size_t>(std::ranges::count(sentence, ' ')) + 1;
    }
  }
  return passages;
}

// Scores every passage that shares a term with a question, straight from the formula.
class ExhaustiveBm25 {
 public:
  explicit ExhaustiveBm25(std::span<const std::string> passages) {
    Analyzer analyzer;
    for (const std::string& passage : passages) {
      const auto number = static_cast<std::uint32_t>(lengths_.size());
      const auto terms = analyzer.terms(passage);
      for (const std::string_view term : terms) {
        auto& list = postings_[std::string(term)];
        if (list.empty() || list.back().ordinal != number) list.push_back({number, 0});
        ++list.back().frequency;
      }
      lengths_.push_back(static_cast<std::uint32_t>(terms.size()));
      total_length_ += terms.size();
    }
  }

  // (score, passage) of the best, best first.
  std::vector<std::pair<float, std::uint32_t>> search(std::string_view query) const {
    const Bm25 bm25(lengths_.size(), total_length_);
    Analyzer analyzer;
    std::vector<double> scores(lengths_.size());
    for (const std::string_view term : analyzer.query_terms(query)) {
      const auto list = postings_.find(std::string(term));
      if (list == postings_.end()) continue;
      const double idf = bm25.idf(list->second.size());
      for (const auto& [number, frequency] : list->second) {
        scores[number] += bm25.score(idf, frequency, lengths_[number]);
      }
    }
    std::vector<std::pair<float, std::uint32_t>> ranked;
    for (std::uint32_t number = 0; number < scores.size(); ++number) {
      if (scores[number] > 0) ranked.emplace_back(-static_cast<float>(scores[number]), number);
    }
    const auto kept = std::min(limit, ranked.size());
    std::ranges::partial_sort(ranked, ranked.begin() + static_cast<std::ptrdiff_t>(kept));
    ranked.resize(kept);
    for (auto& match : ranked) match.first = -match.first;
    return ranked;
  }

 private:
  std::unordered_map<std::string, std::vector<Posting>> postings_;
  std::vector<std::uint32_t> lengths_;
  std::uint64_t total_length_ = 0;
};

// The passages in order, in `count` segments of nearly the same size.
struct Index {
  std::vector<std::vector<std::byte>> bytes;
  std::vector<Postings> postings;
  std::vector<Segment> segments;
  std::vector<std::uint32_t> first_passage;  // of each segment
};

Index build(std::span<const std::string> passages, std::size_t count) {
  Index index;
  std::size_t text_bytes = 0;
  const double start = processor_seconds();
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t begin = passages.size() * i / count;
    const std::size_t end = passages.size() * (i + 1) / count;
    PostingsBuilder builder;
    for (const std::string& passage : passages.subspan(begin, end - begin)) {
      builder.add(passage);
      text_bytes += passage.size();
    }
    index.bytes.push_back(builder.finish());
    index.first_passage.push_back(static_cast<std::uint32_t>(begin));
  }
  const double seconds = processor_seconds() - start;
  std::size_t index_bytes = 0;
  for (const auto& bytes : index.bytes) {
    index.postings.push_back(Postings::open(bytes).value());
    index_bytes += bytes.size();
  }
  for (const Postings& postings : index.postings) index.segments.push_back({&postings, {}});
  fmt::print("{} segment(s): built at {:.1f} MB/s a core, {:.1f} MB of text -> {:.1f} MB of index\n", count,
             static_cast<double>(text_bytes) / 1e6 / seconds, static_cast<double>(text_bytes) / 1e6,
             static_cast<double>(index_bytes) / 1e6);
  return index;
}

void print_percentiles(std::string_view what, std::vector<double> seconds) {
  std::ranges::sort(seconds);
  fmt::print("  {}: p50 {:.2f} ms, p95 {:.2f} ms, max {:.2f} ms\n", what, seconds[seconds.size() / 2] * 1e3,
             seconds[seconds.size() * 95 / 100] * 1e3, seconds.back() * 1e3);
}

void measure(const Index& index, std::span<const std::string> queries, const ExhaustiveBm25& exhaustive) {
  std::vector<double> elapsed;
  std::vector<double> processor;
  std::size_t equal = 0;
  for (const std::string& query : queries) {
    const auto start = Clock::now();
    const double processor_start = processor_seconds();
    const std::vector<Match> matches = search(index.segments, query, limit);
    processor.push_back(processor_seconds() - processor_start);
    elapsed.push_back(seconds_since(start));
    equal += std::ranges::equal(matches, exhaustive.search(query), [&index](const Match& match, const auto& expected) {
      return match.score == expected.first && index.first_passage[match.segment] + match.ordinal == expected.second;
    });
  }
  print_percentiles("elapsed", std::move(elapsed));
  print_percentiles("processor", std::move(processor));
  fmt::print("  top {} equal to exhaustive BM25: {} of {}\n", limit, equal, queries.size());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: lexical_bench FOLDER_OF_SCIFACT [PASSAGES]\n");
    return 2;
  }
  const std::string folder = argv[1];
  const std::size_t count = argc > 2 ? std::stoul(argv[2]) : 100'000;
  const auto abstracts = read_texts(folder + "/corpus.jsonl");
  const auto queries = read_texts(folder + "/queries.jsonl");
  if (abstracts.empty() || queries.empty()) {
    fmt::print(stderr, "lexical_bench: no corpus.jsonl and queries.jsonl in {}\n", folder);
    return 1;
  }
  const auto passages = make_passages(split_into_sentences(abstracts), count);

  Analyzer analyzer;
  const double start = processor_seconds();
  std::size_t bytes = 0;
  for (const std::string& abstract : abstracts) {
    analyzer.terms(abstract);
    bytes += abstract.size();
  }
  fmt::print("analysis: {:.1f} MB/s\n", static_cast<double>(bytes) / 1e6 / (processor_seconds() - start));

  const ExhaustiveBm25 exhaustive(passages);
  for (const std::size_t segments : {1, 30 * 4}) measure(build(passages, segments), queries, exhaustive);
}
