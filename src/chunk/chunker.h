// elements → chunks, by title, as Unstructured's chunk_by_title does, with the model's token limit on top.
//
// A chunk holds at most `max_characters` characters (code points) and at most `max_tokens` word pieces. A heading
// starts a new one, and so does reaching `new_after_characters`; only what is shorter than
// `combine_under_characters` joins its neighbours over a heading (a lone title belongs to what follows). An element
// too long for one chunk is split at sentence or word ends, and only such splits overlap, by at most
// `overlap_characters`. Page furniture is left out; no other text is lost. Pure and thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "model/chunk.h"
#include "model/element.h"

namespace edify::chunk {

struct ChunkOptions {
  std::uint32_t max_characters = 1000;
  std::uint32_t new_after_characters = 800;
  std::uint32_t combine_under_characters = 100;
  std::uint32_t overlap_characters = 200;
  // The model reads 256 with [CLS] and [SEP] and drops the rest silently.
  std::uint32_t max_tokens = 254;
};

// Word pieces of a text, without [CLS] and [SEP].
using TokenCounter = std::function<std::uint32_t(std::string_view)>;

std::vector<Chunk> split_into_chunks(const std::vector<Element>& elements, const TokenCounter& count_tokens,
                                     const ChunkOptions& options = {});

// Moves whenever the output of chunking may change; part of every document version.
inline constexpr std::string_view chunker_version = "chunk-2";

}  // namespace edify::chunk
