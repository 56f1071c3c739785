// Prints how fast texts become vectors: 512 passages of school size in one call, then short queries by 1-32 callers.
//
//   embed_bench [--texts]    --texts prints the passages as JSON strings, a line each, for bench/peers/embed_peer.py
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "embed/embedder.h"

namespace {

using Clock = std::chrono::steady_clock;
using edify::embed::Embedder;

constexpr std::size_t passages = 512;
constexpr std::size_t shortest_passage = 65;  // words; with the longest, 162 word pieces on average
constexpr std::size_t longest_passage = 215;

constexpr std::string_view words[] = {"the",
                                      "of",
                                      "and",
                                      "to",
                                      "in",
                                      "is",
                                      "that",
                                      "for",
                                      "pupils",
                                      "school",
                                      "teacher",
                                      "lesson",
                                      "students",
                                      "read",
                                      "chapter",
                                      "question",
                                      "answer",
                                      "water",
                                      "energy",
                                      "light",
                                      "plant",
                                      "cell",
                                      "history",
                                      "kingdom",
                                      "river",
                                      "monsoon",
                                      "fraction",
                                      "number",
                                      "equation",
                                      "triangle",
                                      "angle",
                                      "temperature",
                                      "experiment",
                                      "safety",
                                      "policy",
                                      "library",
                                      "exam",
                                      "grade",
                                      "week",
                                      "homework",
                                      "photosynthesis",
                                      "respiration",
                                      "constitution",
                                      "parliament",
                                      "because",
                                      "between",
                                      "during",
                                      "every",
                                      "must",
                                      "should",
                                      "which",
                                      "where",
                                      "twelve"};

// Of this process, all threads: what a busy machine disturbs least.
double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

// std::uniform_int_distribution differs between libraries; the remainder of mt19937 does not.
std::string make_text(std::mt19937& random, std::size_t word_count) {
  std::string text;
  for (std::size_t i = 0; i < word_count; ++i) {
    if (i > 0) text += random() % 14 == 0 ? ". " : " ";
    text += words[random() % std::size(words)];
  }
  return text + ".";
}

std::vector<std::string> make_passages() {
  std::mt19937 random(512);
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < passages; ++i) {
    texts.push_back(make_text(random, shortest_passage + random() % (longest_passage - shortest_passage + 1)));
  }
  return texts;
}

void print_throughput(const Embedder& embedder) {
  const std::vector<std::string> texts = make_passages();
  std::size_t tokens = 0;
  for (const std::string& text : texts) tokens += embedder.tokenizer().count(text) + 2;
  const double processor_start = processor_seconds();
  const auto start = Clock::now();
  embedder.embed(texts);
  const double seconds = seconds_since(start);
  const double processor = processor_seconds() - processor_start;
  fmt::print("passages: {} texts, mean {:.0f} tokens: {:.1f} ms of processor each, {:.1f} chunks/s\n", texts.size(),
             static_cast<double>(tokens) / static_cast<double>(texts.size()),
             processor * 1e3 / static_cast<double>(texts.size()), static_cast<double>(texts.size()) / seconds);
}

void print_query_latency(const Embedder& embedder, std::size_t word_count, std::size_t callers) {
  constexpr std::size_t queries_a_caller = 50;
  std::vector<std::vector<double>> latencies(callers);
  const auto start = Clock::now();
  {
    std::vector<std::jthread> threads;
    for (std::size_t caller = 0; caller < callers; ++caller) {
      threads.emplace_back([&, caller] {
        std::mt19937 random(static_cast<unsigned>(caller));
        for (std::size_t i = 0; i < queries_a_caller; ++i) {
          const std::string query = make_text(random, word_count);
          const auto asked = Clock::now();
          embedder.embed_one(query);
          latencies[caller].push_back(seconds_since(asked) * 1e3);
        }
      });
    }
  }
  const double seconds = seconds_since(start);
  std::vector<double> all;
  for (const auto& some : latencies) all.insert(all.end(), some.begin(), some.end());
  std::ranges::sort(all);
  fmt::print("queries of {} words, {:2} callers: {:.0f}/s, p50 {:.1f} ms, p95 {:.1f} ms\n", word_count, callers,
             static_cast<double>(all.size()) / seconds, all[all.size() / 2], all[all.size() * 95 / 100]);
}

void print_tokenizer_speed(const Embedder& embedder) {
  const std::vector<std::string> texts = make_passages();
  std::size_t bytes = 0;
  for (const std::string& text : texts) bytes += text.size();
  const auto start = Clock::now();
  std::uint64_t pieces = 0;
  constexpr std::size_t rounds = 20;
  for (std::size_t i = 0; i < rounds; ++i) {
    for (const std::string& text : texts) pieces += embedder.tokenizer().count(text);
  }
  const double seconds = seconds_since(start);
  fmt::print("tokenizer: {:.0f} MB/s, {:.1f} M pieces/s, one core\n",
             static_cast<double>(rounds * bytes) / seconds / 1e6, static_cast<double>(pieces) / seconds / 1e6);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && std::string_view(argv[1]) == "--texts") {
    for (const std::string& text : make_passages()) {
      fmt::print("{}\n", boost::json::serialize(boost::json::string(text)));
    }
    return 0;
  }
  const auto start = Clock::now();
  const auto embedder = Embedder::load(EDIFY_ENGINES_DIR "/minilm");
  if (!embedder) {
    fmt::print(stderr, "{}\n", embedder.error().message);
    return 1;
  }
  fmt::print("model ready in {:.2f} s, {}\n", seconds_since(start),
             embedder->precision() == edify::embed::Precision::bf16 ? "bf16" : "fp32");
  print_tokenizer_speed(*embedder);
  print_throughput(*embedder);
  for (const std::size_t word_count : {8, 18}) {
    for (const std::size_t callers : {1, 2, 8, 32}) print_query_latency(*embedder, word_count, callers);
  }
}
