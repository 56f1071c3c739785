#include "embed/word_pieces.h"

#include <bit>

namespace edify::embed {
namespace {

// Far above any BERT vocabulary (mBERT's has 1 MB of pieces), far below what 24-bit node numbers can hold.
constexpr std::size_t largest_vocabulary_bytes = 8U << 20U;

std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace

Result<WordPieces> WordPieces::parse(std::string_view vocabulary) {
  if (vocabulary.size() > largest_vocabulary_bytes) {
    return fail(ErrorCode::unreadable, "the vocabulary is larger than 8 MB, so it is not a WordPiece vocabulary");
  }
  WordPieces pieces;
  // No more nodes than bytes; twice the slots keep the probes short.
  pieces.edges_.resize(std::bit_ceil(2 * vocabulary.size() + 2));
  pieces.pieces_.push_back(no_piece);
  while (!vocabulary.empty()) {
    const std::string_view line = take_line(vocabulary);
    if (line.empty()) return fail(ErrorCode::unreadable, "the vocabulary has an empty line");
    pieces.insert(line, static_cast<TokenId>(pieces.size_++));
  }
  pieces.continuation_ = pieces.child_of(root, '#');
  if (pieces.continuation_ != no_node) pieces.continuation_ = pieces.child_of(pieces.continuation_, '#');
  if (pieces.continuation_ == no_node) {
    return fail(ErrorCode::unreadable, "the vocabulary has no piece that starts with ##, so it is not WordPiece's");
  }
  return pieces;
}

// The slot that holds `key`, or the empty one where it belongs. Fibonacci hashing, linear probing.
std::size_t WordPieces::slot_of(std::uint32_t key) const {
  const std::size_t mask = edges_.size() - 1;
  const int shift = 64 - std::countr_zero(edges_.size());
  std::size_t slot = (key * 0x9E3779B97F4A7C15U) >> shift;
  while (edges_[slot].child != no_node && edges_[slot].key != key) slot = (slot + 1) & mask;
  return slot;
}

void WordPieces::insert(std::string_view piece, TokenId id) {
  Node node = root;
  for (char byte : piece) {
    const std::uint32_t key = key_of(node, byte);
    Edge& edge = edges_[slot_of(key)];
    if (edge.child == no_node) {
      edge = {key, static_cast<Node>(pieces_.size())};
      pieces_.push_back(no_piece);
    }
    node = edge.child;
  }
  pieces_[node] = id;
}

std::size_t WordPieces::split(std::string_view word, std::span<TokenId> ids) const {
  std::size_t count = 0;
  for (std::size_t begin = 0; begin < word.size();) {
    Node node = begin == 0 ? root : continuation_;
    TokenId longest = no_piece;
    std::size_t longest_end = begin;
    for (std::size_t at = begin; at < word.size(); ++at) {
      node = child_of(node, word[at]);
      if (node == no_node) break;
      if (pieces_[node] == no_piece) continue;
      longest = pieces_[node];
      longest_end = at + 1;
    }
    if (longest == no_piece) return 0;
    ids[count++] = longest;
    begin = longest_end;
  }
  return count;
}

std::optional<TokenId> WordPieces::find(std::string_view piece) const {
  Node node = root;
  for (char byte : piece) {
    node = child_of(node, byte);
    if (node == no_node) return std::nullopt;
  }
  if (pieces_[node] == no_piece) return std::nullopt;
  return pieces_[node];
}

}  // namespace edify::embed
