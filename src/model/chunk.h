// What is embedded, searched and cited: a piece of a document that fits the model. Plain values.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "model/element.h"

namespace edify {

// all-MiniLM-L6-v2's width. An Embedding has length 1 (L2).
inline constexpr std::size_t embedding_dimension = 384;
using Embedding = std::array<float, embedding_dimension>;

struct Chunk {
  std::uint32_t index = 0;  // from 0 within the document
  std::string text;
  std::vector<std::string> heading_path;   // the titles above, outermost first
  std::vector<ElementType> element_types;  // of the elements in it, in order, each once
  std::vector<Span> spans;                 // offsets into `text`; the line → page and box map behind a citation
  std::uint32_t page = 0;                  // of its first line; 0 in formats without pages
  std::uint32_t token_count = 0;           // word pieces without [CLS] and [SEP]

  bool operator==(const Chunk&) const = default;
};

struct EmbeddedChunk {
  Chunk chunk;
  Embedding embedding{};
};

// Spans as a compact blob (varints, coordinates in tenths of a point). decode rejects what encode cannot make.
std::vector<std::byte> encode_spans(std::span<const Span> spans);
Result<std::vector<Span>> decode_spans(std::span<const std::byte> bytes);

}  // namespace edify
