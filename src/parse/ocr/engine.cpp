#include "parse/ocr/engine.h"

#include <fmt/format.h>
#include <tesseract/baseapi.h>
#include <tesseract/ocrclass.h>
#include <tesseract/resultiterator.h>

#include <algorithm>

namespace edify::parse::ocr {
namespace {

using tesseract::ResultIterator;
using tesseract::RIL_TEXTLINE;
using tesseract::RIL_WORD;

// An engine with two languages holds about 60 MB.
constexpr std::size_t most_engines = 4;

std::string take_text(const ResultIterator& at) {
  const std::unique_ptr<char[]> text(at.GetUTF8Text(RIL_WORD));
  return text ? text.get() : "";
}

edify::Box box_at(const ResultIterator& at) {
  int x0 = 0;
  int y0 = 0;
  int x1 = 0;
  int y1 = 0;
  at.BoundingBox(RIL_WORD, &x0, &y0, &x1, &y1);
  return {static_cast<float>(x0), static_cast<float>(y0), static_cast<float>(x1), static_cast<float>(y1)};
}

RecognizedLine start_line(const ResultIterator& at) {
  RecognizedLine line;
  int x0 = 0;
  int y0 = 0;
  int x1 = 0;
  int y1 = 0;
  if (at.Baseline(RIL_TEXTLINE, &x0, &y0, &x1, &y1)) line.baseline = static_cast<float>(y0 + y1) / 2;
  float descenders = 0;
  float ascenders = 0;
  at.RowAttributes(&line.height, &descenders, &ascenders);
  return line;
}

// Appends what was recognised, its boxes moved by (dx, dy).
void collect(tesseract::TessBaseAPI& api, RecognizedText& text) {
  const std::unique_ptr<ResultIterator> at(api.GetIterator());
  if (!at || at->Empty(RIL_WORD)) return;
  bool new_line = true;
  do {
    new_line = new_line || at->IsAtBeginningOf(RIL_TEXTLINE);
    std::string word = take_text(*at);
    if (word.find_first_not_of(" \n\t") == std::string::npos) continue;
    if (new_line) text.lines.push_back(start_line(*at));
    new_line = false;
    text.lines.back().words.push_back(
        {std::move(word), box_at(*at), std::clamp(at->Confidence(RIL_WORD) / 100, 0.0F, 1.0F)});
  } while (at->Next(RIL_WORD));
}

}  // namespace

void DestroyEngine::operator()(tesseract::TessBaseAPI* api) const { delete api; }

Result<Engine> Engine::load(const std::string& folder, const std::string& languages) {
  silence_leptonica();
  std::unique_ptr<tesseract::TessBaseAPI, DestroyEngine> api(new tesseract::TessBaseAPI);
  api->SetVariable("debug_file", "/dev/null");
  // A line that reads badly is read once more as white on black. Lines of bad scans have 0.5 and more, which the
  // default of 0.7 reads twice for nothing; white on black has far less.
  api->SetVariable("invert_threshold", "0.5");
  // Orientation and script are known to the older classifier only.
  const auto mode = languages == "osd" ? tesseract::OEM_TESSERACT_ONLY : tesseract::OEM_LSTM_ONLY;
  if (api->Init(folder.c_str(), languages.c_str(), mode) != 0) {
    return fail(ErrorCode::unavailable,
                fmt::format("the OCR engine can not load its models {} from {}; install them again", languages, folder),
                "ocr_models");
  }
  return Engine(std::move(api));
}

RecognizedText Engine::read_page(const Bitmap& picture, int dots_per_inch, std::chrono::milliseconds time) {
  api_->SetPageSegMode(tesseract::PSM_AUTO);
  api_->SetImage(picture.get());
  if (dots_per_inch > 0) api_->SetSourceResolution(dots_per_inch);
  tesseract::ETEXT_DESC monitor;
  monitor.set_deadline_msecs(static_cast<int>(std::clamp<std::int64_t>(time.count(), 1, INT32_MAX)));
  RecognizedText text;
  const int status = api_->Recognize(&monitor);
  text.timed_out = monitor.deadline_exceeded();
  if (status == 0) collect(*api_, text);
  measure(text);
  api_->Clear();
  return text;
}

RecognizedText Engine::read_lines(const Bitmap& picture, int dots_per_inch, const std::vector<LineFrame>& frames) {
  api_->SetPageSegMode(tesseract::PSM_SINGLE_LINE);
  RecognizedText text;
  for (const LineFrame& frame : frames) {
    const Bitmap line = cut_out(picture, frame.x, frame.y, frame.width, frame.height);
    api_->SetImage(line.get());
    if (dots_per_inch > 0) api_->SetSourceResolution(dots_per_inch);
    if (api_->Recognize(nullptr) == 0) collect(*api_, text);
  }
  measure(text);
  api_->Clear();
  return text;
}

Orientation Engine::find_orientation(const Bitmap& picture, int dots_per_inch) {
  api_->SetPageSegMode(tesseract::PSM_OSD_ONLY);
  api_->SetImage(picture.get());
  if (dots_per_inch > 0) api_->SetSourceResolution(dots_per_inch);
  int degrees = 0;
  float orientation_confidence = 0;
  float script_confidence = 0;
  const char* script = nullptr;
  Orientation orientation;
  if (api_->DetectOrientationScript(&degrees, &orientation_confidence, &script, &script_confidence)) {
    orientation = {.quarter_turns = ((360 - degrees) / 90) % 4, .script = script ? script : ""};
  }
  api_->Clear();
  return orientation;
}

Result<Engine*> Engines::get(const std::string& languages) {
  const auto found = std::ranges::find(loaded_, languages, &std::pair<std::string, Engine>::first);
  if (found != loaded_.end()) {
    std::rotate(found, found + 1, loaded_.end());
    return &loaded_.back().second;
  }
  EDIFY_TRY(Engine engine, Engine::load(folder_, languages));
  if (loaded_.size() >= most_engines) loaded_.erase(loaded_.begin());
  loaded_.emplace_back(languages, std::move(engine));
  return &loaded_.back().second;
}

}  // namespace edify::parse::ocr
