#include "parse/office/legacy/doc_text.h"

#include <algorithm>
#include <array>

#include "parse/byte_range.h"

namespace edify::parse {
namespace {

std::uint32_t u32(std::string_view bytes, std::size_t at) {
  return at + 4 <= bytes.size() ? static_cast<std::uint32_t>(little_endian(bytes, at, 4)) : 0;
}

std::unexpected<Error> damaged(std::string_view what) {
  return fail(ErrorCode::unreadable, "the Word document is damaged: " + std::string(what), "malformed");
}

// windows-1252, 0x80 … 0x9F.
constexpr std::array<char16_t, 32> upper_controls = {0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                     0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
                                                     0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                     0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

char16_t from_byte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 && byte < 0xA0 ? upper_controls[byte - 0x80] : byte;
}

void append_piece(std::string_view document, std::uint64_t begin, std::uint64_t characters, bool is_wide,
                  std::vector<DocCharacter>& out) {
  const std::uint64_t width = is_wide ? 2 : 1;
  if (begin >= document.size()) return;
  const std::uint64_t count = std::min(characters, (document.size() - begin) / width);
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t at = begin + i * width;
    const char16_t unit = is_wide ? static_cast<char16_t>(little_endian(document, at, 2)) : from_byte(document[at]);
    out.push_back({unit, static_cast<std::uint32_t>(at)});
  }
}

// The piece table within the Clx: property lists (0x01) come first.
std::string_view piece_table(std::string_view document, std::string_view table) {
  const std::uint32_t begin = u32(document, 0x1A2);
  if (begin >= table.size()) return {};
  std::string_view clx = table.substr(begin, u32(document, 0x1A6));
  while (clx.size() >= 5) {
    if (clx[0] == 2) return clx.substr(5, u32(clx, 1));
    if (clx[0] != 1) return {};
    clx.remove_prefix(std::min<std::size_t>(3 + little_endian(clx, 1, 2), clx.size()));
  }
  return {};
}

// All characters in the order of their positions (CP). Pieces can not give more than the stream has, so that a table
// that repeats one piece stays bounded.
std::vector<DocCharacter> read_pieces(std::string_view document, std::string_view pieces) {
  std::vector<DocCharacter> text;
  const std::size_t count = (pieces.size() - 4) / 12;
  for (std::size_t i = 0; i < count && text.size() <= document.size(); ++i) {
    const std::uint32_t first = u32(pieces, 4 * i);
    const std::uint32_t end = u32(pieces, 4 * (i + 1));
    if (end <= first) continue;
    const std::uint32_t place = u32(pieces, 4 * (count + 1) + 8 * i + 2);
    const bool is_wide = (place & 0x40000000) == 0;
    const std::uint64_t begin = is_wide ? place & 0x3FFFFFFF : (place & 0x3FFFFFFF) / 2;
    append_piece(document, begin, end - first, is_wide, text);
  }
  return text;
}

DocText cut(std::vector<DocCharacter> text, std::string_view document) {
  DocText cut_text;
  // ccpText, ccpFtn, ccpHdd, (unused), ccpAtn, ccpEdn, ccpTxbx: main text, footnotes, headers, comments, …
  const std::size_t places[] = {0x4C, 0x50, 0x54, 0x5C, 0x60, 0x64};
  std::uint64_t at = 0;
  for (const std::size_t place : places) {
    const std::uint64_t end = std::min<std::uint64_t>(at + u32(document, place), text.size());
    const bool is_left_out = place == 0x54 || place == 0x5C;
    auto& out = place == 0x4C ? cut_text.body : cut_text.notes;
    if (!is_left_out)
      out.insert(out.end(), text.begin() + static_cast<std::ptrdiff_t>(at),
                 text.begin() + static_cast<std::ptrdiff_t>(end));
    at = end;
  }
  return cut_text;
}

}  // namespace

Result<DocText> read_doc_text(std::string_view document, std::string_view table) {
  constexpr std::uint32_t word_97 = 0xC1;
  if (document.size() < 0x60) return damaged("it has no header");
  const std::uint64_t flags = little_endian(document, 10, 2);
  if ((flags & 0x0100) != 0) {
    return fail(ErrorCode::unreadable, "the Word document is encrypted; save it without a password", "encrypted");
  }
  if (little_endian(document, 2, 2) < word_97) {
    DocText text;
    const std::uint32_t begin = u32(document, 0x18);
    const std::uint32_t end = u32(document, 0x1C);
    if (end > begin) append_piece(document, begin, std::min(end - begin, u32(document, 0x34)), false, text.body);
    return text;
  }
  const std::string_view pieces = piece_table(document, table);
  if (pieces.size() < 16) return damaged("it has no table of its pieces");
  return cut(read_pieces(document, pieces), document);
}

}  // namespace edify::parse
