#include "answer/llm/grounding.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <string>

#include "answer/evidence.h"
#include "answer/llm/output_filter.h"
#include "answer/sentences.h"
#include "store/lexical/analyzer.h"

namespace edify::answer::llm {
namespace {

using Terms = std::set<std::string, std::less<>>;

constexpr double most_words = 0.75;
constexpr double some_words = 0.6;
constexpr double same_meaning = 0.6;
// Of a passage's sentences, those that are worth a pass of the model.
constexpr std::size_t embedded = 3;

Terms terms_of(std::string_view text) {
  thread_local store::lexical::Analyzer analyzer;
  Terms terms;
  for (const auto term : analyzer.terms(text)) terms.emplace(term);
  return terms;
}

Terms content_terms(std::string_view text) {
  const auto terms = question_terms(text);
  return {terms.begin(), terms.end()};
}

double share_of(const Terms& terms, const Terms& all) {
  if (terms.empty()) return 0;
  const auto held = std::ranges::count_if(terms, [&](const auto& term) { return all.contains(term); });
  return static_cast<double>(held) / static_cast<double>(terms.size());
}

bool has_digit(std::string_view term) {
  return std::ranges::any_of(term, [](char c) { return c >= '0' && c <= '9'; });
}

// A passage's sentences, those first that share most words with `terms`.
struct Place {
  SentenceRange range;
  double overlap = 0;
};
std::vector<Place> places_of(const Terms& terms, const Passage& passage) {
  std::vector<Place> places;
  for (const auto& range : split_into_sentences(passage.text)) {
    const auto text = std::string_view(passage.text).substr(range.begin, range.end - range.begin);
    places.push_back({range, share_of(terms, terms_of(text))});
  }
  std::ranges::stable_sort(places, std::greater(), &Place::overlap);
  return places;
}

std::string text_at(const Passage& passage, const SentenceRange& range) {
  return passage.text.substr(range.begin, range.end - range.begin);
}

double cosine(const Embedding& a, const Embedding& b) {
  return std::transform_reduce(a.begin(), a.end(), b.begin(), 0.0F);
}

// A sentence of the answer without its markers, and what they cite.
struct Said {
  SentenceRange range;
  std::string text;
  std::vector<std::uint32_t> cited;
};

// Markers that stand behind a full stop belong to what they follow.
std::vector<Said> sentences_of(std::string_view answer) {
  std::vector<Said> all;
  for (auto range : split_into_sentences(answer)) {
    std::size_t begin = range.begin;
    Said said;
    std::size_t from = begin;
    for (const auto& marker : find_markers(answer.substr(range.begin, range.end - range.begin))) {
      const std::size_t at = range.begin + marker.begin;
      const bool leads = answer.substr(begin, at - begin).find_first_not_of(" \t\n") == std::string_view::npos;
      if (leads && !all.empty()) {
        all.back().cited.push_back(marker.n);
        all.back().range.end = at + marker.size;
        begin = from = at + marker.size;
        continue;
      }
      said.text += answer.substr(from, at - from);
      said.cited.push_back(marker.n);
      from = at + marker.size;
    }
    said.text += answer.substr(from, range.end - from);
    const auto first = answer.find_first_not_of(" \t\n", begin);
    if (content_terms(said.text).empty() || first == std::string_view::npos) continue;
    said.range = {first, range.end};
    all.push_back(std::move(said));
  }
  return all;
}

std::size_t utf16_length(std::string_view utf8) {
  constexpr unsigned first_of_four = 0xF0;
  std::size_t units = 0;
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0U) != 0x80U) units += byte >= first_of_four ? 2 : 1;
  }
  return units;
}

}  // namespace

Likeness likeness_of(std::string_view sentence, const Passage& passage, const embed::Embedder& embedder) {
  const Terms terms = content_terms(sentence);
  Terms all = terms_of(passage.text);
  Likeness likeness;
  likeness.has_numbers =
      std::ranges::all_of(terms, [&](const auto& term) { return !has_digit(term) || all.contains(term); });
  all.merge(terms_of(passage.hit.document.title));
  for (const auto& heading : passage.hit.chunk.heading_path) all.merge(terms_of(heading));
  likeness.overlap = share_of(terms, all);
  const bool is_clear = likeness.overlap >= most_words || likeness.overlap < some_words || !likeness.has_numbers;
  if (is_clear) return likeness;
  std::vector<std::string> texts{std::string(sentence)};
  for (const auto& place : places_of(terms, passage)) {
    if (texts.size() > embedded) break;
    texts.push_back(text_at(passage, place.range));
  }
  const auto vectors = embedder.embed(texts);
  for (std::size_t i = 1; i < vectors.size(); ++i) {
    likeness.cosine = std::max(likeness.cosine, cosine(vectors[0], vectors[i]));
  }
  return likeness;
}

bool bears_out(const Likeness& likeness) {
  if (!likeness.has_numbers) return false;
  return likeness.overlap >= most_words || (likeness.overlap >= some_words && likeness.cosine >= same_meaning);
}

Grounding ground(std::string_view answer, const std::vector<Passage>& passages, std::size_t shown,
                 const embed::Embedder& embedder) {
  Grounding grounding;
  auto sentences = sentences_of(answer);
  std::size_t borne_out = 0;
  for (auto& said : sentences) {
    for (std::uint32_t n = 1; said.cited.empty() && n <= shown; ++n) {
      if (bears_out(likeness_of(said.text, passages[n - 1], embedder))) said.cited = {n};
    }
    bool is_borne_out = false;
    const Terms terms = content_terms(said.text);
    for (const auto n : said.cited) {
      const Passage& passage = passages[n - 1];
      is_borne_out = is_borne_out || bears_out(likeness_of(said.text, passage, embedder));
      const auto places = places_of(terms, passage);
      if (places.empty()) continue;
      const auto& best = places.front().range;
      grounding.citations.push_back({n, text_at(passage, best), lines_of(passage, best.begin, best.end)});
    }
    borne_out += is_borne_out ? 1 : 0;
    if (is_borne_out) continue;
    const std::size_t begin = utf16_length(answer.substr(0, said.range.begin));
    const std::size_t length = utf16_length(answer.substr(said.range.begin, said.range.end - said.range.begin));
    grounding.unsupported.push_back({begin, begin + length});
  }
  grounding.share = sentences.empty() ? 0 : static_cast<double>(borne_out) / static_cast<double>(sentences.size());
  return grounding;
}

}  // namespace edify::answer::llm
