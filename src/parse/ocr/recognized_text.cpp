#include "parse/ocr/recognized_text.h"

#include <algorithm>

namespace edify::parse::ocr {
namespace {

std::uint32_t count_code_points(const std::string& text) {
  return static_cast<std::uint32_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

void measure(RecognizedText& text) {
  double sum = 0;
  text.characters = 0;
  for (const RecognizedLine& line : text.lines) {
    for (const RecognizedWord& word : line.words) {
      const std::uint32_t characters = count_code_points(word.text);
      text.characters += characters;
      sum += static_cast<double>(word.confidence) * characters;
    }
  }
  text.confidence = text.characters > 0 ? static_cast<float>(sum / text.characters) : 0;
}

std::string plain_text(const RecognizedText& text) {
  std::string plain;
  for (const RecognizedLine& line : text.lines) {
    for (const RecognizedWord& word : line.words) plain += word.text + ' ';
  }
  return plain;
}

}  // namespace edify::parse::ocr
