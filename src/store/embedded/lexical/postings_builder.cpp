#include <algorithm>
#include <utility>

#include "store/embedded/lexical/postings.h"
#include "store/embedded/lexical/segment_writer.h"

namespace edify::store::lexical {

void PostingsBuilder::add(std::string_view text) {
  const Ordinal ordinal = documents();
  const auto terms = analyzer_.terms(text);
  for (const std::string_view term : terms) {
    auto found = postings_.find(term);
    if (found == postings_.end()) found = postings_.try_emplace(std::string(term)).first;
    std::vector<Posting>& list = found->second;
    if (list.empty() || list.back().ordinal != ordinal) list.push_back({ordinal, 0});
    ++list.back().frequency;
  }
  lengths_.push_back(static_cast<std::uint32_t>(terms.size()));
}

std::vector<std::byte> PostingsBuilder::finish() {
  std::vector<const std::pair<const std::string, std::vector<Posting>>*> sorted;
  sorted.reserve(postings_.size());
  for (const auto& term_and_list : postings_) sorted.push_back(&term_and_list);
  std::ranges::sort(sorted, {}, [](const auto* term_and_list) -> std::string_view { return term_and_list->first; });

  SegmentWriter writer(std::exchange(lengths_, {}));
  for (const auto* term_and_list : sorted) writer.add(term_and_list->first, term_and_list->second);
  postings_.clear();
  return writer.finish();
}

}  // namespace edify::store::lexical
