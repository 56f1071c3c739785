// A page's picture → its text: chooses languages, turns and straightens the picture, reads it once.
//
// A line or a few are read first, with the likeliest language: they tell whether the picture stands upright in a script
// that the models at hand can read, and for Latin script which language it is. Only where they read badly is the
// slower detection of orientation and script asked. What is read depends on the picture alone, not on those read
// before, so that several workers can share a document's pages. Not thread-safe; one per worker process, so that its
// engines stay warm.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/error.h"
#include "parse/ocr/bitmap.h"
#include "parse/ocr/engine.h"
#include "parse/ocr/language_models.h"
#include "parse/ocr/recognized_text.h"

namespace edify::parse::ocr {

// What was read, in pixels of the picture after it was turned and straightened: the same number of pixels an inch
// as before, and turned about the middle, which `skew` undoes (see layout.h, PageLines::skew).
struct PageText {
  RecognizedText text;
  int quarter_turns = 0;    // clockwise, that made the picture upright
  float skew = 0;           // radians; positive: lines fell to the right
  std::string languages;    // the models that read it: "hin+eng"
  float dots_per_inch = 0;  // of the picture
};

class PageReader {
 public:
  explicit PageReader(LanguageModels models) : engines_(models.folder()), models_(std::move(models)) {}

  const LanguageModels& models() const { return models_; }

  // `dots_per_inch` of the picture, a guess is good enough, > 0. `time` for this page; what is not read by then is left
  // out (timed_out). Errors: unavailable ("ocr_models") where a model can not be loaded.
  Result<PageText> read(const Bitmap& picture, float dots_per_inch, std::chrono::milliseconds time);

  // The same for parts of a page that lie within it and may hold no text at all, as photographs: cheaper where they
  // hold none. Upright ones only, in `language` (ISO 639-1; empty: unknown). Places are those on the whole picture.
  Result<PageText> read_parts(const Bitmap& picture, const std::vector<LineFrame>& parts, float dots_per_inch,
                              const std::string& language, std::chrono::milliseconds time);

 private:
  struct Attempt {
    std::string languages;
    int quarter_turns = 0;
  };
  Result<Attempt> choose(const Bitmap& picture, int dots_per_inch);
  Result<Attempt> detect(const Bitmap& picture, int dots_per_inch);
  Result<std::string> choose_among(const std::vector<std::string>& sets, const Bitmap& upright, int dots_per_inch);
  // A few lines of the picture; until_clear: no more of them than it takes to see that they read well.
  Result<RecognizedText> sample(const Bitmap& picture, int dots_per_inch, const std::string& languages);
  Result<RecognizedText> sample_until_clear(const Bitmap& picture, int dots_per_inch, const std::string& languages);

  Engines engines_;
  LanguageModels models_;
};

}  // namespace edify::parse::ocr
