// How well a sentence answers a question, and whether the best of them is good enough. Pure but for the embedder.
// Thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "answer/passage.h"
#include "answer/sentences.h"
#include "embed/embedder.h"

namespace edify::answer {

struct ScoredSentence {
  std::uint32_t passage = 0;  // index
  std::uint32_t ordinal = 0;  // among the passage's sentences
  SentenceRange range;
  std::string text;
  double coverage = 0;  // share of the question's words in it or in its headings, rare ones counting more, 0 … 1
  double cosine = 0;    // with the question; 0 where the model does not read the language
  double score = 0;     // what sentences are chosen by
};

struct Evidence {
  std::vector<ScoredSentence> sentences;  // best first
  double strength = 0;                    // of the best, as is_enough() holds it
  bool model_reads = true;                // whether cosines mean anything
};

// Words that carry the question, without Hindi's and romanised Hindi's function words.
std::vector<std::string> question_terms(std::string_view question);

Evidence weigh(std::string_view question, std::string_view language, const std::vector<Passage>& passages,
               const embed::Embedder& embedder);

// The smallest strength that is answered with. Calibrated: docs/decisions/answers.md.
double threshold_for(std::string_view language);
inline bool is_enough(const Evidence& evidence, std::string_view language) {
  return !evidence.sentences.empty() && evidence.strength >= threshold_for(language);
}

}  // namespace edify::answer
