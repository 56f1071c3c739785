#include "store/embedded/lexical/segment_writer.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "store/embedded/lexical/bit_packing.h"

namespace edify::store::lexical {
namespace {

std::uint32_t narrow(std::size_t value) {
  if (value > std::numeric_limits<std::uint32_t>::max()) throw std::length_error("a postings segment passes 4 GiB");
  return static_cast<std::uint32_t>(value);
}

// Copies `values` to `at` and answers what is behind them.
template <typename T>
std::byte* copy(std::span<const T> values, std::byte* at) {
  return std::ranges::copy(std::as_bytes(values), at).out;
}

}  // namespace

SegmentWriter::SegmentWriter(std::vector<std::uint32_t> lengths)
    : lengths_(std::move(lengths)),
      total_length_(std::accumulate(lengths_.begin(), lengths_.end(), std::uint64_t{0})),
      typical_(lengths_.size(), total_length_) {}

void SegmentWriter::add(std::string_view term, std::span<const Posting> postings) {
  TermEntry& entry = terms_.emplace_back();
  entry.term_begin = narrow(term_bytes_.size());
  entry.document_frequency = narrow(postings.size());
  term_bytes_.insert(term_bytes_.end(), term.begin(), term.end());
  if (postings.size() <= block_capacity) {
    entry.blocks = narrow(posting_bytes_.size());
    entry.impacts = add_block(postings, 0);
    return;
  }
  entry.blocks = narrow(blocks_.size());
  Ordinal next_ordinal = 0;
  for (auto rest = postings; !rest.empty(); rest = rest.subspan(std::min(block_capacity, rest.size()))) {
    const auto block = rest.first(std::min(block_capacity, rest.size()));
    const std::uint32_t begin = narrow(posting_bytes_.size());
    blocks_.push_back({block.back().ordinal, begin, add_block(block, next_ordinal)});
    next_ordinal = block.back().ordinal + 1;
  }
  entry.impacts = impacts_of(postings);
}

Impacts SegmentWriter::impacts_of(std::span<const Posting> postings) {
  for (const Posting& posting : postings) impacts_.add(posting.frequency, lengths_[posting.ordinal]);
  return impacts_.finish(typical_);
}

Impacts SegmentWriter::add_block(std::span<const Posting> postings, Ordinal next_ordinal) {
  gaps_.clear();
  frequencies_.clear();
  for (const Posting& posting : postings) {
    gaps_.push_back(posting.ordinal - next_ordinal);
    frequencies_.push_back(posting.frequency - 1);
    next_ordinal = posting.ordinal + 1;
  }
  const int gap_width = bit_width_of(gaps_);
  const int frequency_width = bit_width_of(frequencies_);
  posting_bytes_.push_back(static_cast<std::byte>(gap_width));
  posting_bytes_.push_back(static_cast<std::byte>(frequency_width));
  pack(gaps_, gap_width, posting_bytes_);
  pack(frequencies_, frequency_width, posting_bytes_);
  return impacts_of(postings);
}

std::vector<std::uint32_t> SegmentWriter::make_slots() const {
  const auto terms = static_cast<std::uint32_t>(terms_.size());
  std::vector<std::uint32_t> slots(slot_count(terms));
  for (std::uint32_t number = 1; number <= terms; ++number) {
    const std::size_t begin = terms_[number - 1].term_begin;
    const std::size_t end = number < terms ? terms_[number].term_begin : term_bytes_.size();
    std::uint64_t slot = first_slot({term_bytes_.data() + begin, end - begin}, terms);
    while (slots[slot] != 0) slot = slot + 1 == slots.size() ? 0 : slot + 1;
    slots[slot] = number;
  }
  return slots;
}

std::vector<std::byte> SegmentWriter::finish() {
  SegmentHeader header;
  header.analyzer = analyzer_version;
  header.documents = narrow(lengths_.size());
  header.terms = narrow(terms_.size());
  header.blocks = narrow(blocks_.size());
  header.term_bytes = narrow(term_bytes_.size());
  header.posting_bytes = narrow(posting_bytes_.size());
  header.total_length = total_length_;

  const std::vector<std::uint32_t> slots = make_slots();
  // The zeros behind the postings are the vector's own.
  std::vector<std::byte> segment(segment_size(header));
  std::byte* at = copy(std::span<const SegmentHeader>(&header, 1), segment.data());
  at = copy(std::span<const std::uint32_t>(lengths_), at);
  at = copy(std::span<const TermEntry>(terms_), at);
  at = copy(std::span<const BlockEntry>(blocks_), at);
  at = copy(std::span<const std::uint32_t>(slots), at);
  at = copy(std::span<const char>(term_bytes_), at);
  copy(std::span<const std::byte>(posting_bytes_), at);
  return segment;
}

}  // namespace edify::store::lexical
