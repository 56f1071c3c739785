#include "answer/evidence.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "store/lexical/analyzer.h"

namespace edify::answer {
namespace {

using Terms = std::set<std::string, std::less<>>;

// Questions' own words, which no answer repeats, and romanised Hindi's commonest ones.
constexpr std::array question_words = {
    "what",  "which",   "who",   "whom",  "whose",   "when",     "where",  "why",   "how",   "many",  "much",
    "does",  "tell",    "about", "give",  "explain", "describe", "please", "mean",  "kya",   "hai",   "hain",
    "ka",    "ki",      "ke",    "ko",    "se",      "mein",     "me",     "par",   "aur",   "kaise", "kyun",
    "kyon",  "kab",     "kahan", "kaun",  "kaunsa",  "kaunsi",   "kitna",  "kitne", "kitni", "hota",  "hote",
    "hoti",  "karte",   "karta", "karti", "karna",   "kare",     "karen",  "liye",  "apna",  "apne",  "apni",
    "batao", "bataiye", "tha",   "the",   "thi",     "jata",     "jate",   "jati",  "kisko", "kise",  "kisne",
    "kis",   "hoga",    "wala",  "wali",  "ek",      "ye",       "yeh",    "wo",    "woh",   "क्या",   "है",
    "हैं",     "का",      "की",    "के",     "को",      "से",        "में",      "पर",    "और",    "कैसे",    "क्यों",
    "कब",    "कहाँ",     "कौन",   "किसे",   "कहते",     "किन",      "किस",    "होता",  "होती",  "होते",   "करते",
    "करता",  "करना",    "करें",    "लिए",   "तो",      "ने",        "कितने",   "कितना", "कितनी"};

store::lexical::Analyzer& analyzer() {
  thread_local store::lexical::Analyzer one;
  return one;
}

Terms terms_of(std::string_view text) {
  Terms terms;
  for (const auto term : analyzer().terms(text)) terms.emplace(term);
  return terms;
}

const Terms& function_terms() {
  static const Terms terms = [] {
    Terms all;
    for (const std::string_view word : question_words) all.merge(terms_of(word));
    return all;
  }();
  return terms;
}

struct Candidate {
  ScoredSentence sentence;
  Terms terms;
};

// Two letters or digits at least: a lone bullet, dash or symbol of a formula answers nothing.
bool says_something(std::string_view text) {
  constexpr std::uint8_t above_ascii = 0x80;
  return std::ranges::count_if(text, [](unsigned char c) { return c >= above_ascii || std::isalnum(c) != 0; }) > 1;
}

std::vector<Candidate> candidates_of(const std::vector<Passage>& passages) {
  std::vector<Candidate> all;
  for (std::uint32_t i = 0; i < passages.size(); ++i) {
    const Passage& passage = passages[i];
    std::uint32_t ordinal = 0;
    for (const auto& range : split_into_sentences(passage.text)) {
      if (!says_something(std::string_view(passage.text).substr(range.begin, range.end - range.begin))) continue;
      Candidate candidate;
      candidate.sentence.ordinal = ordinal++;
      candidate.sentence.passage = i;
      candidate.sentence.range = range;
      candidate.sentence.text = passage.text.substr(range.begin, range.end - range.begin);
      candidate.terms = terms_of(candidate.sentence.text);
      all.push_back(std::move(candidate));
    }
  }
  return all;
}

// How rare a word is among what was found; one that is nowhere in it is as rare as can be.
std::map<std::string, double> weights_of(const std::vector<std::string>& terms, const std::vector<Candidate>& all) {
  std::map<std::string, double> weights;
  for (const auto& term : terms) {
    const auto holding = std::ranges::count_if(all, [&](const Candidate& each) { return each.terms.contains(term); });
    weights[term] = std::log(1 + static_cast<double>(all.size() + 1) / (static_cast<double>(holding) + 0.5));
  }
  return weights;
}

// Words of the headings count for less: they say what a sentence is about, not what it says.
constexpr double heading_share = 0.6;
constexpr double context_share = 0.4;

double coverage_of(const Terms& sentence, const Terms& headings, const Terms& passage,
                   const std::map<std::string, double>& weights) {
  double held = 0;
  double all = 0;
  for (const auto& [term, weight] : weights) {
    all += weight;
    held += weight * (sentence.contains(term)   ? 1
                      : headings.contains(term) ? heading_share
                      : passage.contains(term)  ? context_share
                                                : 0);
  }
  return all > 0 ? held / all : 0;
}

Terms heading_terms(const Passage& passage) {
  Terms terms = terms_of(passage.hit.document.title);
  for (const auto& heading : passage.hit.chunk.heading_path) terms.merge(terms_of(heading));
  return terms;
}

double cosine(const Embedding& a, const Embedding& b) {
  return std::transform_reduce(a.begin(), a.end(), b.begin(), 0.0F);
}

// Few, because each costs a pass of the model while somebody waits.
constexpr std::size_t embedded_sentences = 4;

void embed_best(std::string_view question, std::vector<Candidate>& all, const embed::Embedder& embedder) {
  const std::size_t count = std::min(all.size(), embedded_sentences);
  std::vector<std::string> texts{std::string(question)};
  for (std::size_t i = 0; i < count; ++i) texts.push_back(all[i].sentence.text);
  const auto vectors = embedder.embed(texts);
  for (std::size_t i = 0; i < count; ++i) all[i].sentence.cosine = cosine(vectors[0], vectors[i + 1]);
}

bool reads(std::string_view language) { return language.empty() || language == "en"; }

}  // namespace

std::vector<std::string> question_terms(std::string_view question) {
  std::vector<std::string> terms;
  std::vector<std::string> all;
  for (const auto term : analyzer().query_terms(question)) all.emplace_back(term);
  for (auto& term : all) {
    if (!function_terms().contains(term)) terms.push_back(term);
  }
  return terms.empty() ? all : terms;
}

Evidence weigh(std::string_view question, std::string_view language, const std::vector<Passage>& passages,
               const embed::Embedder& embedder) {
  Evidence evidence{.sentences = {}, .strength = 0, .model_reads = reads(language)};
  auto all = candidates_of(passages);
  const auto weights = weights_of(question_terms(question), all);
  std::vector<Terms> headings;
  std::vector<Terms> whole;
  for (const auto& passage : passages) {
    headings.push_back(heading_terms(passage));
    whole.push_back(terms_of(passage.text));
  }
  const auto order = [&] {
    std::ranges::stable_sort(all, std::greater(), [](const Candidate& each) { return each.sentence.score; });
  };
  for (auto& each : all) {
    auto& sentence = each.sentence;
    sentence.coverage = coverage_of(each.terms, headings[sentence.passage], whole[sentence.passage], weights);
    // Of equals, the one in the better passage; a heading or a lone word tells nobody anything.
    const double rank = 0.1 / (1 + sentence.passage);
    const double shortness = each.terms.size() < 4 ? 0.25 : 0;
    sentence.score = sentence.coverage + rank - shortness;
    if (evidence.model_reads) sentence.score += 0.3 * std::max(0.0F, passages[sentence.passage].hit.score);
  }
  order();
  if (evidence.model_reads && !all.empty()) {
    embed_best(question, all, embedder);
    for (auto& each : all) each.sentence.score += each.sentence.cosine;
    order();
  }
  for (auto& each : all) evidence.sentences.push_back(std::move(each.sentence));
  if (!evidence.sentences.empty()) {
    const auto& best = evidence.sentences.front();
    evidence.strength = evidence.model_reads ? 0.5 * best.coverage + 0.5 * best.cosine : best.coverage;
  }
  return evidence;
}

double threshold_for(std::string_view language) { return reads(language) ? 0.46 : 0.5; }

}  // namespace edify::answer
