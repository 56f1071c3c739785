// What an answer is made from: readable stretches of documents around the hits. Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "model/hit.h"
#include "model/scope.h"
#include "retrieve/retriever.h"

namespace edify::answer {

// A hit with the chunks beside it, as one text.
struct Passage {
  Hit hit;  // its document, version and scores
  std::string text;
  std::vector<Span> spans;  // offsets into `text`
  std::uint32_t first_chunk = 0;
  std::uint32_t last_chunk = 0;
};

struct PassageOptions {
  std::size_t hits = 16;  // asked of the retriever
  std::size_t most = 8;   // passages
  std::size_t most_of_document = 3;
  std::size_t widened = 4;     // the first ones get their neighbours
  std::size_t longest = 2400;  // bytes of a widened passage
};

struct Passages {
  std::vector<Passage> list;  // best first
  retrieve::Retrieval retrieval;
};

// Retrieves under the Scope, folds what says the same, keeps documents apart, and widens the best to what stands before
// and behind them. Errors: those of Retriever::retrieve.
Result<Passages> find_passages(const retrieve::Retriever& retriever, const Scope& scope,
                               const retrieve::Question& question, const PassageOptions& options = {});

// Chunks of one document in order as the passage that it was; nothing where the hit is not among them.
std::optional<Passage> join_passage(std::vector<Hit> chunks, std::uint32_t hit_chunk);

// The lines of a passage that show the bytes [begin, end) of its text.
std::vector<Span> lines_of(const Passage& passage, std::size_t begin, std::size_t end);

}  // namespace edify::answer
