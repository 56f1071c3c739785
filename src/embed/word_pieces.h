// The vocabulary as a trie, and WordPiece's greedy longest match over it
// (Hugging Face tokenizers, models/wordpiece/mod.rs).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "embed/tokenizer.h"

namespace edify::embed {

// Immutable after parse; thread-safe.
class WordPieces {
 public:
  // One piece a line, its id the line's number; "##" marks pieces that continue a word. Error: unreadable.
  static Result<WordPieces> parse(std::string_view vocabulary);

  // The ids of a lower-case word's pieces, written to `ids`, which has room for one a byte of the word.
  // Answers how many; 0 when some part of the word is not in the vocabulary.
  std::size_t split(std::string_view word, std::span<TokenId> ids) const;

  std::optional<TokenId> find(std::string_view piece) const;
  std::uint32_t size() const { return size_; }

 private:
  using Node = std::uint32_t;
  static constexpr Node root = 0;
  static constexpr Node no_node = 0;  // the root is nobody's child
  static constexpr TokenId no_piece = -1;

  // An edge of the trie in an open-addressed hash table: one table for all nodes keeps a step to one probe.
  struct Edge {
    std::uint32_t key = 0;  // parent and byte; see key_of
    Node child = no_node;   // no_node: an empty slot
  };

  static std::uint32_t key_of(Node parent, char byte) { return parent << 8 | static_cast<std::uint8_t>(byte); }
  std::size_t slot_of(std::uint32_t key) const;
  Node child_of(Node parent, char byte) const { return edges_[slot_of(key_of(parent, byte))].child; }
  void insert(std::string_view piece, TokenId id);

  std::vector<Edge> edges_;      // a power of two long
  std::vector<TokenId> pieces_;  // by node: the piece that ends there
  Node continuation_ = no_node;  // the node of "##"
  std::uint32_t size_ = 0;
};

}  // namespace edify::embed
