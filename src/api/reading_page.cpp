#include "api/reading_page.h"

#include <algorithm>
#include <vector>

namespace edify::api {
namespace {

constexpr std::string_view style =
    ":root{color-scheme:light dark}"
    "body{font:1rem/1.6 system-ui,sans-serif;max-width:44rem;margin:0 auto;padding:1rem;overflow-wrap:anywhere}"
    "pre{white-space:pre-wrap;font-size:.9rem}mark{background:#ffe68a;color:#1a1a1a}"
    "h1{font-size:1.4rem}h2{font-size:1.2rem}h3,h4,h5,h6{font-size:1rem}"
    ".page{color:#767676;font-size:.8rem}";

void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      case '\0': break;
      default: out += c;
    }
  }
}

void append_element(std::string& out, std::string_view name, std::string_view text, bool is_marked) {
  out.append("<").append(name).append(">");
  if (is_marked) out += "<mark>";
  append_escaped(out, text);
  if (is_marked) out += "</mark>";
  out.append("</").append(name).append(">\n");
}

// Only the titles that the chunk before did not stand under. `h1` is the document's own.
void append_headings(std::string& out, const Chunk& chunk, const std::vector<std::string>& before) {
  constexpr std::size_t deepest = 6;
  const auto& path = chunk.heading_path;
  const auto differs = std::ranges::mismatch(path, before).in1 - path.begin();
  for (auto i = static_cast<std::size_t>(differs); i < path.size(); ++i) {
    append_element(out, "h" + std::to_string(std::min(i + 2, deepest)), path[i], false);
  }
}

bool keeps_its_lines(const Chunk& chunk) {
  const auto is = [](ElementType type) {
    return type == ElementType::table || type == ElementType::code_snippet || type == ElementType::formula;
  };
  return std::ranges::any_of(chunk.element_types, is);
}

void append_lines(std::string& out, std::string_view text, std::string_view element, bool is_marked) {
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    if (line.find_first_not_of(" \t\r") != std::string_view::npos) append_element(out, element, line, is_marked);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void append_text(std::string& out, const Chunk& chunk, std::string_view text, bool is_marked) {
  if (text.empty()) return;
  if (keeps_its_lines(chunk)) return append_element(out, "pre", text, is_marked);
  const bool is_list = chunk.element_types.size() == 1 && chunk.element_types[0] == ElementType::list_item;
  if (is_list) out += "<ul>\n";
  append_lines(out, text, is_list ? "li" : "p", is_marked);
  if (is_list) out += "</ul>\n";
}

// A long element's parts share some text: how many bytes the second begins with that the first ends with.
std::size_t shared_bytes(std::string_view first, std::string_view second) {
  constexpr std::size_t least = 8;
  constexpr std::size_t most = 1200;  // 300 characters of four bytes
  for (std::size_t size = std::min({most, first.size(), second.size()}); size >= least; --size) {
    if (first.ends_with(second.substr(0, size))) return size;
  }
  return 0;
}

}  // namespace

std::string render(const ReadingPage& page) {
  std::string out = "<!doctype html>\n<html><head><meta charset=\"utf-8\"><title>";
  append_escaped(out, page.title);
  out.append("</title><style>").append(style).append("</style></head><body>\n");
  append_element(out, "h1", page.title, false);
  if (page.is_part) out += "<p class=\"page\">…</p>\n";
  std::vector<std::string> headings;
  std::uint32_t last_page = 0;
  for (std::size_t i = 0; i < page.chunks.size(); ++i) {
    const Chunk& chunk = page.chunks[i].chunk;
    const bool is_marked = page.marked == chunk.index;
    // The marked passage keeps all of its text; what its neighbours share with it is theirs to leave out.
    std::string_view text = chunk.text;
    if (i > 0 && !is_marked) text.remove_prefix(shared_bytes(page.chunks[i - 1].chunk.text, text));
    const bool marked_follows = i + 1 < page.chunks.size() && page.marked == page.chunks[i + 1].chunk.index;
    if (marked_follows) text.remove_suffix(shared_bytes(text, page.chunks[i + 1].chunk.text));
    if (chunk.page != 0 && chunk.page != last_page) {
      out.append("<p class=\"page\">").append(std::to_string(chunk.page)).append("</p>\n");
      last_page = chunk.page;
    }
    append_headings(out, chunk, headings);
    headings = chunk.heading_path;
    out += is_marked ? "<section id=\"passage\">\n" : "<section>\n";
    append_text(out, chunk, text, is_marked);
    out += "</section>\n";
  }
  if (page.is_part) out += "<p class=\"page\">…</p>\n";
  return out + "</body></html>\n";
}

}  // namespace edify::api
