// Pages made of glyphs and rules that no one would print, through lines, columns, tables, headings and paragraphs.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <utility>
#include <vector>

#include "document_checks.h"
#include "parse/pdf/line_builder.h"
#include "parse/pdf/page_assembly.h"
#include "parse/pdf/table_finder.h"

using namespace edify;
using namespace edify::parse;
using namespace edify::parse::pdf;

namespace {

// Numbers off the input; zeros behind its end.
class Dice {
 public:
  Dice(const std::uint8_t* data, std::size_t size) : data_(data), left_(size) {}
  bool is_empty() const { return left_ == 0; }
  std::uint8_t byte() {
    if (left_ == 0) return 0;
    --left_;
    return *data_++;
  }
  // A place on the page in steps of a quarter of a point, a little beyond its edges.
  float place() {
    const int high = byte();
    return static_cast<float>(high * 256 + byte()) / 16 - 100;
  }

 private:
  const std::uint8_t* data_;
  std::size_t left_;
};

char32_t letter(std::uint8_t choice) {
  constexpr char32_t rare[] = {U'•', U'–', U'\u00AD', U'अ', U'ि', U'ا', U'ﬁ', U'①', U'\u2028', U'\U0001F600'};
  if (choice >= 0x20 && choice < 0x7F) return choice;
  return rare[choice % std::size(rare)];
}

PageGlyphs read_glyphs(Dice& dice) {
  PageGlyphs page;
  page.size = {.width = 612, .height = 792};
  for (int i = 0; i < 4; ++i) {
    const std::uint8_t look = dice.byte();
    page.styles.push_back({.size = static_cast<float>(look % 40),
                           .bold = (look & 64) != 0,
                           .fixed_pitch = (look & 128) != 0,
                           .font = static_cast<std::uint16_t>(i)});
  }
  for (int runs = dice.byte(); runs > 0 && !dice.is_empty(); --runs) {
    Glyph glyph{.x0 = dice.place(), .baseline = dice.place()};
    const std::uint8_t look = dice.byte();
    const float advance = static_cast<float>(dice.byte()) / 8;
    glyph.style = look % 4;
    glyph.direction = static_cast<Direction>((look >> 2) % 5);
    for (int length = look >> 4; length >= 0; --length) {
      const std::uint8_t choice = dice.byte();
      glyph.code = letter(choice);
      glyph.space_before = (choice & 3) == 3;
      glyph.x1 = glyph.x0 + advance;
      page.glyphs.push_back(glyph);
      glyph.x0 = glyph.x1;
    }
  }
  return page;
}

std::vector<Ruling> read_rules(Dice& dice) {
  std::vector<Ruling> rules;
  for (int count = dice.byte() % 24; count > 0; --count) {
    const float position = dice.place();
    const float from = dice.place();
    rules.push_back({.position = position, .from = from, .to = from + static_cast<float>(dice.byte())});
  }
  std::ranges::sort(rules, {}, [](const Ruling& rule) { return std::pair(rule.position, rule.from); });
  return rules;
}

PageLines read_page(Dice& dice, std::uint32_t number) {
  const PageGlyphs glyphs = read_glyphs(dice);
  PageLines page;
  page.number = number;
  page.size = glyphs.size;
  page.lines = build_lines(glyphs);
  page.direction = main_direction(page.lines);
  Rulings rulings;
  rulings.drawn = {.horizontal = read_rules(dice), .vertical = read_rules(dice)};
  rulings.shading = {.horizontal = read_rules(dice), .vertical = read_rules(dice)};
  find_tables(page, rulings);
  return page;
}

// Short titles, so that lines spell some of them.
std::vector<OutlineEntry> read_outline(Dice& dice) {
  std::vector<OutlineEntry> outline(dice.byte() % 8);
  for (OutlineEntry& entry : outline) {
    for (int letters = dice.byte() % 4; letters > 0; --letters) entry.title += static_cast<char>(dice.byte());
    entry.page = dice.byte() % 4;
    entry.level = 1 + dice.byte() % 6;
  }
  return outline;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Dice dice(data, size);
  std::vector<PageLines> pages;
  for (std::uint32_t number = 1; number <= 3 && !dice.is_empty(); ++number) pages.push_back(read_page(dice, number));
  if (pages.empty()) return 0;
  auto elements = assemble_elements(pages, read_outline(dice), fuzz_limits());
  if (!elements) return 0;
  ParsedDocument document;
  document.page_count = static_cast<std::uint32_t>(pages.size());
  document.elements = std::move(*elements);
  add_reports(pages, document);
  check_document(document);
  return 0;
}
