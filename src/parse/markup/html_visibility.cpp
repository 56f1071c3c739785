#include "parse/markup/html_visibility.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <vector>

namespace edify::parse {
namespace {

constexpr auto npos = std::string_view::npos;
constexpr int nearly_white = 245;
constexpr std::size_t longest_style = 4'096;
constexpr std::size_t most_selectors = 1'000;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r'; }

std::string lowered(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

// Lower case, without blanks.
std::string condensed(std::string_view text) {
  std::string out = lowered(text);
  std::erase_if(out, is_space);
  return out;
}

using Declarations = std::map<std::string, std::string, std::less<>>;

Declarations declarations_of(std::string_view style) {
  Declarations all;
  const std::string text = condensed(style.substr(0, longest_style));
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(';', begin), text.size());
    const std::size_t colon = text.find(':', begin);
    if (colon < end) {
      std::string value = text.substr(colon + 1, end - colon - 1);
      if (const auto important = value.find('!'); important != npos) value.resize(important);
      all.insert_or_assign(text.substr(begin, colon - begin), std::move(value));
    }
    begin = end + 1;
  }
  return all;
}

std::string_view value_of(const Declarations& all, std::string_view name) {
  const auto found = all.find(name);
  return found == all.end() ? std::string_view() : std::string_view(found->second);
}

struct Length {
  double number = 0;
  std::string_view unit;
};
std::optional<Length> read_length(std::string_view text) {
  Length length;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length.number);
  if (error != std::errc()) return std::nullopt;
  length.unit = text.substr(static_cast<std::size_t>(end - text.data()));
  return length;
}

// Too small to be read.
bool is_tiny(std::string_view size) {
  const auto length = read_length(size);
  if (!length) return false;
  double points = length->number;
  if (length->unit == "px") points *= 0.75;
  if (length->unit == "em" || length->unit == "rem") points *= 12;
  if (length->unit == "%") points *= 0.12;
  constexpr double smallest_print = 2;
  return points < smallest_print && (points == 0 || !length->unit.empty());
}

bool is_far_off(std::string_view place) {
  const auto length = read_length(place);
  constexpr double off_any_screen = -500;
  return length && length->number <= off_any_screen;
}

// "#fff", "#fefefe", "rgb(255,255,255)", "white".
bool is_white(std::string_view colour) {
  if (colour == "white") return true;
  if (colour.starts_with('#') && (colour.size() == 4 || colour.size() == 7)) {
    const std::size_t digits = colour.size() == 4 ? 1 : 2;
    for (std::size_t at = 1; at < colour.size(); at += digits) {
      int part = 0;
      const auto [end, error] = std::from_chars(colour.data() + at, colour.data() + at + digits, part, 16);
      if (error != std::errc() || end != colour.data() + at + digits) return false;
      if ((digits == 1 ? part * 17 : part) < nearly_white) return false;
    }
    return true;
  }
  if (!colour.starts_with("rgb")) return false;
  std::size_t at = colour.find('(');
  for (int i = 0; i < 3 && at != npos; ++i) {
    const auto part = read_length(colour.substr(at + 1));
    if (!part || part->number < nearly_white) return false;
    at = colour.find(',', at + 1);
  }
  return true;
}

bool is_clear(std::string_view colour) {
  if (colour == "transparent") return true;
  const auto comma = colour.rfind(',');
  const bool has_alpha = (colour.starts_with("rgba(") || colour.starts_with("hsla(")) && comma != npos;
  const auto alpha = has_alpha ? read_length(colour.substr(comma + 1)) : std::nullopt;
  constexpr double nearly_none = 0.05;
  return alpha && alpha->number < nearly_none;
}

bool colour_hides(std::string_view colour, std::string_view ground, Background page) {
  if (colour.empty()) return false;
  if (is_clear(colour)) return true;
  if (!ground.empty()) return colour == ground || (is_white(colour) && is_white(ground));
  return page == Background::white && is_white(colour);
}

struct Attribute {
  std::string name;
  std::string_view value;
};

std::vector<Attribute> attributes_in(std::string_view text) {
  std::vector<Attribute> all;
  std::size_t at = 0;
  while (at < text.size() && text[at] != '>') {
    if (is_space(text[at]) || text[at] == '/') {
      ++at;
      continue;
    }
    const std::size_t name = at++;
    while (at < text.size() && !is_space(text[at]) && text[at] != '=' && text[at] != '>' && text[at] != '/') ++at;
    Attribute attribute{.name = lowered(text.substr(name, at - name)), .value = {}};
    std::size_t equals = at;
    while (equals < text.size() && is_space(text[equals])) ++equals;
    if (equals < text.size() && text[equals] == '=') {
      at = equals + 1;
      while (at < text.size() && is_space(text[at])) ++at;
      const bool is_quoted = at < text.size() && (text[at] == '"' || text[at] == '\'');
      const std::size_t begin = is_quoted ? at + 1 : at;
      std::size_t end = begin;
      if (is_quoted) {
        end = std::min(text.find(text[at], begin), text.size());
      } else {
        while (end < text.size() && !is_space(text[end]) && text[end] != '>') ++end;
      }
      attribute.value = text.substr(begin, end - begin);
      at = std::min(end + (is_quoted ? 1 : 0), text.size());
    }
    all.push_back(std::move(attribute));
  }
  return all;
}

