#include "parse/pdf/glyph_reader.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <iterator>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "parse/pdf/accents.h"
#include "parse/pdf/characters.h"
#include "parse/pdf/hidden_text.h"
#include "parse/pdf/page_frame.h"
#include "parse/pdf/page_tags.h"
#include "parse/pdf/pdfium_document.h"
#include "parse/pdf/plausibility.h"

namespace edify::parse::pdf {
namespace {

// The weight of a font is an estimate from its stem width unless its name says more.
constexpr int surely_bold_weight = 700;

bool name_is_bold(std::string_view name) {
  constexpr std::array<std::string_view, 7> words = {"bold", "black", "heavy", "demi", "cmbx", "-bd", "sfbx"};
  return std::ranges::any_of(words, [&](std::string_view word) { return name.contains(word); });
}

bool name_is_fixed_pitch(std::string_view name) {
  constexpr std::array<std::string_view, 8> words = {"courier",    "mono",     "cmtt",        "sftt",
                                                     "typewriter", "consolas", "inconsolata", "menlo"};
  return std::ranges::any_of(words, [&](std::string_view word) { return name.contains(word); });
}

TextStyle font_style(FPDF_FONT font) {
  std::array<char, 128> buffer{};
  const std::size_t length = FPDFFont_GetBaseFontName(font, buffer.data(), buffer.size());
  std::string name(buffer.data(), length > 0 && length <= buffer.size() ? length - 1 : 0);
  std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const int flags = std::max(0, FPDFFont_GetFlags(font));
  TextStyle style;
  style.bold = name_is_bold(name) || (flags & FXFONT_FORCE_BOLD) != 0 || FPDFFont_GetWeight(font) >= surely_bold_weight;
  style.italic = (flags & FXFONT_ITALIC) != 0 || name.contains("italic") || name.contains("oblique");
  style.fixed_pitch = (flags & FXFONT_FIXED_PITCH) != 0 || name_is_fixed_pitch(name);
  style.legacy_font = is_legacy_font(name);
  return style;
}

// Styles of a page, looked up once per text object instead of once per character.
class StyleTable {
 public:
  StyleTable(FPDF_PAGE page, std::vector<TextStyle>& styles) : tags_(page), styles_(styles) {}

  std::uint16_t index_of(FPDF_PAGEOBJECT object, const FS_MATRIX& matrix) {
    if (object == last_object_) return last_index_;
    TextStyle style = style_of_font(FPDFTextObj_GetFont(object));
    float size = 0;
    FPDFTextObj_GetFontSize(object, &size);
    style.size = std::abs(size) * std::hypot(matrix.c, matrix.d);
    // Fill and stroke together is how word processors thicken a font that has no bold cut.
    style.bold = style.bold || FPDFTextObj_GetTextRenderMode(object) == FPDF_TEXTRENDERMODE_FILL_STROKE;
    style.tag = tags_.of(object);
    last_object_ = object;
    last_index_ = intern(style);
    return last_index_;
  }

 private:
  TextStyle style_of_font(FPDF_FONT font) {
    const auto [entry, fresh] = fonts_.try_emplace(font);
    if (fresh) {
      if (font) entry->second = font_style(font);
      entry->second.font = static_cast<std::uint16_t>(std::min<std::size_t>(fonts_.size(), UINT16_MAX));
    }
    return entry->second;
  }

  std::uint16_t intern(const TextStyle& style) {
    const auto same = [&](const TextStyle& other) {
      return std::abs(other.size - style.size) < 0.05F && other.bold == style.bold && other.italic == style.italic &&
             other.fixed_pitch == style.fixed_pitch && other.font == style.font && other.tag == style.tag;
    };
    const auto found = std::ranges::find_if(styles_, same);
    // A page with more styles than the index can count is noise; the last ones share an entry.
    if (found == styles_.end() && styles_.size() < max_styles) {
      styles_.push_back(style);
      return static_cast<std::uint16_t>(styles_.size() - 1);
    }
    return static_cast<std::uint16_t>(std::min<std::ptrdiff_t>(found - styles_.begin(), max_styles - 1));
  }

