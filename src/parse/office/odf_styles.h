// Styles of an OpenDocument file that say what a paragraph is and how lists count (ODF 1.3 part 3, 16). Immutable.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "parse/office/xml.h"

namespace edify::parse {

struct OdfListLevel {
  bool is_number = false;
  bool shows = false;  // has a bullet or a number format
  std::string format;  // "1", "a", "I"
  std::string prefix, suffix;
  std::int64_t start = 1;
  int display_levels = 1;  // "1.2" shows 2
};

constexpr std::size_t odf_list_levels = 10;
using OdfListStyle = std::array<OdfListLevel, odf_list_levels>;

class OdfStyles {
 public:
  // Trees of content.xml and styles.xml.
  OdfStyles(const pugi::xml_document& content, const pugi::xml_document& styles);

  // Whether the paragraph style is `ancestor` or made from it; names as stored ("Heading_20_1").
  bool derives(std::string_view style, std::string_view ancestor) const;
  // nullptr where there is no such list style.
  const OdfListStyle* list(std::string_view name) const;
  // The list style that a paragraph style (or its parents) names; empty where there is none.
  std::string_view list_of(std::string_view style) const;
  // Whether a table style hides its sheet.
  bool hides_table(std::string_view style) const;

 private:
  struct Style {
    std::string parent;
    std::string list;
    bool hides_table = false;
  };
  void read(const pugi::xml_node& styles);

  std::map<std::string, Style, std::less<>> styles_;
  std::map<std::string, OdfListStyle, std::less<>> lists_;
};

}  // namespace edify::parse
