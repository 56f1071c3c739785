#include "model/element.h"

#include <algorithm>
#include <array>
#include <utility>

namespace edify {
namespace {

constexpr std::array<std::pair<ElementType, std::string_view>, 12> type_names = {{
    {ElementType::title, "Title"},
    {ElementType::narrative_text, "NarrativeText"},
    {ElementType::list_item, "ListItem"},
    {ElementType::table, "Table"},
    {ElementType::image, "Image"},
    {ElementType::figure_caption, "FigureCaption"},
    {ElementType::formula, "Formula"},
    {ElementType::header, "Header"},
    {ElementType::footer, "Footer"},
    {ElementType::page_number, "PageNumber"},
    {ElementType::code_snippet, "CodeSnippet"},
    {ElementType::uncategorized_text, "UncategorizedText"},
}};

constexpr std::array<std::string_view, 9> ocr_reason_names = {
    "",        "asked_for", "no_text", "picture_of_page", "unmapped_glyphs", "legacy_font", "implausible_text",
    "picture", "broken",
};

}  // namespace

std::string_view to_string(OcrReason reason) { return ocr_reason_names[static_cast<std::size_t>(reason)]; }

std::string_view to_string(ElementType type) { return type_names[static_cast<std::size_t>(type)].second; }

std::optional<ElementType> element_type_from_string(std::string_view text) {
  const auto* const found = std::ranges::find(type_names, text, &std::pair<ElementType, std::string_view>::second);
  if (found == type_names.end()) return std::nullopt;
  return found->first;
}

bool is_page_furniture(ElementType type) {
  return type == ElementType::header || type == ElementType::footer || type == ElementType::page_number;
}

Box unite(const Box& a, const Box& b) {
  return {std::min(a.x0, b.x0), std::min(a.y0, b.y0), std::max(a.x1, b.x1), std::max(a.y1, b.y1)};
}

}  // namespace edify
