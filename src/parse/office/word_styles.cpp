#include "parse/office/word_styles.h"

#include <algorithm>
#include <vector>

namespace edify::parse {
namespace {

std::string to_lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

// Built-in styles keep their English names in every language of Word; converters write "Heading1" and the like.
std::optional<int> heading_level(std::string_view name) {
  if (!name.starts_with("heading")) return std::nullopt;
  name.remove_prefix(7);
  if (name.starts_with(' ')) name.remove_prefix(1);
  if (name.size() != 1 || name[0] < '1' || name[0] > '9') return std::nullopt;
  return name[0] - '1';
}

ParagraphRole role_of(std::string_view name) {
  if (name == "title") return ParagraphRole::title;
  if (name == "subtitle") return ParagraphRole::subtitle;
  if (name == "caption") return ParagraphRole::caption;
  return ParagraphRole::body;
}

// What `node` says itself; what it does not say stays as `style` has it from its base.
void apply(const pugi::xml_node& node, ParagraphStyle& style) {
  const std::string name = to_lower(attribute(child(node, "name"), "val"));
  if (!name.empty()) style.name = name;
  const pugi::xml_node properties = child(node, "pPr");
  if (const auto level = heading_level(name)) style.outline_level = level;
  if (const auto role = role_of(name); role != ParagraphRole::body) style.role = role;
  if (const auto outline = child(properties, "outlineLvl")) {
    const std::int64_t level = number(outline, "val", 9);
    style.outline_level = level >= 0 && level < 9 ? std::optional(static_cast<int>(level)) : std::nullopt;
  }
  const pugi::xml_node list = child(properties, "numPr");
  if (const auto id = child(list, "numId")) {
    style.num_id = attribute(id, "val");
    style.list_style = attribute(node, "styleId");
  }
  if (const auto level = child(list, "ilvl")) style.list_level = static_cast<int>(number(level, "val"));
}

}  // namespace

WordStyles::WordStyles(const pugi::xml_document& styles) {
  std::map<std::string, pugi::xml_node, std::less<>> nodes;
  for (const pugi::xml_node& node : child(styles, "styles").children()) {
    if (!is_named(node, "style") || attribute(node, "type") != "paragraph") continue;
    const std::string id(attribute(node, "styleId"));
    nodes.emplace(id, node);
    const std::string_view is_default = attribute(node, "default");
    if (is_default == "1" || is_default == "true") default_id_ = id;
  }
  constexpr std::size_t longest_chain = 32;  // a style may be based on itself through others
  for (const auto& [id, node] : nodes) {
    std::vector<pugi::xml_node> chain;
    for (auto at = nodes.find(id); at != nodes.end() && chain.size() < longest_chain;) {
      chain.push_back(at->second);
      at = nodes.find(attribute(child(at->second, "basedOn"), "val"));
    }
    ParagraphStyle& style = styles_[id];
    for (auto each = chain.rbegin(); each != chain.rend(); ++each) apply(*each, style);
  }
}

const ParagraphStyle& WordStyles::find(std::string_view id) const {
  const auto found = styles_.find(id.empty() ? std::string_view(default_id_) : id);
  return found == styles_.end() ? none_ : found->second;
}

}  // namespace edify::parse
