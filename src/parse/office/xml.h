// XML of office formats as a tree, asked by local names: prefixes differ between writers, and strict and transitional
// OOXML differ in their namespaces only. Pure functions; a tree belongs to one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "base/error.h"
#include "parse/limits.h"

namespace edify::parse {

using XmlTree = std::unique_ptr<pugi::xml_document>;

// White space is kept, entities that the document itself declares are not expanded. A tree costs up to some twenty
// times its text, so its size is foreseen and held against a limit before it is built.
// Errors: unreadable ("malformed"); over_limit ("nesting"; "entry_bytes": more than 192 MiB as a tree). `what` names
// the part in the message.
Result<XmlTree> parse_xml(std::string bytes, const Limits& limits, std::string_view what);

// "p" of "w:p".
std::string_view local_name(const pugi::xml_node& node);
bool is_named(const pugi::xml_node& node, std::string_view local);

// The first child of this local name, or a null node, of which every question has an empty answer.
pugi::xml_node child(const pugi::xml_node& node, std::string_view local);
// child(child(node, first), second) and so on.
pugi::xml_node descend(pugi::xml_node node, std::initializer_list<std::string_view> locals);
// The first descendant of this local name in document order, `root` excluded.
pugi::xml_node find_descendant(const pugi::xml_node& root, std::string_view local);
// Every descendant of this local name in document order; none is looked for inside of one that was found.
void for_each_descendant(const pugi::xml_node& root, std::string_view local,
                         const std::function<void(const pugi::xml_node&)>& visit);

// The value of the attribute of this local name; empty where it is missing.
std::string_view attribute(const pugi::xml_node& node, std::string_view local);
// The value of r:id, r:embed, …: an element may have an `id` of its own beside it. Empty where it is missing.
std::string_view relationship_id(const pugi::xml_node& node, std::string_view local = "id");
// The attribute as a number; `missing` where it is none or out of range.
std::int64_t number(const pugi::xml_node& node, std::string_view local, std::int64_t missing = 0);
std::int64_t to_number(std::string_view text, std::int64_t missing = 0);

// All character data below, joined.
std::string text_below(const pugi::xml_node& node);

}  // namespace edify::parse
