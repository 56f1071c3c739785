// One Tesseract 5 engine with its models loaded (LSTM only), kept warm from picture to picture.
//
// Loading costs 50 to 150 ms a language, a page about a second, so engines are kept by Engines below. Not
// thread-safe; engines of different threads do not disturb each other. Prints nothing.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "parse/ocr/bitmap.h"
#include "parse/ocr/recognized_text.h"

namespace tesseract {
class TessBaseAPI;
}

namespace edify::parse::ocr {

// Text in the rectangle of a picture that one printed line fills.
struct LineFrame {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
};

struct Orientation {
  int quarter_turns = 0;  // clockwise, by which the picture has to be turned to stand upright
  std::string script;     // "Latin", "Devanagari", …; empty where unknown
};

struct DestroyEngine {
  void operator()(tesseract::TessBaseAPI* api) const;
};

class Engine {
 public:
  // `languages` as in "hin+eng", or "osd". Errors: unavailable ("ocr_models") where a model is missing or damaged.
  static Result<Engine> load(const std::string& folder, const std::string& languages);

  // Finds and reads all text of an upright picture. `dots_per_inch` as far as known, else 0.
  RecognizedText read_page(const Bitmap& picture, int dots_per_inch, std::chrono::milliseconds time);

  // Reads single lines without looking for text anywhere else.
  RecognizedText read_lines(const Bitmap& picture, int dots_per_inch, const std::vector<LineFrame>& frames);

  // Only for "osd". Zero turns and no script where the picture has too little text to tell.
  Orientation find_orientation(const Bitmap& picture, int dots_per_inch);

 private:
  explicit Engine(std::unique_ptr<tesseract::TessBaseAPI, DestroyEngine> api) : api_(std::move(api)) {}

  std::unique_ptr<tesseract::TessBaseAPI, DestroyEngine> api_;
};

// The engines of a process, by their language sets; the least recently used goes when there are too many.
class Engines {
 public:
  explicit Engines(std::string folder) : folder_(std::move(folder)) {}

  // Valid until the next call. Errors: those of Engine::load.
  Result<Engine*> get(const std::string& languages);

 private:
  std::string folder_;
  std::vector<std::pair<std::string, Engine>> loaded_;  // the most recently used last
};

}  // namespace edify::parse::ocr
