#include "parse/office/odf_blocks.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "parse/markup/text_normalizer.h"
#include "parse/office/element_list.h"
#include "parse/office/numerals.h"
#include "parse/office/odf_text.h"

namespace edify::parse {
namespace {

constexpr std::size_t max_table_cells = 200'000;  // repeated ones count

std::size_t count_of(const pugi::xml_node& node, std::string_view name, std::size_t most) {
  return static_cast<std::size_t>(std::clamp<std::int64_t>(number(node, name, 1), 1, static_cast<std::int64_t>(most)));
}

}  // namespace

Result<void> OdfBlocks::add_children(const pugi::xml_node& parent, ElementType type) {
  for (const pugi::xml_node& node : parent.children()) EDIFY_CHECK(add_block(node, type));
  return {};
}

Result<void> OdfBlocks::add_block(const pugi::xml_node& node, ElementType type) {
  const std::string_view name = local_name(node);
  if (name == "p" || name == "h") return add_paragraph(node, type, {}, 0);
  if (name == "list") return add_list(node, 0, type);
  if (name == "table") return add_table(node);
  if (is_odf_shape(node)) return add_shape(node, type);
  const bool holds_blocks = name == "section" || name == "index-body" || name == "index-title" ||
                            name.ends_with("-index") || name == "table-of-content" || name == "bibliography" ||
                            name == "text-box";
  return holds_blocks ? add_children(node, type) : Result<void>();
}

int OdfBlocks::heading_level(const pugi::xml_node& node) const {
  const std::string_view style = attribute(node, "style-name");
  if (styles_.derives(style, "Title")) return 1;
  if (styles_.derives(style, "Subtitle")) return 2;
  if (!is_named(node, "h")) return 0;
  return static_cast<int>(std::clamp<std::int64_t>(number(node, "outline-level", 1), 1, 10)) + (has_title_ ? 1 : 0);
}

Result<void> OdfBlocks::add_paragraph(const pugi::xml_node& node, ElementType type, std::string_view label, int depth) {
  const OdfText content = read_odf_text(node);
  std::string text = normalize_inline(content.text);
  if (!text.empty()) {
    if (!label.empty()) text = fmt::format("{} {}", label, text);
    if (const int level = heading_level(node); level > 0 && type == ElementType::narrative_text) {
      add_element(elements_, ElementType::title, text, level);
    } else if (depth > 0 && type == ElementType::narrative_text) {
      add_element(elements_, ElementType::list_item, text, depth);
    } else {
      const bool is_caption = styles_.derives(attribute(node, "style-name"), "Caption");
      add_element(elements_, is_caption ? ElementType::figure_caption : type, text, type == ElementType::title ? 1 : 0);
    }
  }
  for (const pugi::xml_node& frame : content.frames) EDIFY_CHECK(add_shape(frame));
  for (const pugi::xml_node& note : content.notes) EDIFY_CHECK(add_children(note));
  return {};
}

void OdfBlocks::open_list(const pugi::xml_node& list, std::size_t depth) {
  const std::string_view name = attribute(list, "style-name");
  if (depth > 0) {
    if (!name.empty()) list_.style = styles_.list(name);
    list_.counters[depth].reset();
    return;
  }
  std::string style(name);
  if (style.empty()) {
    const pugi::xml_node paragraph = find_descendant(list, "p");
    style = styles_.list_of(attribute(paragraph, "style-name"));
  }
  const bool goes_on = attribute(list, "continue-numbering") == "true" || !attribute(list, "continue-list").empty();
  if (!goes_on || list_.style_name != style) list_.counters.fill(std::nullopt);
  list_.style_name = style;
  list_.style = styles_.list(style);
}

std::optional<std::string> OdfBlocks::next_label(const pugi::xml_node& item, std::size_t depth) {
  if (list_.style == nullptr) return "";
  const OdfListLevel& level = (*list_.style)[depth];
  auto& counter = list_.counters[depth];
  counter = counter ? *counter + 1 : level.start;
  counter = number(item, "start-value", *counter);
  if (!level.shows) return std::nullopt;
  if (!level.is_number) return "";
  std::string label;
  const std::size_t first =
      depth + 1 - std::min<std::size_t>(depth + 1, static_cast<std::size_t>(level.display_levels));
  for (std::size_t i = first; i <= depth; ++i) {
    if (!label.empty()) label += '.';
    label += format_numeral(list_.counters[i].value_or(1), (*list_.style)[i].format);
  }
  return level.prefix + label + level.suffix;
}

Result<void> OdfBlocks::add_list(const pugi::xml_node& list, std::size_t depth, ElementType type) {
  depth = std::min(depth, odf_list_levels - 1);
  const ListState outer = list_;
  open_list(list, depth);
  for (const pugi::xml_node& item : list.children()) {
    if (!is_named(item, "list-item") && !is_named(item, "list-header")) continue;
    bool is_first = is_named(item, "list-item");
    for (const pugi::xml_node& node : item.children()) {
      if (is_named(node, "list")) {
        EDIFY_CHECK(add_list(node, depth + 1, type));
      } else if ((is_named(node, "p") || is_named(node, "h")) && std::exchange(is_first, false)) {
        const std::optional<std::string> label = next_label(item, depth);
        EDIFY_CHECK(add_paragraph(node, type, label.value_or(""), label ? static_cast<int>(depth) + 1 : 0));
      } else {
        EDIFY_CHECK(add_block(node, type));
      }
    }
  }
  if (depth > 0) {
    list_.style = outer.style;
  }
  return {};
}

Result<void> OdfBlocks::add_shape(const pugi::xml_node& shape, ElementType type) {
  if (is_named(shape, "g")) {
    for (const pugi::xml_node& each : shape.children()) {
      if (is_odf_shape(each)) EDIFY_CHECK(add_shape(each, type));
    }
    return {};
  }
  if (const auto object = child(shape, "object")) return add_object(object);
  if (const auto table = child(shape, "table")) return add_table(table);
  if (child(shape, "image")) {
    std::string description = text_below(child(shape, "desc"));
    if (description.empty()) description = text_below(child(shape, "title"));
    add_element(elements_, ElementType::image, description);
    return {};
  }
  const pugi::xml_node box = child(shape, "text-box");
  return add_children(box ? box : shape, type);
}

Result<void> OdfBlocks::add_object(const pugi::xml_node& object) {
  const std::string part = resolve_part("", attribute(object, "href"));
  EDIFY_TRY(const XmlTree tree, package_.optional_xml(part + "/content.xml"));
  const pugi::xml_node root = tree->document_element();
  if (!is_named(root, "math")) return {};
  const pugi::xml_node source = find_descendant(root, "annotation");
  add_element(elements_, ElementType::formula, text_below(source ? source : root));
  return {};
}

Result<void> OdfBlocks::add_table(const pugi::xml_node& table) {
  Element element = to_element(read_table(table));
  if (!element.text.empty()) elements_.push_back(std::move(element));
  return {};
}

Table OdfBlocks::read_table(const pugi::xml_node& table) {
  Table result;
  add_rows(table, false, result);
  // Writers pad tables with repeated empty rows.
  const auto is_empty = [](const std::vector<TableCell>& row) {
    return std::ranges::all_of(row, [](const TableCell& cell) { return cell.text.empty() && cell.row_span == 1; });
  };
  while (!result.rows.empty() && result.rows.back().size() > 1 && is_empty(result.rows.back()) &&
         result.rows.size() > 1000) {
    result.rows.pop_back();
  }
  return result;
}

void OdfBlocks::add_rows(const pugi::xml_node& parent, bool is_header, Table& table) {
  for (const pugi::xml_node& node : parent.children()) {
    const std::string_view name = local_name(node);
    if (name == "table-header-rows") add_rows(node, true, table);
    if (name == "table-rows" || name == "table-row-group") add_rows(node, is_header, table);
    if (name != "table-row") continue;
    std::vector<TableCell> row;
    for (const pugi::xml_node& cell : node.children()) {
      if (!is_named(cell, "table-cell")) continue;
      TableCell out;
      append_cell_text(cell, 0, out.text);
      out.text = normalize_inline(out.text);
      out.row_span = static_cast<std::uint16_t>(count_of(cell, "number-rows-spanned", 65'535));
      out.column_span = static_cast<std::uint16_t>(count_of(cell, "number-columns-spanned", 1000));
      out.is_header = is_header;
      row.insert(row.end(), count_of(cell, "number-columns-repeated", 1000), out);
    }
    const std::size_t repeats = count_of(node, "number-rows-repeated", 1000);
    for (std::size_t i = 0; i < repeats && table.rows.size() * (row.size() + 1) < max_table_cells; ++i) {
      table.rows.push_back(row);
    }
  }
}

void OdfBlocks::append_cell_text(const pugi::xml_node& node, std::size_t list_depth, std::string& text) {
  for (const pugi::xml_node& each : node.children()) {
    const std::string_view name = local_name(each);
    if (name == "p" || name == "h") {
      const OdfText content = read_odf_text(each);
      text += content.text + "\n";
      for (const pugi::xml_node& frame : content.frames) append_cell_text(frame, 0, text);
    } else if (name == "list") {
      const std::size_t depth = std::min(list_depth, odf_list_levels - 1);
      const ListState outer = list_;
      open_list(each, depth);
      for (const pugi::xml_node& item : each.children()) {
        const bool is_item = is_named(item, "list-item") && child(item, "p");
        const std::optional<std::string> label = is_item ? next_label(item, depth) : std::nullopt;
        if (label) text += (label->empty() ? "-" : *label) + " ";
        append_cell_text(item, depth + 1, text);
      }
      if (depth > 0) list_.style = outer.style;
    } else if (name != "annotation" && name != "desc" && name != "title") {
      append_cell_text(each, list_depth, text);
    }
  }
}

}  // namespace edify::parse
