#include "answer/extractive/extractive_answerer.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "answer/evidence.h"

namespace edify::answer {
namespace {

constexpr std::size_t most_sentences = 8;
constexpr std::size_t most_places = 3;
// Of the best one's score: what falls behind is about something else.
constexpr double good_share = 0.72;
// What a sentence begins the next ones go on with: a heading its first line, a question its answer.
constexpr std::uint32_t go_on_with = 3;

// Nearly the same words, whichever is longer.
bool repeats(const ScoredSentence& a, const ScoredSentence& b) {
  const auto words_a = question_terms(a.text);
  const auto words_b = question_terms(b.text);
  const std::set<std::string> set_b(words_b.begin(), words_b.end());
  const auto shared =
      static_cast<std::size_t>(std::ranges::count_if(words_a, [&](const auto& w) { return set_b.contains(w); }));
  return shared * 10 >= 8 * std::max<std::size_t>(1, std::min(words_a.size(), words_b.size()));
}

bool is_chosen(const std::vector<ScoredSentence>& chosen, const ScoredSentence& sentence) {
  return std::ranges::any_of(chosen, [&](const auto& other) {
    return (other.passage == sentence.passage && other.ordinal == sentence.ordinal) || repeats(sentence, other);
  });
}

// The sentences behind `place` in its passage.
void go_on(const ScoredSentence& place, const std::vector<ScoredSentence>& ranked,
           std::vector<ScoredSentence>& chosen) {
  for (std::uint32_t step = 1; step <= go_on_with && chosen.size() < most_sentences; ++step) {
    const auto next = std::ranges::find_if(ranked, [&](const ScoredSentence& each) {
      return each.passage == place.passage && each.ordinal == place.ordinal + step;
    });
    if (next != ranked.end() && !is_chosen(chosen, *next)) chosen.push_back(*next);
  }
}

std::vector<ScoredSentence> choose(const std::vector<ScoredSentence>& ranked) {
  std::vector<ScoredSentence> chosen;
  std::size_t places = 0;
  for (const auto& sentence : ranked) {
    const bool is_behind = sentence.score < good_share * ranked.front().score;
    if (places == most_places || chosen.size() >= most_sentences || is_behind) break;
    if (is_chosen(chosen, sentence)) continue;
    chosen.push_back(sentence);
    go_on(sentence, ranked, chosen);
    ++places;
  }
  // The best one's passage first, and within a passage as it reads.
  const auto first = chosen.empty() ? 0 : chosen.front().passage;
  std::ranges::sort(chosen, {}, [&](const ScoredSentence& each) {
    return std::tuple(each.passage != first, each.passage, each.range.begin);
  });
  return chosen;
}

}  // namespace

std::string refusal_text(std::string_view language) {
  if (language == "hi") return "आपके दस्तावेज़ों में इस प्रश्न का उत्तर नहीं मिला।";
  return "I did not find an answer to this in the documents that you may see.";
}

Result<Outcome> ExtractiveAnswerer::answer(const Inquiry& inquiry, const AnswerSink& sink) const {
  Outcome outcome{.answerer = "extractive", .model = "extractive"};
  const Evidence evidence = weigh(inquiry.question, inquiry.language, inquiry.passages, embedder_);
  if (!is_enough(evidence, inquiry.language)) {
    outcome.refused = true;
    outcome.reason = inquiry.passages.empty() ? "no_source" : "nothing_fits";
    sink.delta(refusal_text(inquiry.language), {});
    return outcome;
  }
  bool is_first = true;
  for (const auto& sentence : choose(evidence.sentences)) {
    const Passage& passage = inquiry.passages[sentence.passage];
    const std::uint32_t n = sentence.passage + 1;
    outcome.citations.push_back({n, sentence.text, lines_of(passage, sentence.range.begin, sentence.range.end)});
    if (!sink.delta((is_first ? "" : " ") + sentence.text, {n})) break;
    is_first = false;
  }
  return outcome;
}

}  // namespace edify::answer
