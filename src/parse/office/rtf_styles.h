// The style sheet of an RTF document, as far as it tells headings from text.
#pragma once

#include <map>
#include <string>

namespace edify::parse {

inline constexpr int rtf_no_outline_level = 9;  // \outlinelevel9 and none: body text

// Belongs to one reader.
class RtfStyles {
 public:
  // In the style sheet: the style whose definition begins (\sN), its \outlinelevelN, and its name, which ends it.
  void begin(int style) { defined_ = style; }
  void set_outline_level(int level) { styles_[defined_].outline_level = level; }
  // `name` as it stands in the sheet, with its ';'.
  void end(std::string name);

  // Of a paragraph in `style` with an outline level of its own, or rtf_no_outline_level. 0: no heading.
  int heading_level(int style, int outline_level) const;

 private:
  struct Style {
    std::string name;  // in small letters
    int outline_level = rtf_no_outline_level;
  };

  int defined_ = 0;
  std::map<int, Style> styles_;
};

}  // namespace edify::parse
