// A partition's index is a list of segments (as in Lucene): each is built once and never changes, deletions are
// kept beside it, and a background merge keeps their number small. Dense and lexical segments are separate lists,
// because their merges cost very different amounts. Shared by threads without locks.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "store/embedded/coarse_vector.h"
#include "store/embedded/graph.h"
#include "store/embedded/lexical/postings.h"
#include "store/embedded/quantized.h"
#include "store/embedded/segment_keys.h"
#include "store/embedded/tombstones.h"

namespace edify::store {

// Vectors in the order of their keys' ordinals, with what finds the near ones: a graph where there are many, else
// their CoarseVectors to scan.
class DenseSegment {
 public:
  DenseSegment(SegmentKeys keys, std::vector<HalfVector> vectors, std::optional<Graph> graph);
  // Views `vectors` and `coarse` (empty where there is a graph), which `owner` keeps alive; `id` is the one that it
  // was saved under.
  DenseSegment(std::string id, SegmentKeys keys, std::span<const HalfVector> vectors,
               std::span<const CoarseVector> coarse, std::optional<Graph> graph, std::shared_ptr<const void> owner);

  const std::string& id() const { return id_; }
  const SegmentKeys& keys() const { return keys_; }
  std::span<const HalfVector> vectors() const { return vectors_; }
  std::span<const CoarseVector> coarse() const { return coarse_; }
  const Graph* graph() const { return graph_ ? &*graph_ : nullptr; }

 private:
  std::string id_;
  SegmentKeys keys_;
  std::shared_ptr<const void> owner_;
  std::span<const HalfVector> vectors_;
  std::span<const CoarseVector> coarse_;
  std::optional<Graph> graph_;
};

// The postings of the chunks' words.
class LexicalSegment {
 public:
  // `bytes` are a PostingsBuilder's or a merge's. Errors: unreadable where they are not.
  static Result<std::shared_ptr<const LexicalSegment>> make(SegmentKeys keys, std::vector<std::byte> bytes);
  static Result<std::shared_ptr<const LexicalSegment>> view(std::string id, SegmentKeys keys,
                                                            std::span<const std::byte> bytes,
                                                            std::shared_ptr<const void> owner);

  const std::string& id() const { return id_; }
  const SegmentKeys& keys() const { return keys_; }
  std::span<const std::byte> bytes() const { return bytes_; }
  const lexical::Postings& postings() const { return postings_; }

 private:
  LexicalSegment(std::string id, SegmentKeys keys, std::span<const std::byte> bytes, std::shared_ptr<const void> owner,
                 lexical::Postings postings);

  std::string id_;
  SegmentKeys keys_;
  std::shared_ptr<const void> owner_;
  std::span<const std::byte> bytes_;
  lexical::Postings postings_;
};

// A segment and what of it is deleted by now. Neither pointer is ever null.
template <typename Segment>
struct Live {
  std::shared_ptr<const Segment> segment;
  std::shared_ptr<const Tombstones> deleted;

  explicit Live(std::shared_ptr<const Segment> whole)
      : segment(std::move(whole)), deleted(std::make_shared<const Tombstones>()) {}
  Live(std::shared_ptr<const Segment> part, std::shared_ptr<const Tombstones> without)
      : segment(std::move(part)), deleted(std::move(without)) {}

  std::size_t total() const { return segment->keys().size(); }
  std::size_t alive() const { return total() - deleted->count(); }
};

using LiveDense = Live<DenseSegment>;
using LiveLexical = Live<LexicalSegment>;

}  // namespace edify::store
