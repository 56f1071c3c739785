#include "chunk/piece.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <string_view>

namespace edify::chunk {
namespace {

// How good a place to cut is.
enum class Cut : std::uint8_t { word, sentence, line };

// A word with the white space behind it: the smallest thing that stays whole.
struct Unit {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t characters = 0;
  std::uint32_t tokens = 0;
  Cut cut_after = Cut::word;
};

// A run without white space (Chinese, a data line) is cut after this many code points.
constexpr std::uint32_t longest_unit = 64;

bool is_combining(UChar32 c) {
  const auto type = u_charType(c);
  return type == U_NON_SPACING_MARK || type == U_COMBINING_SPACING_MARK || type == U_ENCLOSING_MARK || c == 0x200D;
}

bool ends_sentence(UChar32 c) {
  return c == '.' || c == '!' || c == '?' || c == 0x0964 /* danda */ || c == 0x0965 || c == 0x3002 || c == 0x06D4 ||
         c == 0x061F;
}

class UnitSplitter {
 public:
  UnitSplitter(std::string_view text, const TokenCounter& count_tokens) : text_(text), count_tokens_(count_tokens) {}

  std::vector<Unit> split() {
    const auto size = static_cast<std::int32_t>(text_.size());
    UChar32 last_visible = 0;
    bool in_space = false;
    for (std::int32_t at = 0; at < size;) {
      const std::int32_t before = at;
      UChar32 c = 0;
      U8_NEXT_OR_FFFD(text_.data(), at, size, c);
      const bool space = u_isUWhiteSpace(c) != 0;
      const bool too_long = !space && current_.characters >= longest_unit && !is_combining(c);
      if ((in_space && !space) || too_long) finish(static_cast<std::uint32_t>(before), last_visible);
      if (space && c == '\n') current_.cut_after = Cut::line;
      if (!space) last_visible = c;
      ++current_.characters;
      in_space = space;
    }
    finish(static_cast<std::uint32_t>(size), last_visible);
    return std::move(units_);
  }

 private:
  void finish(std::uint32_t end, UChar32 last_visible) {
    if (end == current_.begin) return;
    current_.end = end;
    current_.tokens = count_tokens_(text_.substr(current_.begin, end - current_.begin));
    if (current_.cut_after == Cut::word && ends_sentence(last_visible)) current_.cut_after = Cut::sentence;
    units_.push_back(current_);
    current_ = Unit{.begin = end};
  }