  static constexpr std::size_t max_styles = 1024;
  const PageTags tags_;
  std::vector<TextStyle>& styles_;
  std::unordered_map<FPDF_FONT, TextStyle> fonts_;
  FPDF_PAGEOBJECT last_object_ = nullptr;
  std::uint16_t last_index_ = 0;
};

char32_t read_code(FPDF_TEXTPAGE text, int& index, int count) {
  const char32_t code = FPDFText_GetUnicode(text, index);
  // PDFium's own mark for a hyphen at a line's end.
  if (code == 2 && FPDFText_IsHyphen(text, index) == 1) return '-';
  if (code < 0xD800 || code > 0xDBFF || index + 1 >= count) return code;
  const char32_t low = FPDFText_GetUnicode(text, index + 1);
  if (low < 0xDC00 || low > 0xDFFF) return code;
  ++index;
  return 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
}

bool is_on_page(const Glyph& glyph, PageSize size) {
  const PageSize frame = frame_size(size, glyph.direction);
  const float middle = (glyph.x0 + glyph.x1) / 2;
  return middle >= 0 && middle <= frame.width && glyph.baseline >= 0 && glyph.baseline <= frame.height + 2;
}

// False where PDFium knows no place for the character. `box`: in page space.
bool place_glyph(FPDF_TEXTPAGE text, int index, const FS_MATRIX& matrix, const PageFrame& frame, Glyph& glyph,
                 FS_RECTF& box) {
  double x = 0;
  double y = 0;
  if (!FPDFText_GetLooseCharBox(text, index, &box) || !FPDFText_GetCharOrigin(text, index, &x, &y)) return false;
  glyph.direction = frame.direction_of(matrix.a, matrix.b);
  const Point first = frame.in_frame(box.left, box.bottom, glyph.direction);
  const Point second = frame.in_frame(box.right, box.top, glyph.direction);
  glyph.x0 = std::min(first.x, second.x);
  glyph.x1 = std::max(first.x, second.x);
  const Point origin = frame.in_frame(static_cast<float>(x), static_cast<float>(y), glyph.direction);
  glyph.baseline = origin.y;
  // A slanted letter that leans back over the one before it: its box would hide the space between two words.
  if (!is_right_to_left(glyph.code) && origin.x > glyph.x0 && origin.x < (glyph.x0 + glyph.x1) / 2) glyph.x0 = origin.x;
  return std::isfinite(glyph.x0) && std::isfinite(glyph.x1) && std::isfinite(glyph.baseline);
}

// PDFium turns right-to-left runs into logical order one character after the other, and so turns the letters of a
// ligature (lam with alef), which stand at one place, the wrong way round.
void reorder_ligatures(std::vector<Glyph>& glyphs) {
  const auto same_place = [](const Glyph& a, const Glyph& b) {
    return a.code != b.code && is_right_to_left(a.code) && is_right_to_left(b.code) && a.x0 == b.x0 && a.x1 == b.x1 &&
           a.baseline == b.baseline && a.x0 < a.x1 && !b.space_before;
  };
  for (auto first = glyphs.begin(); first != glyphs.end();) {
    auto last = std::next(first);
    while (last != glyphs.end() && same_place(*std::prev(last), *last)) ++last;
    if (std::distance(first, last) > 1) {
      const bool space_before = std::exchange(first->space_before, false);
      std::reverse(first, last);
      first->space_before = space_before;
    }
    first = last;
  }
}

// Characters that are drawn with neither fill nor stroke. Where a page has no others they are all that there is to
// read, whatever shows it; else those without a picture below were not written for readers.
class UnpaintedGlyphs {
 public:
  void add(std::size_t index, bool is_over_picture) {
    ++count_;
    if (!is_over_picture) hidden_.push_back(index);
  }

  void leave_out_of(std::vector<Glyph>& glyphs) const {
    if (hidden_.empty() || count_ == glyphs.size()) return;
    std::vector<Glyph> seen;
    auto hidden = hidden_.begin();
    bool is_behind_hidden = false;
    for (std::size_t i = 0; i < glyphs.size(); ++i) {
      if (hidden != hidden_.end() && *hidden == i) {
        ++hidden;
        is_behind_hidden = true;
        continue;
      }
      seen.push_back(glyphs[i]);
      if (std::exchange(is_behind_hidden, false)) seen.back().space_before = true;
    }
    glyphs = std::move(seen);
  }

 private:
  std::size_t count_ = 0;
  std::vector<std::size_t> hidden_;  // indices, ascending
};

}  // namespace

PageGlyphs read_glyphs(FPDF_PAGE page) {
  PageGlyphs result;
  const PageFrame frame(page);
  result.size = frame.size();
  const TextPageHandle text(FPDFText_LoadPage(page));
  if (!text) return result;
  const int count = FPDFText_CountChars(text.get());
  result.glyphs.reserve(static_cast<std::size_t>(std::max(0, count)));
  StyleTable styles(page, result.styles);
  TextSight sight(page);
  UnpaintedGlyphs unpainted;
  bool space_before = true;
  for (int index = 0; index < count; ++index) {
    const int place = index;
    const char32_t code = read_code(text.get(), index, count);
    if (is_space(code)) {
      space_before = true;
      continue;
    }
    FS_MATRIX matrix{};
    const FPDF_PAGEOBJECT object = FPDFText_GetTextObject(text.get(), place);
    if (!object || !FPDFText_GetMatrix(text.get(), place, &matrix)) continue;
    Glyph glyph{.code = code, .space_before = space_before};
    FS_RECTF box{};
    if (!place_glyph(text.get(), place, matrix, frame, glyph, box) || !is_on_page(glyph, result.size)) continue;
    glyph.style = styles.index_of(object, matrix);
    const Sight seen = sight.of(object, box, result.styles[glyph.style].size);
    if (seen == Sight::hidden) {
      space_before = true;  // what stands around it is not one word
      continue;
    }
    if (seen == Sight::unpainted) unpainted.add(result.glyphs.size(), sight.is_over_picture(box));
    result.unmapped += is_unmapped(code) || FPDFText_HasUnicodeMapError(text.get(), place) == 1;
    result.glyphs.push_back(glyph);
    space_before = false;
  }
  unpainted.leave_out_of(result.glyphs);
  reorder_ligatures(result.glyphs);
  compose_accents(result.glyphs, result.styles);
  return result;
}

}  // namespace edify::parse::pdf
