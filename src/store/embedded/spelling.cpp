#include "store/embedded/spelling.h"

#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>

#include "store/embedded/lexical/posting_cursor.h"
#include "store/lexical/analyzer.h"

namespace edify::store {
namespace {

constexpr std::size_t shortest = 4;
constexpr std::size_t forgives_two = 8;
constexpr std::size_t longest = 32;

std::u32string code_points(std::string_view utf8) {
  std::u32string out;
  const auto size = static_cast<std::int32_t>(utf8.size());
  for (std::int32_t i = 0; i < size;) {
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(utf8.data(), i, size, c);
    out += static_cast<char32_t>(c);
  }
  return out;
}

using Segments = std::vector<const LiveLexical*>;

Segments segments_of(const IndexState& state, const Scope& scope) {
  Segments all;
  for (const auto& [partition, index] : state.partitions) {
    if (!scope.allows(partition)) continue;
    for (const auto& live : index.lexical) all.push_back(&live);
  }
  return all;
}

// Whether any of the term's texts is still there.
bool is_live(const LiveLexical& live, const lexical::TermPostings& term) {
  lexical::PostingCursor cursor(live.segment->postings(), term);
  for (; cursor.ordinal() != lexical::end_of_postings; cursor.advance_to(cursor.ordinal() + 1)) {
    if (!lexical::is_deleted(live.deleted->words(), cursor.ordinal())) return true;
  }
  return false;
}

bool is_known(const Segments& segments, std::string_view term) {
  return std::ranges::any_of(segments, [&](const LiveLexical* live) {
    const auto found = live->segment->postings().find(term);
    return found && is_live(*live, *found);
  });
}

std::string nearest(const Segments& segments, const std::u32string& wanted) {
  std::size_t best_distance = wanted.size() >= forgives_two ? 2 : 1;
  std::uint32_t best_frequency = 0;
  std::string best;
  for (const LiveLexical* live : segments) {
    const auto& postings = live->segment->postings();
    for (std::uint32_t index = 0; index < postings.terms(); ++index) {
      const std::string_view term = postings.term(index);
      // Bytes tell enough to leave most of them out: a letter has four at most.
      if (term.size() + best_distance < wanted.size() || term.size() > 4 * (wanted.size() + best_distance)) continue;
      const auto letters = code_points(term);
      const std::size_t distance = edit_distance(wanted, letters, best_distance);
      if (distance > best_distance) continue;
      const auto found = postings.postings(index);
      const bool is_better = found && (distance < best_distance || found->document_frequency > best_frequency);
      if (!is_better || !is_live(*live, *found)) continue;
      best_distance = distance;
      best_frequency = found->document_frequency;
      best = term;
    }
  }
  return best;
}

}  // namespace

std::size_t edit_distance(std::u32string_view a, std::u32string_view b, std::size_t most) {
  const std::size_t gap = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
  if (gap > most || b.size() > longest) return most + 1;
  std::array<std::array<std::size_t, longest + 1>, 3> rows{};
  for (std::size_t j = 0; j <= b.size(); ++j) rows[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto& row = rows[i % 3];
    const auto& above = rows[(i - 1) % 3];
    const auto& higher = rows[(i + 1) % 3];
    row[0] = i;
    std::size_t least = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      const bool changed_places = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (changed_places) row[j] = std::min(row[j], higher[j - 2] + 1);
      least = std::min(least, row[j]);
    }
    if (least > most) return most + 1;
  }
  return std::min(rows[a.size() % 3][b.size()], most + 1);
}

std::vector<Respelling> respell(const IndexState& state, const Scope& scope, std::string_view text) {
  const Segments segments = segments_of(state, scope);
  thread_local lexical::WordSplitter splitter;
  thread_local lexical::Analyzer analyzer;
  std::vector<std::string_view> words;
  splitter.split(text, words);
  std::vector<Respelling> found;
  for (const auto word : words) {
    if (found.size() == most_respelled) break;
    const auto terms = analyzer.query_terms(word);
    if (terms.size() != 1) continue;
    const std::string term(terms.front());
    const auto letters = code_points(term);
    const bool has_digit = std::ranges::any_of(term, [](char c) { return c >= '0' && c <= '9'; });
    if (has_digit || letters.size() < shortest || letters.size() > longest || is_known(segments, term)) continue;
    if (auto better = nearest(segments, letters); !better.empty())
      found.push_back({std::string(word), std::move(better)});
  }
  return found;
}

}  // namespace edify::store
