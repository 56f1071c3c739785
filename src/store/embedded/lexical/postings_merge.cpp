#include <limits>
#include <string>

#include "store/embedded/lexical/postings.h"
#include "store/embedded/lexical/segment_writer.h"

namespace edify::store::lexical {
namespace {

constexpr auto dropped = std::numeric_limits<Ordinal>::max();

// One input on its way through its dictionary.
struct Source {
  const Postings* postings = nullptr;
  std::vector<Ordinal> new_ordinals;  // by old one; `dropped` for deleted texts
  std::uint32_t next_term = 0;

  bool at_end() const { return next_term == postings->terms(); }
  std::string_view term() const { return postings->term(next_term); }
};

std::vector<Source> number_live_texts(std::span<const MergeInput> inputs, std::vector<std::uint32_t>& lengths) {
  std::vector<Source> sources;
  for (const MergeInput& input : inputs) {
    Source& source = sources.emplace_back(input.postings);
    source.new_ordinals.assign(input.postings->documents(), dropped);
    for (Ordinal ordinal = 0; ordinal < input.postings->documents(); ++ordinal) {
      if (is_deleted(input.deleted, ordinal)) continue;
      source.new_ordinals[ordinal] = static_cast<Ordinal>(lengths.size());
      lengths.push_back(input.postings->length(ordinal));
    }
  }
  return sources;
}

void append_live_postings(const Source& source, std::vector<Posting>& live) {
  const auto term = source.postings->postings(source.next_term);
  if (!term) return;
  std::array<Ordinal, block_capacity> ordinals{};
  std::array<std::uint32_t, block_capacity> frequencies{};
  for (std::uint32_t block = 0; block < term->blocks(); ++block) {
    const std::size_t count = source.postings->read_ordinals(*term, block, ordinals);
    source.postings->read_frequencies(*term, block, frequencies);
    for (std::size_t i = 0; i < count; ++i) {
      const Ordinal ordinal = source.new_ordinals[ordinals[i]];
      if (ordinal != dropped) live.push_back({ordinal, frequencies[i]});
    }
  }
}

// The smallest term that any source stands at; nothing when all are at their ends.
const Source* smallest(std::span<const Source> sources) {
  const Source* found = nullptr;
  for (const Source& source : sources) {
    if (!source.at_end() && (found == nullptr || source.term() < found->term())) found = &source;
  }
  return found;
}

}  // namespace

std::vector<std::byte> merge(std::span<const MergeInput> inputs) {
  std::vector<std::uint32_t> lengths;
  std::vector<Source> sources = number_live_texts(inputs, lengths);
  SegmentWriter writer(std::move(lengths));
  std::vector<Posting> live;
  while (const Source* first = smallest(sources)) {
    const std::string_view term = first->term();
    live.clear();
    for (Source& source : sources) {
      if (source.at_end() || source.term() != term) continue;
      append_live_postings(source, live);
      ++source.next_term;
    }
    if (!live.empty()) writer.add(term, live);
  }
  return writer.finish();
}

}  // namespace edify::store::lexical
