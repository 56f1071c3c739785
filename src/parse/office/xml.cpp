#include "parse/office/xml.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <new>

namespace edify::parse {
namespace {

constexpr std::uint64_t max_tree_bytes = 192ULL << 20;

// pugixml has 64 bytes a node (an element, a text between two tags) and 40 an attribute.
std::uint64_t foreseen_tree_bytes(std::string_view bytes) {
  std::uint64_t total = bytes.size();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char next = i + 1 < bytes.size() ? bytes[i + 1] : '<';
    if (bytes[i] == '<' && next != '/') total += 64;
    if (bytes[i] == '>' && next != '<') total += 64;
    if (bytes[i] == '=') total += 40;
  }
  return total;
}

pugi::xml_node next_in_order(const pugi::xml_node& root, pugi::xml_node node, bool enter) {
  if (enter && node.first_child()) return node.first_child();
  while (node && node != root) {
    if (node.next_sibling()) return node.next_sibling();
    node = node.parent();
  }
  return {};
}

bool is_deeper_than(const pugi::xml_document& tree, std::uint32_t limit) {
  std::uint32_t depth = 0;
  for (pugi::xml_node node = tree.first_child(); node;) {
    if (node.first_child()) {
      if (++depth > limit) return true;
      node = node.first_child();
      continue;
    }
    while (node && !node.next_sibling()) {
      node = node.parent();
      if (depth > 0) --depth;
    }
    node = node.next_sibling();
  }
  return false;
}

}  // namespace

Result<XmlTree> parse_xml(std::string bytes, const Limits& limits, std::string_view what) {
  if (foreseen_tree_bytes(bytes) > max_tree_bytes) {
    return fail(ErrorCode::over_limit, fmt::format("the part {} is too large to be read; split the document", what),
                "entry_bytes");
  }
  auto tree = std::make_unique<pugi::xml_document>();
  constexpr unsigned options = pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol | pugi::parse_ws_pcdata;
  const pugi::xml_parse_result result = tree->load_buffer(bytes.data(), bytes.size(), options);
  if (result.status == pugi::status_out_of_memory) throw std::bad_alloc();
  if (!result) {
    return fail(ErrorCode::unreadable,
                fmt::format("the part {} is damaged at byte {}: {}", what, result.offset, result.description()),
                "malformed");
  }
  if (is_deeper_than(*tree, limits.nesting)) {
    return fail(ErrorCode::over_limit, fmt::format("the part {} nests deeper than {} levels", what, limits.nesting),
                "nesting");
  }
  return tree;
}

std::string_view local_name(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  return name.substr(name.find(':') + 1);  // npos + 1 is 0
}

bool is_named(const pugi::xml_node& node, std::string_view local) { return local_name(node) == local; }

pugi::xml_node child(const pugi::xml_node& node, std::string_view local) {
  for (const pugi::xml_node& each : node.children()) {
    if (is_named(each, local)) return each;
  }
  return {};
}

pugi::xml_node descend(pugi::xml_node node, std::initializer_list<std::string_view> locals) {
  for (const std::string_view local : locals) node = child(node, local);
  return node;
}

pugi::xml_node find_descendant(const pugi::xml_node& root, std::string_view local) {
  for (pugi::xml_node node = next_in_order(root, root, true); node; node = next_in_order(root, node, true)) {
    if (is_named(node, local)) return node;
  }
  return {};
}

void for_each_descendant(const pugi::xml_node& root, std::string_view local,
                         const std::function<void(const pugi::xml_node&)>& visit) {
  for (pugi::xml_node node = next_in_order(root, root, true); node;) {
    const bool found = is_named(node, local);
    if (found) visit(node);
    node = next_in_order(root, node, !found);
  }
}

std::string_view attribute(const pugi::xml_node& node, std::string_view local) {
  for (const pugi::xml_attribute& each : node.attributes()) {
    const std::string_view name = each.name();
    if (name.substr(name.find(':') + 1) == local) return each.value();
  }
  return {};
}

std::string_view relationship_id(const pugi::xml_node& node, std::string_view local) {
  for (const pugi::xml_attribute& each : node.attributes()) {
    const std::string_view name = each.name();
    const std::size_t colon = name.find(':');
    if (colon != std::string_view::npos && name.substr(colon + 1) == local) return each.value();
  }
  return {};
}

std::int64_t to_number(std::string_view text, std::int64_t missing) {
  std::int64_t value = missing;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() ? value : missing;
}

std::int64_t number(const pugi::xml_node& node, std::string_view local, std::int64_t missing) {
  return to_number(attribute(node, local), missing);
}

std::string text_below(const pugi::xml_node& node) {
  std::string text;
  for (pugi::xml_node each = next_in_order(node, node, true); each; each = next_in_order(node, each, true)) {
    text += each.value();
  }
  return text;
}

}  // namespace edify::parse
