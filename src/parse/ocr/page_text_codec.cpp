#include "parse/ocr/page_text_codec.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "parse/markup/text_normalizer.h"
#include "parse/sandbox/wire.h"

namespace edify::parse::ocr {
namespace {

constexpr std::size_t word_bytes = sizeof(std::uint32_t) + 5 * sizeof(float);
constexpr std::size_t line_bytes = sizeof(std::uint32_t) + 2 * sizeof(float);
// A picture's coordinates; straightening may push boxes a little outside of it.
constexpr float largest_coordinate = 1e6F;
constexpr float most_dots_per_inch = 10'000;
constexpr float half_turn = 3.2F;

bool is_place(float value) { return std::abs(value) <= largest_coordinate; }  // false for what is no number
bool is_share(float value) { return value >= 0 && value <= 1; }

std::unexpected<Error> damaged(std::string_view what) {
  return fail(ErrorCode::internal, "a page's recognised text is damaged: " + std::string(what), "protocol");
}

void write(WireWriter& out, const RecognizedWord& word) {
  out.string(word.text);
  for (const float value : {word.box.x0, word.box.y0, word.box.x1, word.box.y1, word.confidence}) out.number(value);
}

Result<RecognizedWord> read_word(WireReader& in) {
  RecognizedWord word;
  word.text = in.string();
  bool is_sound = !word.text.empty() && is_valid_utf8(word.text);
  for (float* edge : {&word.box.x0, &word.box.y0, &word.box.x1, &word.box.y1}) {
    *edge = in.number<float>();
    is_sound = is_sound && is_place(*edge);
  }
  word.confidence = in.number<float>();
  if (!is_sound || !is_share(word.confidence)) return damaged("a word that is none");
  return word;
}

Result<RecognizedLine> read_line(WireReader& in) {
  RecognizedLine line;
  line.baseline = in.number<float>();
  line.height = in.number<float>();
  const std::uint32_t words = in.count(word_bytes);
  if (words == 0 || !is_place(line.baseline) || !is_place(line.height)) return damaged("a line that is none");
  for (std::uint32_t i = 0; i < words && in.ok(); ++i) {
    EDIFY_TRY(RecognizedWord word, read_word(in));
    line.words.push_back(std::move(word));
  }
  return line;
}

}  // namespace

std::string encode(const PageText& page) {
  WireWriter out;
  out.number(page.dots_per_inch);
  out.number(static_cast<std::uint8_t>(page.quarter_turns));
  out.number(page.skew);
  out.string(page.languages);
  out.number(static_cast<std::uint8_t>(page.text.timed_out));
  out.number(static_cast<std::uint32_t>(page.text.lines.size()));
  for (const RecognizedLine& line : page.text.lines) {
    out.number(line.baseline);
    out.number(line.height);
    out.number(static_cast<std::uint32_t>(line.words.size()));
    for (const RecognizedWord& word : line.words) write(out, word);
  }
  return std::move(out).take();
}

Result<PageText> decode_page_text(std::string_view payload) {
  WireReader in(payload);
  PageText page;
  page.dots_per_inch = in.number<float>();
  const auto turns = in.number<std::uint8_t>();
  page.skew = in.number<float>();
  page.languages = in.string();
  const auto timed_out = in.number<std::uint8_t>();
  if (!(page.dots_per_inch > 0 && page.dots_per_inch <= most_dots_per_inch)) return damaged("its resolution");
  if (turns > 3 || timed_out > 1 || !(std::abs(page.skew) <= half_turn)) return damaged("how it lies");
  if (!is_valid_utf8(page.languages)) return damaged("its languages");
  page.quarter_turns = turns;
  page.text.timed_out = timed_out == 1;
  const std::uint32_t lines = in.count(line_bytes);
  for (std::uint32_t i = 0; i < lines && in.ok(); ++i) {
    EDIFY_TRY(RecognizedLine line, read_line(in));
    page.text.lines.push_back(std::move(line));
  }
  if (!in.is_complete()) return damaged("its length");
  measure(page.text);
  return page;
}

}  // namespace edify::parse::ocr
