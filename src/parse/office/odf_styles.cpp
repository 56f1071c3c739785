#include "parse/office/odf_styles.h"

#include <algorithm>

namespace edify::parse {
namespace {

constexpr int longest_chain = 32;  // a style may descend from itself

OdfListStyle read_list(const pugi::xml_node& node) {
  OdfListStyle style;
  for (const pugi::xml_node& each : node.children()) {
    const std::int64_t level = number(each, "level") - 1;
    if (level < 0 || level >= static_cast<std::int64_t>(odf_list_levels)) continue;
    OdfListLevel& out = style[static_cast<std::size_t>(level)];
    out.is_number = is_named(each, "list-level-style-number");
    out.format = attribute(each, "num-format");
    out.prefix = attribute(each, "num-prefix");
    out.suffix = attribute(each, "num-suffix");
    out.start = number(each, "start-value", 1);
    out.display_levels = static_cast<int>(std::clamp<std::int64_t>(number(each, "display-levels", 1), 1, 10));
    out.shows = out.is_number ? !out.format.empty() : !attribute(each, "bullet-char").empty();
  }
  return style;
}

}  // namespace

OdfStyles::OdfStyles(const pugi::xml_document& content, const pugi::xml_document& styles) {
  for (const pugi::xml_document* tree : {&styles, &content}) {
    read(child(tree->document_element(), "styles"));
    read(child(tree->document_element(), "automatic-styles"));
  }
}

// Automatic styles of content.xml come last and win.
void OdfStyles::read(const pugi::xml_node& styles) {
  for (const pugi::xml_node& node : styles.children()) {
    const std::string name(attribute(node, "name"));
    if (is_named(node, "list-style")) lists_[name] = read_list(node);
    if (!is_named(node, "style")) continue;
    const std::string_view family = attribute(node, "family");
    if (family == "table") {
      styles_[name].hides_table = attribute(child(node, "table-properties"), "display") == "false";
    } else if (family == "paragraph" || family == "presentation" || family == "graphic") {
      styles_[name].parent = attribute(node, "parent-style-name");
      styles_[name].list = attribute(node, "list-style-name");
    }
  }
}

bool OdfStyles::derives(std::string_view style, std::string_view ancestor) const {
  for (int i = 0; i < longest_chain && !style.empty(); ++i) {
    if (style == ancestor) return true;
    const auto found = styles_.find(style);
    if (found == styles_.end()) return false;
    style = found->second.parent;
  }
  return false;
}

const OdfListStyle* OdfStyles::list(std::string_view name) const {
  const auto found = lists_.find(name);
  return found == lists_.end() ? nullptr : &found->second;
}

std::string_view OdfStyles::list_of(std::string_view style) const {
  for (int i = 0; i < longest_chain; ++i) {
    const auto found = styles_.find(style);
    if (found == styles_.end()) return {};
    if (!found->second.list.empty()) return found->second.list;
    style = found->second.parent;
  }
  return {};
}

bool OdfStyles::hides_table(std::string_view style) const {
  const auto found = styles_.find(style);
  return found != styles_.end() && found->second.hides_table;
}

}  // namespace edify::parse
