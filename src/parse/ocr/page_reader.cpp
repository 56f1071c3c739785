#include "parse/ocr/page_reader.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "model/language.h"
#include "parse/ocr/page_picture.h"

namespace edify::parse::ocr {
namespace {

// Text that is upright and in the right script is read with 0.85 and more, anything else below 0.5 (measured).
constexpr float reads_well = 0.7F;
// Of the few lines that are tried; labels in drawings are read worse than printed lines.
constexpr float may_be_text = 0.5F;
constexpr std::size_t lines_sampled = 4;
// Below it the engine's letters have too few pixels; it was trained at 300.
constexpr int least_dots_per_inch = 150;

// About a line of print: enough to tell English from French.
constexpr std::size_t tells_language = 60;

bool is_good(const RecognizedText& text) { return text.confidence >= reads_well && text.characters >= 12; }

void move_boxes(RecognizedText& text, float dx, float dy) {
  for (RecognizedLine& line : text.lines) {
    line.baseline += dy;
    for (RecognizedWord& word : line.words) {
      word.box = {word.box.x0 + dx, word.box.y0 + dy, word.box.x1 + dx, word.box.y1 + dy};
    }
  }
}

void scale_boxes(RecognizedText& text, float factor) {
  for (RecognizedLine& line : text.lines) {
    line.baseline *= factor;
    line.height *= factor;
    for (RecognizedWord& word : line.words) {
      word.box = {word.box.x0 * factor, word.box.y0 * factor, word.box.x1 * factor, word.box.y1 * factor};
    }
  }
}

}  // namespace

Result<RecognizedText> PageReader::sample(const Bitmap& picture, int dots_per_inch, const std::string& languages) {
  EDIFY_TRY(Engine* const engine, engines_.get(languages));
  return engine->read_lines(picture, dots_per_inch, sample_lines(picture, lines_sampled));
}

Result<RecognizedText> PageReader::sample_until_clear(const Bitmap& picture, int dots_per_inch,
                                                      const std::string& languages) {
  EDIFY_TRY(Engine* const engine, engines_.get(languages));
  RecognizedText text;
  for (const LineFrame& frame : sample_lines(picture, lines_sampled)) {
    RecognizedText line = engine->read_lines(picture, dots_per_inch, {frame});
    std::ranges::move(line.lines, std::back_inserter(text.lines));
    measure(text);
    if (is_good(text) && text.characters >= tells_language) break;
  }
  return text;
}

Result<std::string> PageReader::choose_among(const std::vector<std::string>& sets, const Bitmap& upright,
                                             int dots_per_inch) {
  if (sets.size() == 1) return sets.front();
  std::string best;
  float best_confidence = -1;
  for (const std::string& languages : sets) {
    EDIFY_TRY(const RecognizedText text, sample(upright, dots_per_inch, languages));
    if (text.confidence <= best_confidence) continue;
    best = languages;
    best_confidence = text.confidence;
  }
  return best;
}

Result<PageReader::Attempt> PageReader::detect(const Bitmap& picture, int dots_per_inch) {
  Attempt attempt{.languages = models_.first_guess()};
  if (!models_.can_tell_scripts()) return attempt;
  EDIFY_TRY(Engine* const detector, engines_.get("osd"));
  const Orientation orientation = detector->find_orientation(picture, dots_per_inch);
  attempt.quarter_turns = orientation.quarter_turns;
  std::vector<std::string> sets = models_.for_script(orientation.script);
  if (sets.empty()) return attempt;
  const Bitmap upright = turn(picture, orientation.quarter_turns);
  if (orientation.script == "Latin") {
    EDIFY_TRY(const RecognizedText text, sample(upright, dots_per_inch, attempt.languages));
    const std::string model = models_.for_language(detect_language(plain_text(text)));
    if (!model.empty()) attempt.languages = model;
    return attempt;
  }
  EDIFY_TRY(attempt.languages, choose_among(sets, upright, dots_per_inch));
  return attempt;
}

Result<PageReader::Attempt> PageReader::choose(const Bitmap& picture, int dots_per_inch) {
  const std::string guess = models_.first_guess();
  EDIFY_TRY(const RecognizedText text, sample_until_clear(picture, dots_per_inch, guess));
  if (!is_good(text)) return detect(picture, dots_per_inch);
  const std::string model = models_.for_language(detect_language(plain_text(text)));
  const bool is_in_guess = model.empty() || guess.contains(model);
  return Attempt{.languages = is_in_guess ? guess : model};
}

Result<PageText> PageReader::read(const Bitmap& picture, float dots_per_inch, std::chrono::milliseconds time) {
  const int stored_resolution = static_cast<int>(std::lround(dots_per_inch));
  const bool too_small = stored_resolution > 0 && stored_resolution < least_dots_per_inch;
  const float factor = too_small ? std::min(4.0F, 300.0F / static_cast<float>(stored_resolution)) : 1.0F;
  const int resolution = static_cast<int>(static_cast<float>(stored_resolution) * factor);
  Bitmap ready = without_noise(too_small ? scale(picture, factor) : turn(picture, 0));
  const float skew = find_skew(ready);
  if (skew != 0) ready = straighten(ready, skew);

  EDIFY_TRY(const Attempt attempt, choose(ready, resolution));
  PageText page{.text = {},
                .quarter_turns = attempt.quarter_turns,
                .skew = skew,
                .languages = attempt.languages,
                .dots_per_inch = dots_per_inch};
  if (attempt.quarter_turns != 0) ready = turn(ready, attempt.quarter_turns);
  EDIFY_TRY(Engine* const engine, engines_.get(attempt.languages));
  page.text = engine->read_page(ready, resolution, time);

  // Straightening may have grown the picture about its middle.
  const Bitmap& original = picture;
  const bool sideways = attempt.quarter_turns % 2 == 1;
  const float width = static_cast<float>(sideways ? height_of(original) : width_of(original)) * factor;
  const float height = static_cast<float>(sideways ? width_of(original) : height_of(original)) * factor;
  const float dx = (width - static_cast<float>(width_of(ready))) / 2;
  const float dy = (height - static_cast<float>(height_of(ready))) / 2;
  move_boxes(page.text, dx, dy);
  scale_boxes(page.text, 1 / factor);
  return page;
}

Result<PageText> PageReader::read_parts(const Bitmap& picture, const std::vector<LineFrame>& parts, float dots_per_inch,
                                        const std::string& language, std::chrono::milliseconds time) {
  const auto deadline = std::chrono::steady_clock::now() + time;
  const int resolution = static_cast<int>(std::lround(dots_per_inch));
  std::string model = models_.for_language(language);
  if (model.empty()) model = models_.first_guess();
  PageText page{.text = {}, .languages = model, .dots_per_inch = dots_per_inch};
  for (const LineFrame& frame : parts) {
    const Bitmap part = cut_out(picture, frame.x, frame.y, frame.width, frame.height);
    EDIFY_TRY(const RecognizedText probe, sample(part, resolution, model));
    if (probe.confidence < may_be_text || probe.characters == 0) continue;
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    EDIFY_TRY(Engine* const engine, engines_.get(model));
    RecognizedText text = engine->read_page(part, resolution, std::max(left, std::chrono::milliseconds(1)));
    move_boxes(text, static_cast<float>(frame.x), static_cast<float>(frame.y));
    page.text.timed_out = page.text.timed_out || text.timed_out;
    std::ranges::move(text.lines, std::back_inserter(page.text.lines));
  }
  measure(page.text);
  return page;
}

}  // namespace edify::parse::ocr
