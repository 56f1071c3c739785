#include "parse/markup/html_dom.h"

#include <algorithm>
#include <string>

namespace edify::parse {
namespace {

bool has_role(const GumboNode& node, std::initializer_list<std::string_view> roles) {
  const std::string_view role = attribute(node, "role");
  return !role.empty() && std::ranges::find(roles, role) != roles.end();
}

bool is_hidden(const GumboNode& node) {
  // html_filter.cpp has marked what else hides.
  return has_attribute(node, "hidden") || attribute(node, "aria-hidden") == "true";
}

}  // namespace

std::span<GumboNode* const> children(const GumboNode& node) {
  const GumboVector* vector = nullptr;
  if (node.type == GUMBO_NODE_ELEMENT || node.type == GUMBO_NODE_TEMPLATE) vector = &node.v.element.children;
  if (node.type == GUMBO_NODE_DOCUMENT) vector = &node.v.document.children;
  if (vector == nullptr) return {};
  return {reinterpret_cast<GumboNode* const*>(vector->data), vector->length};
}

GumboTag tag_of(const GumboNode& node) {
  return node.type == GUMBO_NODE_ELEMENT ? node.v.element.tag : GUMBO_TAG_UNKNOWN;
}

bool has_tag(const GumboNode& node, std::initializer_list<GumboTag> tags) {
  return node.type == GUMBO_NODE_ELEMENT && std::ranges::find(tags, node.v.element.tag) != tags.end();
}

std::string_view attribute(const GumboNode& node, const char* name) {
  if (node.type != GUMBO_NODE_ELEMENT) return {};
  const GumboAttribute* found = gumbo_get_attribute(&node.v.element.attributes, name);
  return found == nullptr ? std::string_view() : std::string_view(found->value);
}

bool has_attribute(const GumboNode& node, const char* name) {
  return node.type == GUMBO_NODE_ELEMENT && gumbo_get_attribute(&node.v.element.attributes, name) != nullptr;
}

const GumboNode* find_first(const GumboNode& root, const std::function<bool(const GumboNode&)>& fits) {
  if (fits(root)) return &root;
  for (const GumboNode* child : children(root)) {
    if (const GumboNode* found = find_first(*child, fits)) return found;
  }
  return nullptr;
}

bool is_never_content(const GumboNode& node) {
  if (node.type == GUMBO_NODE_COMMENT || node.type == GUMBO_NODE_TEMPLATE) return true;
  if (has_tag(node, {GUMBO_TAG_HEAD,   GUMBO_TAG_SCRIPT,   GUMBO_TAG_STYLE,  GUMBO_TAG_NOSCRIPT, GUMBO_TAG_IFRAME,
                     GUMBO_TAG_OBJECT, GUMBO_TAG_EMBED,    GUMBO_TAG_CANVAS, GUMBO_TAG_SVG,      GUMBO_TAG_AUDIO,
                     GUMBO_TAG_VIDEO,  GUMBO_TAG_BUTTON,   GUMBO_TAG_INPUT,  GUMBO_TAG_SELECT,   GUMBO_TAG_TEXTAREA,
                     GUMBO_TAG_MAP,    GUMBO_TAG_DATALIST, GUMBO_TAG_APPLET, GUMBO_TAG_NOFRAMES, GUMBO_TAG_NOEMBED,
                     GUMBO_TAG_LABEL})) {
    return true;
  }
  return is_hidden(node);
}

bool is_page_noise(const GumboNode& node) {
  return has_tag(node, {GUMBO_TAG_NAV, GUMBO_TAG_ASIDE, GUMBO_TAG_FOOTER, GUMBO_TAG_MENU}) ||
         has_role(node, {"navigation", "complementary", "contentinfo", "search", "menu", "menubar", "dialog"});
}

bool is_heading(const GumboNode& node) {
  return has_tag(node, {GUMBO_TAG_H1, GUMBO_TAG_H2, GUMBO_TAG_H3, GUMBO_TAG_H4, GUMBO_TAG_H5, GUMBO_TAG_H6});
}

bool is_block(const GumboNode& node) {
  return has_tag(node,
                 {GUMBO_TAG_ADDRESS, GUMBO_TAG_ARTICLE, GUMBO_TAG_ASIDE,    GUMBO_TAG_BLOCKQUOTE, GUMBO_TAG_BODY,
                  GUMBO_TAG_CAPTION, GUMBO_TAG_CENTER,  GUMBO_TAG_DD,       GUMBO_TAG_DETAILS,    GUMBO_TAG_DIV,
                  GUMBO_TAG_DL,      GUMBO_TAG_DT,      GUMBO_TAG_FIELDSET, GUMBO_TAG_FIGCAPTION, GUMBO_TAG_FIGURE,
                  GUMBO_TAG_FOOTER,  GUMBO_TAG_FORM,    GUMBO_TAG_HEADER,   GUMBO_TAG_HGROUP,     GUMBO_TAG_HR,
                  GUMBO_TAG_LEGEND,  GUMBO_TAG_LI,      GUMBO_TAG_MAIN,     GUMBO_TAG_NAV,        GUMBO_TAG_OL,
                  GUMBO_TAG_OPTION,  GUMBO_TAG_P,       GUMBO_TAG_PRE,      GUMBO_TAG_SECTION,    GUMBO_TAG_SUMMARY,
                  GUMBO_TAG_TABLE,   GUMBO_TAG_TBODY,   GUMBO_TAG_TD,       GUMBO_TAG_TFOOT,      GUMBO_TAG_TH,
                  GUMBO_TAG_THEAD,   GUMBO_TAG_TR,      GUMBO_TAG_UL});
}

}  // namespace edify::parse
