// Immutable BM25 postings of a run of texts. A segment is one array of bytes (segment_format.h) that is built from
// texts or merged from segments, kept anywhere, and opened in place: mapping a file is enough to search it.
//
// Postings is immutable and thread-safe. PostingsBuilder belongs to one thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.h"
#include "store/lexical/analyzer.h"
#include "store/embedded/lexical/segment_format.h"

namespace edify::store::lexical {

// Position of a text in its segment, from 0.
using Ordinal = std::uint32_t;

struct Posting {
  Ordinal ordinal = 0;
  std::uint32_t frequency = 0;  // of the term in the text, at least 1
};

// Collects texts in memory (about 10 bytes per distinct word of each) and writes their segment.
class PostingsBuilder {
 public:
  // The first text gets ordinal 0, the next 1, …
  void add(std::string_view text);
  std::uint32_t documents() const { return static_cast<std::uint32_t>(lengths_.size()); }
  // The segment of the texts added so far; the builder is empty afterwards. Throws std::length_error where it would
  // pass the format's 4 GiB (some ten million passages).
  std::vector<std::byte> finish();

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view term) const { return std::hash<std::string_view>()(term); }
  };
  Analyzer analyzer_;
  std::unordered_map<std::string, std::vector<Posting>, Hash, std::equal_to<>> postings_;
  std::vector<std::uint32_t> lengths_;
};

// Where a term's postings are. Within the segment's bounds, whatever its bytes.
struct TermPostings {
  std::uint32_t document_frequency = 0;
  std::uint32_t first_block = 0;  // TermEntry::blocks
  Impacts impacts;

  std::uint32_t blocks() const {
    return static_cast<std::uint32_t>((std::size_t{document_frequency} + block_capacity - 1) / block_capacity);
  }
};

// A segment's reader: a view, whose bytes must outlive it. Damaged bytes that open() does not notice cost results,
// never memory safety; whoever keeps segments keeps a checksum with them.
class Postings {
 public:
  // Looks at the header and the sizes only. Errors: unreadable (not a segment, cut short, another format; reason
  // "outdated_analyzer": made by another analyzer_version, so it must be built again).
  static Result<Postings> open(std::span<const std::byte> bytes);

  std::uint32_t documents() const { return header_.documents; }
  // In terms, of all texts.
  std::uint64_t total_length() const { return header_.total_length; }
  std::uint32_t terms() const { return header_.terms; }
  // In terms; `ordinal` < documents().
  std::uint32_t length(Ordinal ordinal) const;

  // Number `index` < terms() in ascending order (by bytes).
  std::string_view term(std::uint32_t index) const;
  // Nothing where the bytes are damaged.
  std::optional<TermPostings> postings(std::uint32_t index) const;
  std::optional<TermPostings> find(std::string_view term) const;

  // `block` < postings.blocks(). Its last_ordinal is exact where there are more blocks than one.
  BlockEntry block(const TermPostings& postings, std::uint32_t block) const;

  // Unpacks a block's ordinals, and its frequencies only when asked for. Answer the number of postings, 0 where the
  // bytes are damaged. Every ordinal is less than documents().
  std::size_t read_ordinals(const TermPostings& postings, std::uint32_t block,
                            std::array<Ordinal, block_capacity>& ordinals) const;
  std::size_t read_frequencies(const TermPostings& postings, std::uint32_t block,
                               std::array<std::uint32_t, block_capacity>& frequencies) const;

 private:
  struct PackedBlock {
    std::size_t count = 0;
    int gap_width = 0;
    int frequency_width = 0;
    const std::byte* gaps = nullptr;
    const std::byte* frequencies = nullptr;
  };
  Postings(std::span<const std::byte> bytes, const SegmentHeader& header);
  TermEntry entry(std::uint32_t index) const;
  std::optional<PackedBlock> packed_block(const TermPostings& postings, std::uint32_t block) const;

  SegmentHeader header_;
  const std::byte* lengths_;
  const std::byte* entries_;
  const std::byte* blocks_;
  const std::byte* slots_;
  const char* term_bytes_;
  const std::byte* posting_bytes_;
};

// Deleted texts are a bitmap: bit ordinal % 64 of word ordinal / 64. Texts past its end are not deleted, so an empty
// span means that none is.
inline bool is_deleted(std::span<const std::uint64_t> deleted, Ordinal ordinal) {
  const std::size_t word = ordinal / 64;
  return word < deleted.size() && ((deleted[word] >> (ordinal % 64)) & 1) != 0;
}

struct MergeInput {
  const Postings* postings = nullptr;
  std::span<const std::uint64_t> deleted;
};

// The segment of the inputs' live texts, in order: byte for byte what building it from those texts gives.
// Throws as PostingsBuilder::finish().
std::vector<std::byte> merge(std::span<const MergeInput> inputs);

}  // namespace edify::store::lexical