  std::string_view text_;
  const TokenCounter& count_tokens_;
  std::vector<Unit> units_;
  Unit current_;
};

std::string_view trim(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n\f\v";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::vector<Span> spans_within(const std::vector<Span>& spans, std::uint32_t begin, std::uint32_t end) {
  std::vector<Span> out;
  for (Span span : spans) {
    if (span.end <= begin || span.begin >= end) continue;
    span.begin = std::max(span.begin, begin) - begin;
    span.end = std::min(span.end, end) - begin;
    out.push_back(span);
  }
  return out;
}

Piece make_piece(const Element& element, std::uint32_t begin, std::uint32_t end, const TokenCounter& count_tokens) {
  const std::string_view raw = std::string_view(element.text).substr(begin, end - begin);
  const std::string_view text = trim(raw);
  const auto offset = begin + static_cast<std::uint32_t>(text.empty() ? 0 : text.data() - raw.data());
  Piece piece;
  piece.text = text;
  piece.spans = spans_within(element.spans, offset, offset + static_cast<std::uint32_t>(text.size()));
  piece.type = element.type;
  piece.characters = count_characters(text);
  piece.tokens = count_tokens(text);
  piece.page = piece.spans.empty() ? element.page : piece.spans.front().page;
  piece.starts_section = element.type == ElementType::title;
  return piece;
}

// Units [first, answer) fill a chunk as far as the limits allow.
std::size_t furthest_end(const std::vector<Unit>& units, std::size_t first, const ChunkOptions& options) {
  std::uint32_t characters = 0;
  std::uint32_t tokens = 0;
  std::size_t end = first;
  for (; end < units.size(); ++end) {
    characters += units[end].characters;
    tokens += units[end].tokens;
    if (end > first && (characters > options.max_characters || tokens > options.max_tokens)) break;
  }
  return end;
}

// Prefers the end of a line, then of a sentence, in the last third of [first, end); else the last word.
std::size_t best_cut(const std::vector<Unit>& units, std::size_t first, std::size_t end) {
  const std::size_t earliest = first + (end - first) * 2 / 3;
  for (const Cut wanted : {Cut::line, Cut::sentence}) {
    for (std::size_t at = end; at > std::max(earliest, first + 1); --at) {
      if (units[at - 1].cut_after == wanted) return at;
    }
  }
  return end;
}

// Where the next piece starts so that it repeats at most `overlap_characters`, at a sentence start if one is there.
std::size_t overlap_start(const std::vector<Unit>& units, std::size_t first, std::size_t end,
                          const ChunkOptions& options) {
  std::uint32_t characters = 0;
  std::size_t start = end;
  std::size_t sentence = end;
  while (start > first + 1 && characters + units[start - 1].characters <= options.overlap_characters) {
    characters += units[--start].characters;
    if (units[start - 1].cut_after != Cut::word) sentence = start;
  }
  return sentence < end ? sentence : start;
}

std::vector<Piece> split_text(const Element& element, const TokenCounter& count_tokens, const ChunkOptions& options) {
  const auto size = static_cast<std::uint32_t>(element.text.size());
  Piece whole = make_piece(element, 0, size, count_tokens);
  if (whole.text.empty()) return {};
  std::vector<Piece> pieces;
  if (whole.characters <= options.max_characters && whole.tokens <= options.max_tokens) {
    pieces.push_back(std::move(whole));
    return pieces;
  }
  const auto units = UnitSplitter(element.text, count_tokens).split();
  for (std::size_t first = 0; first < units.size();) {
    std::size_t end = furthest_end(units, first, options);
    if (end < units.size()) end = best_cut(units, first, end);
    Piece piece = make_piece(element, units[first].begin, units[end - 1].end, count_tokens);
    // Parts of one long word can count differently together than apart.
    while (piece.tokens > options.max_tokens && end > first + 1) {
      piece = make_piece(element, units[first].begin, units[--end - 1].end, count_tokens);
    }
    piece.starts_section = piece.starts_section && first == 0;
    if (!piece.text.empty()) pieces.push_back(std::move(piece));
    if (end == units.size()) break;
    first = overlap_start(units, first, end, options);
  }
  return pieces;
}

// The caption and the rows at the top of a table whose cells are all headings; none where that is all of it.
std::uint32_t header_lines(const Element& table) {
  const std::string_view html = table.html;
  std::uint32_t rows = html.contains("<caption>") ? 1 : 0;
  for (std::size_t at = html.find("<tr>"); at != std::string_view::npos;) {
    const std::size_t end = std::min(html.find("</tr>", at), html.size());
    const std::string_view row = html.substr(at, end - at);
    if (!row.contains("<th") || row.contains("<td")) break;
    ++rows;
    at = html.find("<tr>", end);
  }
  const auto lines = static_cast<std::uint32_t>(std::ranges::count(table.text, '\n')) + 1;
  return rows < lines ? rows : 0;
}

// Bytes of the first `lines` lines, without the last one's end.
std::size_t length_of_lines(std::string_view text, std::uint32_t lines) {
  std::size_t end = 0;
  for (std::uint32_t line = 0; line < lines; ++line) {
    end = std::min(text.find('\n', line == 0 ? 0 : end + 1), text.size());
  }
  return end;
}

Piece below_header(const Piece& header, Piece rows, std::uint32_t lines, const TokenCounter& count_tokens) {
  const auto offset = static_cast<std::uint32_t>(header.text.size() + 1);
  for (Span& span : rows.spans) {
    span.begin += offset;
    span.end += offset;
  }
  rows.spans.insert(rows.spans.begin(), header.spans.begin(), header.spans.end());
  rows.text = header.text + '\n' + rows.text;
  rows.characters += header.characters + 1;
  rows.tokens = count_tokens(rows.text);
  rows.header_lines = lines;
  return rows;
}

std::vector<Piece> split_table(const Element& table, std::uint32_t lines, const TokenCounter& count_tokens,
                               const ChunkOptions& options) {
  const auto size = static_cast<std::uint32_t>(table.text.size());
  const auto header_end = static_cast<std::uint32_t>(length_of_lines(table.text, lines));
  Piece whole = make_piece(table, 0, size, count_tokens);
  whole.header_lines = lines;
  const bool fits = whole.characters <= options.max_characters && whole.tokens <= options.max_tokens;
  if (fits && !whole.text.empty()) return {std::move(whole)};
  Piece header = make_piece(table, 0, header_end, count_tokens);
  // A heading that fills chunks would leave no room for what it heads.
  const bool long_header = header.characters > options.max_characters / 3 || header.tokens > options.max_tokens / 3;
  ChunkOptions rows = options;
  rows.overlap_characters = 0;
  if (header.text.empty() || long_header) return split_text(table, count_tokens, rows);

  Element body = table;
  body.text = table.text.substr(header_end);
  body.spans = spans_within(table.spans, header_end, size);
  rows.max_characters -= header.characters + 1;
  rows.max_tokens -= header.tokens + 1;
  std::vector<Piece> pieces;
  for (Piece& piece : split_text(body, count_tokens, rows)) {
    pieces.push_back(below_header(header, std::move(piece), lines, count_tokens));
  }
  // The rows' own page comes first for the parts after the first.
  for (Piece& piece : pieces) {
    if (piece.spans.size() > header.spans.size()) piece.page = piece.spans[header.spans.size()].page;
  }
  return pieces;
}

}  // namespace

std::uint32_t count_characters(std::string_view utf8) {
  return static_cast<std::uint32_t>(
      std::ranges::count_if(utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::vector<Piece> split_into_pieces(const Element& element, const TokenCounter& count_tokens,
                                     const ChunkOptions& options) {
  if (element.type != ElementType::table) return split_text(element, count_tokens, options);
  return split_table(element, header_lines(element), count_tokens, options);
}

std::vector<Piece> split_piece(const Piece& piece, const TokenCounter& count_tokens, const ChunkOptions& options) {
  Element element;
  element.type = piece.type;
  element.text = piece.text;
  element.spans = piece.spans;
  element.page = piece.page;
  if (piece.type == ElementType::table) return split_table(element, piece.header_lines, count_tokens, options);
  return split_text(element, count_tokens, options);
}

}  // namespace edify::chunk
