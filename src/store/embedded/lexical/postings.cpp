#include "store/embedded/lexical/postings.h"

#include <algorithm>
#include <cstring>

#include "store/embedded/lexical/bit_packing.h"

namespace edify::store::lexical {
namespace {

// Segments are not aligned, so nothing is read in place.
template <typename T>
T load(const std::byte* at) {
  T value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

constexpr std::size_t widths_size = 2;
constexpr int widest = 32;

}  // namespace

Result<Postings> Postings::open(std::span<const std::byte> bytes) {
  if (bytes.size() < sizeof(SegmentHeader)) return fail(ErrorCode::unreadable, "a postings segment is cut short");
  const auto header = load<SegmentHeader>(bytes.data());
  if (header.magic != segment_magic || header.version != segment_version) {
    return fail(ErrorCode::unreadable, "these bytes are not a postings segment of this version");
  }
  if (header.analyzer != analyzer_version) {
    return fail(ErrorCode::unreadable, "a postings segment was made by another analyzer and must be built again",
                "outdated_analyzer");
  }
  if (header.posting_bytes > bytes.size() || segment_size(header) != bytes.size()) {
    return fail(ErrorCode::unreadable, "a postings segment's size contradicts its header");
  }
  return Postings(bytes, header);
}

Postings::Postings(std::span<const std::byte> bytes, const SegmentHeader& header)
    : header_(header),
      lengths_(bytes.data() + sizeof header),
      entries_(lengths_ + std::size_t{header.documents} * sizeof(std::uint32_t)),
      blocks_(entries_ + std::size_t{header.terms} * sizeof(TermEntry)),
      slots_(blocks_ + std::size_t{header.blocks} * sizeof(BlockEntry)),
      term_bytes_(reinterpret_cast<const char*>(slots_ + slot_count(header.terms) * sizeof(std::uint32_t))),
      posting_bytes_(reinterpret_cast<const std::byte*>(term_bytes_) + header.term_bytes) {}

std::uint32_t Postings::length(Ordinal ordinal) const {
  return load<std::uint32_t>(lengths_ + std::size_t{ordinal} * sizeof(std::uint32_t));
}

TermEntry Postings::entry(std::uint32_t index) const {
  return load<TermEntry>(entries_ + std::size_t{index} * sizeof(TermEntry));
}

std::string_view Postings::term(std::uint32_t index) const {
  const std::uint32_t begin = entry(index).term_begin;
  const std::uint32_t end = index + 1 < header_.terms ? entry(index + 1).term_begin : header_.term_bytes;
  if (begin > end || end > header_.term_bytes) return {};
  return {term_bytes_ + begin, end - begin};
}

std::optional<TermPostings> Postings::postings(std::uint32_t index) const {
  const TermEntry found = entry(index);
  const TermPostings postings{found.document_frequency, found.blocks, found.impacts};
  if (found.document_frequency == 0 || found.document_frequency > header_.documents) return std::nullopt;
  const std::uint64_t blocks_end = std::uint64_t{postings.first_block} + postings.blocks();
  if (postings.blocks() > 1 && blocks_end > header_.blocks) return std::nullopt;
  return postings;
}

std::optional<TermPostings> Postings::find(std::string_view wanted) const {
  const std::uint64_t slots = slot_count(header_.terms);
  std::uint64_t slot = first_slot(wanted, header_.terms);
  // Damaged bytes may leave no slot empty and name terms that are not there.
  for (std::uint64_t tries = 0; tries < slots; ++tries) {
    const auto number = load<std::uint32_t>(slots_ + slot * sizeof(std::uint32_t));
    if (number == 0 || number > header_.terms) return std::nullopt;
    if (term(number - 1) == wanted) return postings(number - 1);
    slot = slot + 1 == slots ? 0 : slot + 1;
  }
  return std::nullopt;
}

BlockEntry Postings::block(const TermPostings& postings, std::uint32_t block) const {
  if (postings.blocks() == 1) return {header_.documents - 1, postings.first_block, postings.impacts};
  return load<BlockEntry>(blocks_ + (std::size_t{postings.first_block} + block) * sizeof(BlockEntry));
}

std::optional<Postings::PackedBlock> Postings::packed_block(const TermPostings& postings, std::uint32_t block) const {
  const std::uint64_t begin = this->block(postings, block).begin;
  if (begin + widths_size > header_.posting_bytes) return std::nullopt;
  const std::byte* at = posting_bytes_ + begin;
  PackedBlock packed;
  packed.count = std::min(block_capacity, postings.document_frequency - block * block_capacity);
  packed.gap_width = std::to_integer<int>(at[0]);
  packed.frequency_width = std::to_integer<int>(at[1]);
  if (packed.gap_width > widest || packed.frequency_width > widest) return std::nullopt;
  const std::size_t gaps_size = packed_size(packed.count, packed.gap_width);
  const std::size_t size = widths_size + gaps_size + packed_size(packed.count, packed.frequency_width);
  if (begin + size > header_.posting_bytes) return std::nullopt;
  packed.gaps = at + widths_size;
  packed.frequencies = packed.gaps + gaps_size;
  return packed;
}

std::size_t Postings::read_ordinals(const TermPostings& postings, std::uint32_t block,
                                    std::array<Ordinal, block_capacity>& ordinals) const {
  const auto packed = packed_block(postings, block);
  if (!packed) return 0;
  unpack(packed->gaps, packed->gap_width, std::span(ordinals).first(packed->count));
  // 64 bits cannot overflow here, so the last ordinal is as large as any, and checking it checks all.
  std::uint64_t next = block == 0 ? 0 : std::uint64_t{this->block(postings, block - 1).last_ordinal} + 1;
  for (std::size_t i = 0; i < packed->count; ++i) {
    next += ordinals[i];
    ordinals[i] = static_cast<Ordinal>(next);
    ++next;
  }
  const std::uint64_t last = next - 1;
  const std::uint64_t last_allowed = std::min(this->block(postings, block).last_ordinal, header_.documents - 1);
  return last <= last_allowed ? packed->count : 0;
}

std::size_t Postings::read_frequencies(const TermPostings& postings, std::uint32_t block,
                                       std::array<std::uint32_t, block_capacity>& frequencies) const {
  const auto packed = packed_block(postings, block);
  if (!packed) return 0;
  const auto values = std::span(frequencies).first(packed->count);
  unpack(packed->frequencies, packed->frequency_width, values);
  for (std::uint32_t& frequency : values) ++frequency;
  return packed->count;
}

}  // namespace edify::store::lexical
