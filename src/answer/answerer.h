// From passages to an answer, piece by piece. An implementation a folder: extractive/ needs nothing; llm/ asks a
// language model.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "answer/passage.h"
#include "base/deadline.h"
#include "base/error.h"

namespace edify::answer {

struct Turn {
  std::string question;
  std::string answer;
};

struct Inquiry {
  std::string question;            // as it is to be understood, follow-ups rewritten
  std::string language;            // ISO 639-1, to answer in where there is a choice; may be empty
  std::vector<Passage> passages;   // numbered from 1 in this order
  std::vector<Turn> history = {};  // the oldest first
  std::stop_token stop = {};       // nobody waits for the answer any more
};

// Where an answer rests on its passage `n`: the bytes of the passage's text that say it.
struct Citation {
  std::uint32_t n = 0;
  std::string quote;
  std::vector<Span> lines;
};

// A stretch of the whole answer in UTF-16 code units, as a browser counts.
struct TextRange {
  std::size_t begin = 0;
  std::size_t end = 0;
};

struct Outcome {
  std::string answerer;  // "extractive", "llm"
  std::string model;
  bool refused = false;
  std::string reason = {};    // why: "no_source", "nothing_fits"
  double grounded_share = 1;  // of the answer's sentences, those that their source bears out
  std::vector<TextRange> unsupported = {};
  std::vector<Citation> citations = {};
  std::string fallback = {};  // why another answerer than the configured one has answered, or ended the answer
};

// Hears the answer as it is made. False: nobody listens any more, and the answer may end where it is.
struct AnswerSink {
  // A piece of the answer with the numbers that it cites.
  std::function<bool(std::string_view text, const std::vector<std::uint32_t>& citations)> delta;
  // What was told so far does not count: the answer begins again.
  std::function<bool(std::string_view reason)> restart;
};

class Answerer {
 public:
  virtual ~Answerer() = default;
  // Blocks until the answer is whole. Thread-safe. Errors: unavailable.
  virtual Result<Outcome> answer(const Inquiry& inquiry, const AnswerSink& sink) const = 0;

  // A question as it is to be understood after what was asked before: by rules, where an answerer knows no better.
  virtual std::string understand(const std::string& question, const std::vector<Turn>& history,
                                 const Deadline& deadline) const;
};

}  // namespace edify::answer
