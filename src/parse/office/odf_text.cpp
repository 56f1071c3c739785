#include "parse/office/odf_text.h"

#include <algorithm>

namespace edify::parse {
namespace {

void append(const pugi::xml_node& node, OdfText& out) {
  if (node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata) {
    out.text += node.value();
    return;
  }
  const std::string_view name = local_name(node);
  if (name == "s" || name == "tab") {
    out.text += ' ';
  } else if (name == "line-break") {
    out.text += '\n';
  } else if (name == "note") {
    out.notes.push_back(child(node, "note-body"));
  } else if (is_odf_shape(node)) {
    out.frames.push_back(node);
  } else if (name != "annotation" && name != "ruby-text" && name != "tracked-changes") {
    for (const pugi::xml_node& each : node.children()) append(each, out);
  }
}

}  // namespace

OdfText read_odf_text(const pugi::xml_node& paragraph) {
  OdfText out;
  for (const pugi::xml_node& each : paragraph.children()) append(each, out);
  return out;
}

bool is_odf_shape(const pugi::xml_node& node) {
  constexpr std::string_view names[] = {"frame",   "custom-shape", "rect", "ellipse", "circle",   "g",
                                        "polygon", "path",         "line", "caption", "connector"};
  return std::ranges::find(names, local_name(node)) != std::end(names);
}

}  // namespace edify::parse
