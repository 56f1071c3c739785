#include "store/embedded/lexical/search.h"

#include <optional>

#include "store/lexical/analyzer.h"
#include "store/embedded/lexical/block_max_wand.h"
#include "store/embedded/lexical/bm25.h"
#include "store/embedded/lexical/top_matches.h"

namespace edify::store::lexical {
namespace {

Bm25 statistics_of(std::span<const Segment> segments) {
  std::uint64_t documents = 0;
  std::uint64_t total_length = 0;
  for (const Segment& segment : segments) {
    documents += segment.postings->documents();
    total_length += segment.postings->total_length();
  }
  return {documents, total_length};
}

// For each segment the question's terms that it has, with their weights, in the question's order.
std::vector<std::vector<WeightedTerm>> find_terms(std::span<const Segment> segments,
                                                  std::span<const std::string_view> terms, const Bm25& bm25) {
  std::vector<std::vector<WeightedTerm>> found(segments.size());
  std::vector<std::optional<TermPostings>> postings(segments.size());
  for (const std::string_view term : terms) {
    std::uint64_t document_frequency = 0;
    for (std::size_t i = 0; i < segments.size(); ++i) {
      postings[i] = segments[i].postings->find(term);
      if (postings[i]) document_frequency += postings[i]->document_frequency;
    }
    const double idf = bm25.idf(document_frequency);
    for (std::size_t i = 0; i < segments.size(); ++i) {
      if (postings[i]) found[i].push_back({*postings[i], idf});
    }
  }
  return found;
}

}  // namespace

std::vector<Match> search(std::span<const Segment> segments, std::string_view query, std::size_t limit) {
  if (limit == 0) return {};
  Analyzer analyzer;
  const Bm25 bm25 = statistics_of(segments);
  const auto terms = find_terms(segments, analyzer.query_terms(query), bm25);
  TopMatches top(limit);
  for (std::uint32_t number = 0; number < segments.size(); ++number) {
    if (!terms[number].empty()) BlockMaxWand(segments[number], terms[number], bm25).run(number, top);
  }
  return top.take();
}

}  // namespace edify::store::lexical