bool is_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

// ".class" or "#id" of a selector of one part; empty for any other.
std::string simple_selector(std::string_view selector) {
  while (!selector.empty() && is_space(selector.front())) selector.remove_prefix(1);
  while (!selector.empty() && is_space(selector.back())) selector.remove_suffix(1);
  const auto mark = selector.find_first_of(".#");
  if (mark == npos || (mark > 0 && !is_name(selector.substr(0, mark)))) return {};
  const auto name = selector.substr(mark + 1);
  return is_name(name) ? std::string(selector.substr(mark)) : std::string();
}

}  // namespace

bool style_hides(std::string_view style, Background page) {
  const auto all = declarations_of(style);
  if (all.empty()) return false;
  const auto value = [&](std::string_view name) { return value_of(all, name); };
  if (value("display") == "none" || value("visibility") == "hidden" || value("visibility") == "collapse") return true;
  constexpr double nearly_none = 0.05;
  const auto opacity = read_length(value("opacity"));
  if (opacity && opacity->number < nearly_none) return true;
  if (is_tiny(value("font-size"))) return true;
  const bool clips = value("overflow") == "hidden";
  if (clips && (is_tiny(value("height")) || is_tiny(value("max-height")) || is_tiny(value("width")))) return true;
  if (is_far_off(value("left")) || is_far_off(value("top")) || is_far_off(value("text-indent"))) return true;
  const auto ground = value("background-color").empty() ? value("background") : value("background-color");
  return colour_hides(value("color"), ground, page);
}

HtmlVisibility::HtmlVisibility(std::string_view html) {
  const std::string lower_html = lowered(html);
  for (const std::string_view word : {"background", "bgcolor"}) {
    if (lower_html.find(word) != std::string::npos) page_ = Background::coloured;
  }
  for (std::size_t at = lower_html.find("<style", 0); at != npos; at = lower_html.find("<style", at)) {
    const std::size_t begin = std::min(lower_html.find('>', at), html.size());
    const std::size_t end = std::min(lower_html.find("</style", begin), html.size());
    read_sheet(html.substr(begin, end - begin));
    at = end;
  }
}

void HtmlVisibility::read_sheet(std::string_view sheet) {
  if (!sheet.empty()) sheet.remove_prefix(1);  // the tag's '>'
  std::size_t at = 0;
  while (at < sheet.size() && selectors_.size() < most_selectors) {
    const std::size_t open = sheet.find('{', at);
    if (open == npos) return;
    std::size_t close = sheet.find('}', open);
    std::string_view selectors = sheet.substr(at, open - at);
    while (!selectors.empty() && is_space(selectors.front())) selectors.remove_prefix(1);
    if (selectors.starts_with('@')) {  // a rule of rules: to its own end
      int depth = 1;
      close = open + 1;
      while (close < sheet.size() && depth > 0) {
        depth += sheet[close] == '{' ? 1 : sheet[close] == '}' ? -1 : 0;
        ++close;
      }
      at = close;
      continue;
    }
    close = std::min(close, sheet.size());
    if (style_hides(sheet.substr(open + 1, close - open - 1), page_)) {
      while (!selectors.empty()) {
        const std::size_t end = std::min(selectors.find(','), selectors.size());
        if (auto name = simple_selector(selectors.substr(0, end)); !name.empty()) selectors_.insert(std::move(name));
        selectors.remove_prefix(std::min(end + 1, selectors.size()));
      }
    }
    at = close + 1;
  }
}

bool HtmlVisibility::hides(std::string_view attributes) const {
  for (const auto& [name, value] : attributes_in(attributes)) {
    if (name == "hidden") return true;
    if (name == "style" && style_hides(value, page_)) return true;
    if (name == "color" && colour_hides(condensed(value), {}, page_)) return true;  // <font>
    if (selectors_.empty()) continue;
    if (name == "id" && selectors_.contains("#" + std::string(value))) return true;
    for (std::size_t at = 0; name == "class" && at < value.size();) {
      const std::size_t end = std::min(value.find_first_of(" \t\n\f\r", at), value.size());
      if (selectors_.contains("." + std::string(value.substr(at, end - at)))) return true;
      at = end + 1;
    }
  }
  return false;
}

}  // namespace edify::parse
