#include "answer/suggestions.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace edify::answer {
namespace {

constexpr std::size_t most = 3;
constexpr std::size_t longest_heading = 80;

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
  for (const auto& passage : passages) {
    const auto& headings = passage.hit.chunk.heading_path;
    if (suggestions.questions.size() == most || headings.empty() || headings.back().size() > longest_heading) continue;
    if (cited_headings.insert(headings.back()).second) {
      suggestions.questions.push_back(ask_about(headings.back(), language));
    }
  }
  for (const Hit& hit : hits) {
    if (suggestions.documents.size() == most) break;
    if (!known_documents.insert(hit.document.id).second) continue;
    suggestions.documents.push_back(hit.document);
    auto& title = suggestions.documents.back().title;
    if (title.empty()) title = hit.document.path.substr(hit.document.path.rfind('/') + 1);
  }
  return suggestions;
}

}  // namespace edify::answer
