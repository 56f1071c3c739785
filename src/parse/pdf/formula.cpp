#include "parse/pdf/formula.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <cstddef>
#include <string_view>

#include "parse/pdf/characters.h"

namespace edify::parse::pdf {
namespace {

constexpr std::size_t most_rows = 6;
constexpr std::size_t shortest_formula = 3;  // characters
constexpr std::size_t shortest_word = 4;     // letters in a row; "sin", "log" and "lim" are shorter

bool is_sign(char32_t code) {
  constexpr std::u32string_view signs = U"=≤≥≠≈≡∝∑∏∫√∈∉⊂⊆→⇒⇔∂∇±×÷";
  return signs.contains(code);
}

struct Count {
  std::size_t characters = 0;
  std::size_t signs = 0;
  std::size_t in_words = 0;

  void add(std::string_view text) {
    std::size_t run = 0;
    const auto end_run = [&] {
      if (run >= shortest_word) in_words += run;
      run = 0;
    };
    for (int32_t at = 0, size = static_cast<int32_t>(text.size()); at < size;) {
      UChar32 next = 0;
      U8_NEXT_OR_FFFD(text.data(), at, size, next);
      const auto code = static_cast<char32_t>(next);
      if (code != ' ') ++characters;
      signs += is_sign(code);
      const bool letter = (U_GET_GC_MASK(next) & (U_GC_L_MASK | U_GC_M_MASK)) != 0;  // marks: Indic vowel signs
      in_words += joins_without_space(code);
      if (letter && !joins_without_space(code)) {
        ++run;
      } else {
        end_run();
      }
    }
    end_run();
  }
};

// "E = mc (4)": one line with its number at the column's end.
bool is_numbered(const Block& block) {
  const Row& row = block.rows.front();
  return block.rows.size() == 1 && row.back()->text.starts_with('(') && row.back()->text.ends_with(')');
}

}  // namespace

bool is_formula(const Block& block) {
  const bool may_be = block.kind == BlockKind::text || (block.kind == BlockKind::tabular && is_numbered(block));
  if (!may_be || block.heading_level > 0 || block.rows.size() > most_rows) return false;
  Count count;
  for (const Row& row : block.rows) {
    for (const Line* line : row) count.add(line->text);
  }
  return count.characters >= shortest_formula && count.signs > 0 && count.in_words * 4 < count.characters;
}

}  // namespace edify::parse::pdf
