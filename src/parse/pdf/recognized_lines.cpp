#include "parse/pdf/recognized_lines.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <utility>

#include "parse/pdf/characters.h"

namespace edify::parse::pdf {
namespace {

using ocr::RecognizedLine;
using ocr::RecognizedWord;

// In ems; as wide as a line of a text layer may be torn (line_builder.cpp).
constexpr float widest_space = 1.3F;
// A font's ascenders and descenders together are a little less than its em.
constexpr float em_of_height = 1.05F;
constexpr float ascent = 0.8F;
constexpr float descent = 0.2F;
// Row heights are measured off ink and differ by this much within one size.
constexpr float size_jitter = 0.13F;
// Specks, rules and shading that the engine took for letters.
constexpr float surely_no_word = 0.15F;

constexpr std::array directions = {Direction::rightwards, Direction::upwards, Direction::leftwards,
                                   Direction::downwards};

// Decodes valid UTF-8.
template <typename Visit>
void each_code_point(std::string_view utf8, Visit&& visit) {
  for (std::size_t i = 0; i < utf8.size();) {
    const auto lead = static_cast<unsigned char>(utf8[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    const std::string_view unit = utf8.substr(i, length);
    visit(first_code_point(unit));
    i += length;
  }
}

bool has_letters_or_digits(std::string_view text) {
  bool found = false;
  each_code_point(text, [&](char32_t code) { found = found || is_letter(code) || is_digit(code); });
  return found;
}

bool reads_right_to_left(const RecognizedLine& line) {
  std::ptrdiff_t balance = 0;
  for (const RecognizedWord& word : line.words) {
    each_code_point(word.text, [&](char32_t code) {
      if (is_letter(code)) balance += is_right_to_left(code) ? 1 : -1;
    });
  }
  return balance > 0;
}

class LineMaker {
 public:
  LineMaker(float scale, Direction direction) : scale_(scale), direction_(direction) {}

  void add(const RecognizedLine& line) {
    const float size = std::max(1.0F, line.height * scale_ * em_of_height);
    const bool right_to_left = reads_right_to_left(line);
    const RecognizedWord* last = nullptr;
    for (const RecognizedWord& word : line.words) {
      if (word.confidence < surely_no_word && !has_letters_or_digits(word.text)) continue;
      if (!last || gap(*last, word, right_to_left) * scale_ > widest_space * size) {
        start(line, size, right_to_left);
      } else {
        lines_.back().text.push_back(' ');
      }
      append(lines_.back(), word);
      last = &word;
    }
  }

  std::vector<Line> take() {
    std::erase_if(lines_, [](const Line& line) { return line.text.empty(); });
    return std::move(lines_);
  }

 private:
  static float gap(const RecognizedWord& last, const RecognizedWord& word, bool right_to_left) {
    return right_to_left ? last.box.x0 - word.box.x1 : word.box.x0 - last.box.x1;
  }

  void start(const RecognizedLine& line, float size, bool right_to_left) {
    lines_.push_back({.text = {},
                      .box = {},
                      .baseline = line.baseline * scale_,
                      .size = size,
                      .direction = direction_,
                      .source = TextSource::ocr,
                      .right_to_left = right_to_left});
  }

  void append(Line& line, const RecognizedWord& word) const {
    std::string text;
    each_code_point(word.text, [&](char32_t code) {
      append_clean(text, code);
      ++line.characters;
    });
    const float x0 = word.box.x0 * scale_;
    const float x1 = word.box.x1 * scale_;
    line.words.push_back({.begin = static_cast<std::uint32_t>(line.text.size()), .x0 = x0, .x1 = x1});
    line.text += to_nfc(std::move(text));
    const edify::Box place{x0, line.baseline - ascent * line.size, x1, line.baseline + descent * line.size};
    line.box = line.box == edify::Box{} ? place : unite(line.box, place);
  }

  float scale_;
  Direction direction_;
  std::vector<Line> lines_;
};

void resize(Line& line, float size) {
  line.size = size;
  line.box.y0 = line.baseline - ascent * size;
  line.box.y1 = line.baseline + descent * size;
}

// Sizes that differ by no more than the measurement does are one size: the one of most characters among them.
void settle_sizes(std::vector<Line>& lines) {
  std::vector<Line*> by_size;
  std::ranges::transform(lines, std::back_inserter(by_size), [](Line& line) { return &line; });
  std::vector<Line*> left = by_size;
  while (!left.empty()) {
    std::ranges::sort(left, {}, [](const Line* line) { return line->size; });
    // The window of sizes with most characters.
    std::size_t best_begin = 0;
    std::size_t best_end = 1;
    std::uint64_t most = 0;
    std::uint64_t characters = 0;
    for (std::size_t begin = 0, end = 0; begin < left.size(); characters -= left[begin++]->characters) {
      while (end < left.size() && left[end]->size <= left[begin]->size * (1 + 2 * size_jitter)) {
        characters += left[end++]->characters;
      }
      if (characters > most) {
        most = characters;
        best_begin = begin;
        best_end = end;
      }
    }
    const float middle = left[best_begin + (best_end - best_begin) / 2]->size;
    for (std::size_t i = best_begin; i < best_end; ++i) resize(*left[i], middle);
    left.erase(left.begin() + static_cast<std::ptrdiff_t>(best_begin),
               left.begin() + static_cast<std::ptrdiff_t>(best_end));
  }
}

float overlap(const edify::Box& a, const edify::Box& b) {
  const float width = std::min(a.x1, b.x1) - std::max(a.x0, b.x0);
  const float height = std::min(a.y1, b.y1) - std::max(a.y0, b.y0);
  return width > 0 && height > 0 ? width * height : 0;
}

float area(const edify::Box& box) { return (box.x1 - box.x0) * (box.y1 - box.y0); }

}  // namespace

void add_recognized_lines(const ocr::PageText& recognized, PageLines& page) {
  const Direction direction = directions[static_cast<std::size_t>(recognized.quarter_turns) % directions.size()];
  LineMaker maker(72 / recognized.dots_per_inch, direction);
  for (const RecognizedLine& line : recognized.text.lines) maker.add(line);
  std::vector<Line> lines = maker.take();
  settle_sizes(lines);
  const std::size_t known = page.lines.size();
  for (Line& line : lines) {
    const auto is_known = [&](const Line& other) {
      return overlap(page_box(other.box, other.direction, page.size), page_box(line.box, direction, page.size)) >
             0.4F * area(line.box);
    };
    if (std::any_of(page.lines.begin(), page.lines.begin() + static_cast<std::ptrdiff_t>(known), is_known)) continue;
    page.lines.push_back(std::move(line));
  }
  // Boxes of a text layer are straight already.
  if (known == 0) page.skew = recognized.skew;
}

}  // namespace edify::parse::pdf
