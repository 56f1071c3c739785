// How pages are read from their pictures. Plain values, each a setting (`ocr.*`, docs/configuration.md).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace edify::parse {

struct OcrOptions {
  std::string models = "/usr/share/tesseract-ocr/5/tessdata";  // where language models lie; Debian's folder
  std::vector<std::string> languages;     // those that may be used: "eng", "hin", …; empty: all that are installed
  std::uint32_t max_dots_per_inch = 300;  // of a page that is drawn: what the engine was trained at; at least 100

  bool operator==(const OcrOptions&) const = default;
};

}  // namespace edify::parse
