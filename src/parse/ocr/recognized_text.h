// What the OCR engine read off a picture. Plain values, in the picture's pixels, origin top left, y downwards.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/element.h"

namespace edify::parse::ocr {

struct RecognizedWord {
  std::string text;  // UTF-8, logical order, not empty
  Box box;
  float confidence = 0;  // 0 … 1
};

struct RecognizedLine {
  std::vector<RecognizedWord> words;  // in reading order, not empty
  float baseline = 0;                 // y in the line's middle
  float height = 0;                   // from ascenders to descenders
};

struct RecognizedText {
  std::vector<RecognizedLine> lines;  // in the engine's reading order
  float confidence = 0;               // mean over characters, 0 … 1; 0 without text
  std::uint32_t characters = 0;       // code points
  bool timed_out = false;             // the rest was left unread
};

// Sets `confidence` and `characters` from `lines`.
void measure(RecognizedText& text);

// All words, a space between them.
std::string plain_text(const RecognizedText& text);

}  // namespace edify::parse::ocr
