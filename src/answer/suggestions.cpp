#include "answer/suggestions.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>

namespace edify::answer {
namespace {

constexpr std::size_t most = 3;
constexpr std::size_t longest_heading = 80;

// Of the best hit's cosine: what falls behind is about something else.
constexpr float near_share = 0.6F;

bool starts_item(char c) { return (c >= '0' && c <= '9') || c == '.' || c == ')' || c == ' '; }

// "4.2 Where the food goes" → "Where the food goes". Empty where a heading names a part of any book, and no subject.
std::string_view subject_of(std::string_view heading) {
  static constexpr std::array parts = {"contents",   "exercises",    "exercise", "questions", "summary",
                                       "references", "introduction", "index",    "glossary",  "अभ्यास",
                                       "प्रश्न",       "सारांश",        "परिचय"};
  const auto* const subject = std::ranges::find_if_not(heading, starts_item);
  heading.remove_prefix(static_cast<std::size_t>(subject - heading.begin()));
  std::string small(heading);
  std::ranges::transform(small, small.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return std::ranges::find(parts, small) != parts.end() ? std::string_view{} : heading;
}

float best_score(std::span<const Hit> hits) {
  float best = 0;
  for (const Hit& hit : hits) best = std::max(best, hit.score);
  return best;
}

std::string ask_about(std::string_view heading, std::string_view language) {
  if (language == "hi") return fmt::format("{} के बारे में बताइए", heading);
  return fmt::format("What do the documents say about {}?", heading);
}

}  // namespace

Suggestions suggest(std::span<const Passage> passages, std::span<const Hit> hits, const Outcome& outcome,
                    std::string_view language) {
  Suggestions suggestions;
  std::set<std::string> cited_headings;
  std::set<std::string> known_documents;
  for (const auto& citation : outcome.citations) {
    const Hit& hit = passages[citation.n - 1].hit;
    known_documents.insert(hit.document.id);
    if (!hit.chunk.heading_path.empty()) cited_headings.insert(hit.chunk.heading_path.back());
  }
  const float least = near_share * best_score(hits);
  for (const auto& passage : passages) {
    const auto& headings = passage.hit.chunk.heading_path;
    if (suggestions.questions.size() == most || headings.empty() || passage.hit.score < least) continue;
    const auto subject = subject_of(headings.back());
    if (subject.empty() || subject.size() > longest_heading) continue;
    if (cited_headings.insert(headings.back()).second) {
      suggestions.questions.push_back(ask_about(subject, language));
    }
  }
  for (const Hit& hit : hits) {
    if (suggestions.documents.size() == most) break;
    if (hit.score < least) continue;
    if (!known_documents.insert(hit.document.id).second) continue;
    suggestions.documents.push_back(hit.document);
    auto& title = suggestions.documents.back().title;
    if (title.empty()) title = hit.document.path.substr(hit.document.path.rfind('/') + 1);
  }
  return suggestions;
}

}  // namespace edify::answer
