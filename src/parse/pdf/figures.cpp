#include "parse/pdf/figures.h"

#include <algorithm>
#include <string>
#include <utility>

#include "model/language.h"
#include "parse/markup/text_normalizer.h"
#include "parse/pdf/characters.h"
#include "parse/pdf/page_frame.h"
#include "parse/pdf/page_objects.h"

namespace edify::parse::pdf {
namespace {

// Points. Smaller ones are icons, rules and letterheads.
constexpr float least_width = 90;
constexpr float least_height = 40;
// Fewer pixels than this across a picture hold no legible words.
constexpr unsigned int least_pixels = 150;
constexpr float most_of_page = 0.9F;
constexpr std::size_t most_figures = 4;
constexpr std::size_t background_glyphs = 12;  // on a picture: it lies behind text
// What the engine makes of textures is read with less.
constexpr float legible_word = 0.6F;
constexpr float legible_figure = 0.75F;
constexpr std::uint32_t least_characters = 8;

float area(const Box& box) { return std::max(0.0F, box.x1 - box.x0) * std::max(0.0F, box.y1 - box.y0); }

bool holds(const Box& box, float x, float y) { return x >= box.x0 && x <= box.x1 && y >= box.y0 && y <= box.y1; }

bool holds_middle(const Box& box, const Box& part) {
  return holds(box, (part.x0 + part.x1) / 2, (part.y0 + part.y1) / 2);
}

Box place_of(FPDF_PAGEOBJECT object, const PageFrame& frame) {
  float left = 0;
  float bottom = 0;
  float right = 0;
  float top = 0;
  if (!FPDFPageObj_GetBounds(object, &left, &bottom, &right, &top)) return {};
  const Point a = frame.shown(left, bottom);
  const Point b = frame.shown(right, top);
  const PageSize size = frame.size();
  return {std::clamp(std::min(a.x, b.x), 0.0F, size.width), std::clamp(std::min(a.y, b.y), 0.0F, size.height),
          std::clamp(std::max(a.x, b.x), 0.0F, size.width), std::clamp(std::max(a.y, b.y), 0.0F, size.height)};
}

bool is_background(const Box& figure, const PageGlyphs& glyphs) {
  std::size_t on_it = 0;
  for (const Glyph& glyph : glyphs.glyphs) {
    const Box place = page_box({glyph.x0, glyph.baseline - 1, glyph.x1, glyph.baseline}, glyph.direction, glyphs.size);
    if (holds_middle(figure, place) && ++on_it >= background_glyphs) return true;
  }
  return false;
}

bool is_said_by(const PageLines& page, const Box& word) {
  return std::ranges::any_of(page.lines, [&](const Line& line) {
    return line.table < 0 && holds_middle(page_box(line.box, line.direction, page.size), word);
  });
}

struct FigureReading {
  Figure figure;
  std::uint32_t characters = 0;
  double confidence = 0;  // summed over characters
};

void append_line(FigureReading& reading, const std::vector<std::pair<const ocr::RecognizedWord*, Box>>& words) {
  Box box;
  const std::size_t begin = reading.figure.text.empty() ? 0 : reading.figure.text.size() + 1;
  for (const auto& [word, place] : words) {
    const std::string text = normalize_inline(word->text);
    if (text.empty()) continue;
    if (!reading.figure.text.empty()) reading.figure.text += ' ';
    reading.figure.text += text;
    box = box == Box{} ? place : unite(box, place);
    reading.characters += static_cast<std::uint32_t>(text.size());
    reading.confidence += static_cast<double>(word->confidence) * static_cast<double>(text.size());
  }
  if (reading.figure.text.size() <= begin) return;
  reading.figure.lines.push_back({.begin = static_cast<std::uint32_t>(begin),
                                  .end = static_cast<std::uint32_t>(reading.figure.text.size()),
                                  .page = 0,
                                  .box = box});
}

FigureReading read_figure(const Box& place, const ocr::PageText& text, const PageLines& page) {
  const float scale = 72 / text.dots_per_inch;
  FigureReading reading;
  reading.figure.box = place;
  for (const ocr::RecognizedLine& line : text.text.lines) {
    std::vector<std::pair<const ocr::RecognizedWord*, Box>> words;
    for (const ocr::RecognizedWord& word : line.words) {
      const Box box{word.box.x0 * scale, word.box.y0 * scale, word.box.x1 * scale, word.box.y1 * scale};
      const bool counts = word.confidence >= legible_word && holds_middle(place, box) && !is_said_by(page, box);
      if (counts) words.emplace_back(&word, box);
    }
    append_line(reading, words);
  }
  return reading;
}

bool share_columns(const Box& a, const Box& b) { return std::min(a.x1, b.x1) > std::max(a.x0, b.x0); }

}  // namespace

std::vector<Box> find_figures(FPDF_PAGE page, const PageGlyphs& glyphs) {
  const PageFrame frame(page);
  const float page_area = glyphs.size.width * glyphs.size.height;
  std::vector<Box> figures;
  each_picture(page, [&](FPDF_PAGEOBJECT object, unsigned int width, unsigned int height) {
    if (std::max(width, height) < least_pixels) return;
    const Box place = place_of(object, frame);
    if (place.x1 - place.x0 < least_width || place.y1 - place.y0 < least_height) return;
    if (area(place) > most_of_page * page_area || is_background(place, glyphs)) return;
    if (std::ranges::find(figures, place) == figures.end()) figures.push_back(place);
  });
  std::ranges::stable_sort(figures, std::greater{}, area);
  if (figures.size() > most_figures) figures.resize(most_figures);
  return figures;
}

std::string language_of(const PageGlyphs& glyphs) {
  constexpr std::size_t enough = 2000;
  std::string text;
  for (const Glyph& glyph : glyphs.glyphs) {
    if (text.size() > enough) break;
    if (glyph.space_before) text += ' ';
    append_clean(text, glyph.code);
  }
  return detect_language(text);
}

void add_figure_texts(const ocr::PageText& text, PageLines& page) {
  std::vector<Figure> legible;
  for (const Figure& figure : page.figures) {
    FigureReading reading = read_figure(figure.box, text, page);
    if (reading.characters < least_characters) continue;
    if (reading.confidence < static_cast<double>(legible_figure) * reading.characters) continue;
    for (Span& span : reading.figure.lines) span.page = page.number;
    legible.push_back(std::move(reading.figure));
  }
  page.figures = std::move(legible);
}

void place_figures(const std::vector<PageLines>& pages, std::vector<Element>& elements) {
  for (const PageLines& page : pages) {
    for (const Figure& figure : page.figures) {
      if (figure.text.empty()) continue;
      Element element;
      element.type = ElementType::image;
      element.text = figure.text;
      element.page = page.number;
      element.box = figure.box;
      element.language = detect_language(figure.text);
      element.source = TextSource::ocr;
      element.spans = figure.lines;
      const auto stands_above = [&](const Element& other) {
        return other.page == page.number && !is_page_furniture(other.type) && other.box.y1 <= figure.box.y0 + 2 &&
               share_columns(other.box, figure.box);
      };
      const auto above = std::find_if(elements.rbegin(), elements.rend(), stands_above);
      auto at = above.base();
      if (above == elements.rend()) {
        at = std::ranges::find_if(elements, [&](const Element& other) {
          return other.page > page.number || (other.page == page.number && !is_page_furniture(other.type));
        });
      }
      elements.insert(at, std::move(element));
    }
  }
}

}  // namespace edify::parse::pdf
