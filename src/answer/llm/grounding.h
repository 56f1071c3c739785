// Whether the sentences of a language model's answer are borne out by the passages that they cite. Pure but for the
// embedder. Thread-safe.
#pragma once

#include <string_view>
#include <vector>

#include "answer/answerer.h"
#include "answer/passage.h"
#include "embed/embedder.h"

namespace edify::answer::llm {

struct Grounding {
  double share = 0;  // of the sentences, those that are borne out
  std::vector<TextRange> unsupported;
  std::vector<Citation> citations;  // by sentence, with the place that says most of it
};

// `answer` as OutputFilter has made it. A sentence is borne out when it cites a passage that has its numbers and either
// most of its words, or a good part of them and a sentence that means the same. Thresholds: docs/decisions/answers.md.
// One that cites nothing is held against the first `shown` passages, which the model has seen, and cites the one that
// bears it out.
Grounding ground(std::string_view answer, const std::vector<Passage>& passages, std::size_t shown,
                 const embed::Embedder& embedder);

// How much one sentence is like a passage; what the thresholds are held against.
struct Likeness {
  double overlap = 0;       // share of its words that the passage has
  double cosine = 0;        // with the passage's nearest sentence
  bool has_numbers = true;  // every number of it stands in the passage
};
Likeness likeness_of(std::string_view sentence, const Passage& passage, const embed::Embedder& embedder);
bool bears_out(const Likeness& likeness);

}  // namespace edify::answer::llm
