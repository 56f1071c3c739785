// Questions about gumbo's nodes. Pure functions.
#pragma once

#include <gumbo.h>

#include <functional>
#include <initializer_list>
#include <span>
#include <string_view>

namespace edify::parse {

// Empty for text, comments and the like.
std::span<GumboNode* const> children(const GumboNode& node);

// GUMBO_TAG_UNKNOWN for what is no element.
GumboTag tag_of(const GumboNode& node);
bool has_tag(const GumboNode& node, std::initializer_list<GumboTag> tags);

// The attribute's value; empty where it is missing.
std::string_view attribute(const GumboNode& node, const char* name);
bool has_attribute(const GumboNode& node, const char* name);

// The first node in document order that fits, `root` itself included; nullptr where none does.
const GumboNode* find_first(const GumboNode& root, const std::function<bool(const GumboNode&)>& fits);

// Not for any reader: scripts, controls, embedded things, hidden parts.
bool is_never_content(const GumboNode& node);
// Around the content: navigation, asides, footers. Page headers are a case of their own.
bool is_page_noise(const GumboNode& node);
bool is_heading(const GumboNode& node);
// Starts and ends a paragraph.
bool is_block(const GumboNode& node);

}  // namespace edify::parse
