// Fills a data folder with a large synthetic library, for load tests of `edify serve`.
//
//   fill_store DATA_FOLDER SENTENCES.jsonl [CHUNKS=100000]
//
// SENTENCES.jsonl has a "text" a line (a BEIR corpus.jsonl). A chunk is sentences drawn at random until it has 140
// words; its vector is a real sentence's vector with noise, so vectors lie in clusters where the model puts text.
// Documents of 40 chunks go round robin into 30 partitions: knowledge_bank and general, each with 15 grades.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "embed/embedder.h"
#include "store/embedded/embedded_store.h"

namespace {

using namespace edify;

constexpr std::size_t chunks_per_document = 40;
constexpr std::size_t words_per_chunk = 140;
constexpr std::size_t cluster_count = 512;
// Cosine of a chunk to its cluster's centre is about 0.8.
constexpr float noise = 0.75F / 19.6F;  // 0.75 / sqrt(384)

std::vector<std::string> read_sentences(const std::string& file) {
  std::vector<std::string> sentences;
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line) && sentences.size() < 50'000;) {
    const std::string text(boost::json::parse(line).at("text").as_string());
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find(". ", begin), text.size() - 1) + 1;
      sentences.push_back(text.substr(begin, end - begin));
      begin = text.find_first_not_of(' ', end);
    }
  }
  return sentences;
}

class Library {
 public:
  Library(std::vector<std::string> sentences, std::vector<Embedding> centres)
      : sentences_(std::move(sentences)), centres_(std::move(centres)) {}

  EmbeddedChunk chunk(std::uint32_t index) {
    EmbeddedChunk out;
    out.chunk.index = index;
    out.chunk.page = index + 1;
    for (std::size_t words = 0; words < words_per_chunk;) {
      const auto& sentence = sentences_[random_() % sentences_.size()];
      out.chunk.text += sentence + " ";
      words += static_cast<std::size_t>(std::ranges::count(sentence, ' ')) + 1;
    }
    out.chunk.spans = {{0, static_cast<std::uint32_t>(out.chunk.text.size()), index + 1, {72, 72, 520, 300}}};
    out.embedding = centres_[random_() % centres_.size()];
    float length = 0;
    for (float& x : out.embedding) {
      x += noise * gauss_(random_);
      length += x * x;
    }
    for (float& x : out.embedding) x /= std::sqrt(length);
    return out;
  }

 private:
  std::vector<std::string> sentences_;
  std::vector<Embedding> centres_;
  std::mt19937 random_{42};
  std::normal_distribution<float> gauss_;
};

Partition partition_of(std::size_t document) {
  const std::size_t number = document % 30;
  const std::size_t grade = number / 2;
  return {number % 2 == 0 ? Module::knowledge_bank : Module::general,
          grade < 12 ? fmt::format("grade{}", grade + 1) : fmt::format("ik{}", grade - 11)};
}

Result<void> fill(const std::filesystem::path& data, const std::string& sentences_file, std::size_t chunk_count) {
  auto sentences = read_sentences(sentences_file);
  EDIFY_TRY(const auto embedder, embed::Embedder::load(std::string(EDIFY_ENGINES_DIR) + "/minilm"));
  std::vector<std::string> seeds(sentences.begin(), sentences.begin() + cluster_count);
  Library library(std::move(sentences), embedder.embed(seeds));

  std::filesystem::create_directories(data);
  EDIFY_TRY(const auto store, store::EmbeddedStore::open({.database = data / "edify.db",
                                                          .index_folder = data / "index",
                                                          .embedding_model = std::string(embed::model_name),
                                                          .follow_changes = false}));
  for (std::size_t document = 0; document * chunks_per_document < chunk_count; ++document) {
    DocumentRecord record;
    record.path = fmt::format("bench/document{}.pdf", document);
    record.id = document_id(record.path);
    record.placement.partition = partition_of(document);
    record.placement.year = "2025-2026";
    record.content_type = "application/pdf";
    std::vector<EmbeddedChunk> chunks;
    for (std::uint32_t i = 0; i < chunks_per_document; ++i) chunks.push_back(library.chunk(i));
    EDIFY_CHECK(store->stage(record.id, "bench", chunks));
    EDIFY_CHECK(store->publish(record, "bench", chunks_per_document));
  }
  return store->snapshot();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    fmt::print(stderr, "usage: fill_store DATA_FOLDER SENTENCES.jsonl [CHUNKS=100000]\n");
    return 2;
  }
  const auto result = fill(argv[1], argv[2], argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 100'000);
  if (!result) fmt::print(stderr, "fill_store: {}\n", result.error().message);
  return result ? 0 : 1;
}
