// The frozen answers of the reference in tests/golden/embed (tools/make_embed_golden.py). For tests only.
#pragma once

#include <boost/json/parse.hpp>
#include <boost/json/value_to.hpp>
#include <fstream>
#include <string>
#include <vector>

#include "embed/tokenizer.h"
#include "model/chunk.h"

namespace edify::embed {

struct GoldenText {
  std::string text;  // bytes, not always UTF-8
  std::vector<TokenId> ids;
};

inline std::string bytes_from_hex(const std::string& digits) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes.push_back(static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16)));
  }
  return bytes;
}

inline std::vector<GoldenText> read_golden_texts() {
  std::ifstream file(EDIFY_SOURCE_DIR "/tests/golden/embed/texts.jsonl");
  std::vector<GoldenText> texts;
  for (std::string line; std::getline(file, line);) {
    const boost::json::object entry = boost::json::parse(line).as_object();
    const auto* hex = entry.if_contains("hex");
    std::string text = hex ? bytes_from_hex(std::string(hex->as_string())) : std::string(entry.at("text").as_string());
    texts.push_back({std::move(text), boost::json::value_to<std::vector<TokenId>>(entry.at("ids"))});
  }
  return texts;
}

inline std::vector<Embedding> read_golden_vectors() {
  std::ifstream file(EDIFY_SOURCE_DIR "/tests/golden/embed/vectors.f32", std::ios::binary);
  std::vector<Embedding> vectors;
  for (Embedding vector; file.read(reinterpret_cast<char*>(vector.data()), sizeof vector);) vectors.push_back(vector);
  return vectors;
}

}  // namespace edify::embed
