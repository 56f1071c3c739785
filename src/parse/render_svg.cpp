#include "parse/render_svg.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <string_view>
#include <vector>

#include "parse/markup/table.h"

namespace edify::parse {
namespace {

constexpr float gap = 20;  // points between pages
constexpr float smallest_margin = 12;

std::string_view colour_of(ElementType type) {
  switch (type) {
    case ElementType::title: return "#c0392b";
    case ElementType::narrative_text: return "#2874a6";
    case ElementType::list_item: return "#117a65";
    case ElementType::table: return "#7d3c98";
    case ElementType::image:
    case ElementType::figure_caption: return "#b9770e";
    case ElementType::formula:
    case ElementType::code_snippet: return "#884ea0";
    case ElementType::header:
    case ElementType::footer:
    case ElementType::page_number: return "#909497";
    case ElementType::uncategorized_text: break;
  }
  return "#515a5a";
}

struct Numbered {
  const Element* element = nullptr;
  std::size_t number = 0;  // in reading order, from 1
};

using Pages = std::map<std::uint32_t, std::vector<Numbered>>;

Pages by_page(const ParsedDocument& document) {
  Pages pages;
  std::size_t number = 0;
  for (const Element& element : document.elements) {
    if (element.page > 0) pages[element.page].push_back({&element, ++number});
  }
  return pages;
}

Box extent(const std::vector<Numbered>& elements) {
  Box box = elements.front().element->box;
  for (const Numbered& each : elements) box = unite(box, each.element->box);
  return box;
}

void draw_element(std::string& out, const Numbered& each) {
  const Element& element = *each.element;
  const std::string_view colour = colour_of(element.type);
  const Box& box = element.box;
  auto to = std::back_inserter(out);
  fmt::format_to(to,
                 R"(<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="{}" fill-opacity="0.12" )"
                 R"(stroke="{}"><title>{}</title></rect>)",
                 box.x0, box.y0, box.x1 - box.x0, box.y1 - box.y0, colour, colour, to_string(element.type));
  for (const Span& span : element.spans) {
    if (span.page != element.page || span.begin >= span.end) continue;
    const float height = span.box.y1 - span.box.y0;
    const auto text = std::string_view(element.text).substr(span.begin, span.end - span.begin);
    fmt::format_to(to, R"(<text x="{:.1f}" y="{:.1f}" font-size="{:.1f}" textLength="{:.1f}">{}</text>)", span.box.x0,
                   span.box.y1 - 0.2F * height, height, span.box.x1 - span.box.x0, escape_html(text));
  }
  fmt::format_to(to, R"(<text x="{:.1f}" y="{:.1f}" font-size="9" font-weight="bold" fill="{}">{}</text>)",
                 box.x0 - smallest_margin, box.y0 + 9, colour, each.number);
  out += '\n';
}

}  // namespace

std::string render_svg(const ParsedDocument& document) {
  std::string body;
  float width = 0;
  float top = 0;
  for (const auto& [number, elements] : by_page(document)) {
    const Box box = extent(elements);
    const float page_width = box.x1 + std::max(smallest_margin, box.x0);
    const float page_height = box.y1 + std::max(smallest_margin, box.y0);
    fmt::format_to(std::back_inserter(body),
                   R"svg(<g transform="translate(0 {:.1f})"><rect width="{:.1f}" height="{:.1f}" fill="white" )svg"
                   R"(stroke="#bbbbbb"><title>page {}</title></rect>)"
                   "\n",
                   top, page_width, page_height, number);
    for (const Numbered& each : elements) draw_element(body, each);
    body += "</g>\n";
    width = std::max(width, page_width);
    top += page_height + gap;
  }
  return fmt::format(
      R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {:.1f} {:.1f}" font-family="sans-serif" fill="#222222">)"
      "\n{}</svg>\n",
      width, std::max(0.0F, top - gap), body);
}

}  // namespace edify::parse
