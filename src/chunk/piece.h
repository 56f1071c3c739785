// A stretch of one element that fits into a chunk; what chunks are put together from. Internal to chunk/.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "chunk/chunker.h"
#include "model/element.h"

namespace edify::chunk {

struct Piece {
  std::string text;
  std::vector<Span> spans;
  ElementType type = ElementType::uncategorized_text;
  std::uint32_t characters = 0;  // code points
  std::uint32_t tokens = 0;
  std::uint32_t page = 0;
  std::uint32_t header_lines = 0;  // of a table: its heading's rows, which its text begins with
  bool starts_section = false;     // a heading
};

// The whole element where it fits, else overlapping parts of it; of a table, rows that each time stand below its
// heading's, without overlap. Empty where the text is blank.
std::vector<Piece> split_into_pieces(const Element& element, const TokenCounter& count_tokens,
                                     const ChunkOptions& options);

// A piece cut more finely.
std::vector<Piece> split_piece(const Piece& piece, const TokenCounter& count_tokens, const ChunkOptions& options);

// Code points of a UTF-8 text.
std::uint32_t count_characters(std::string_view utf8);

}  // namespace edify::chunk
