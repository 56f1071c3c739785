// Paragraph styles of a Word document, with what they inherit (ECMA-376-1, 17.7). Immutable once built.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "parse/office/xml.h"

namespace edify::parse {

enum class ParagraphRole : std::uint8_t { body, title, subtitle, caption };

struct ParagraphStyle {
  std::string name;                  // "heading 1"; of the style itself or the nearest that it is based on
  std::optional<int> outline_level;  // 0 … 8 for headings
  std::optional<std::string> num_id;
  std::optional<int> list_level;
  std::string list_style;  // the style in the chain that brought num_id: lists link their levels to it
  ParagraphRole role = ParagraphRole::body;
};

class WordStyles {
 public:
  explicit WordStyles(const pugi::xml_document& styles);

  // An empty id is the default style; an unknown one has no properties.
  const ParagraphStyle& find(std::string_view id) const;

 private:
  std::map<std::string, ParagraphStyle, std::less<>> styles_;
  ParagraphStyle none_;
  std::string default_id_;
};

}  // namespace edify::parse
