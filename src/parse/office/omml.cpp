#include "parse/office/omml.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <utility>

namespace edify::parse {
namespace {

std::string content(const pugi::xml_node& node) {
  std::string out;
  for (const pugi::xml_node& each : node.children()) {
    const std::string part = math_to_tex(each);
    // "\sin" and "x" must not become "\sinx".
    const bool joins_command = !out.empty() && !part.empty() &&
                               std::isalpha(static_cast<unsigned char>(part[0])) != 0 &&
                               out.rfind('\\') != std::string::npos &&
                               std::all_of(out.begin() + static_cast<std::ptrdiff_t>(out.rfind('\\')) + 1, out.end(),
                                           [](unsigned char c) { return std::isalpha(c) != 0; });
    if (joins_command) out += ' ';
    out += part;
  }
  return out;
}

std::string part(const pugi::xml_node& node, std::string_view name) { return content(child(node, name)); }

// The base of an index: anything but plain characters is grouped, so that the index belongs to all of it.
std::string base(const pugi::xml_node& node) {
  std::string text = part(node, "e");
  return text.contains('\\') || text.contains('^') || text.contains('_') ? "{" + text + "}" : text;
}

std::string property(const pugi::xml_node& node, std::string_view properties, std::string_view name,
                     std::string_view missing) {
  const pugi::xml_node found = descend(node, {properties, name});
  return std::string(found ? attribute(found, "val") : missing);
}

bool is_on(const pugi::xml_node& node, std::string_view properties, std::string_view name) {
  const pugi::xml_node found = descend(node, {properties, name});
  const std::string_view value = attribute(found, "val");
  return found && value != "0" && value != "off" && value != "false";
}

std::string nary(const pugi::xml_node& node) {
  constexpr std::pair<std::string_view, std::string_view> commands[] = {
      {"∑", "\\sum"},  {"∏", "\\prod"},   {"∫", "\\int"},   {"∬", "\\iint"},
      {"∮", "\\oint"}, {"⋃", "\\bigcup"}, {"⋂", "\\bigcap"}};
  const std::string symbol = property(node, "naryPr", "chr", "∫");
  const auto* const found = std::ranges::find(commands, symbol, &std::pair<std::string_view, std::string_view>::first);
  std::string out(found == std::end(commands) ? std::string_view(symbol) : found->second);
  if (const std::string sub = part(node, "sub"); !sub.empty()) out += fmt::format("_{{{}}}", sub);
  if (const std::string sup = part(node, "sup"); !sup.empty()) out += fmt::format("^{{{}}}", sup);
  return fmt::format("{} {}", out, part(node, "e"));
}

std::string delimited(const pugi::xml_node& node) {
  const std::string separator = property(node, "dPr", "sepChr", "|");
  std::string out = property(node, "dPr", "begChr", "(");
  bool is_first = true;
  for (const pugi::xml_node& each : node.children()) {
    if (!is_named(each, "e")) continue;
    if (!std::exchange(is_first, false)) out += separator;
    out += content(each);
  }
  return out + property(node, "dPr", "endChr", ")");
}

std::string radical(const pugi::xml_node& node) {
  const std::string degree = is_on(node, "radPr", "degHide") ? std::string() : part(node, "deg");
  return degree.empty() ? fmt::format("\\sqrt{{{}}}", part(node, "e"))
                        : fmt::format("\\sqrt[{}]{{{}}}", degree, part(node, "e"));
}

std::string accent(const pugi::xml_node& node) {
  constexpr std::pair<std::string_view, std::string_view> commands[] = {
      {"\u0302", "\\hat"}, {"\u0303", "\\tilde"}, {"\u0304", "\\bar"}, {"\u0305", "\\overline"},
      {"\u0307", "\\dot"}, {"\u0308", "\\ddot"},  {"\u20D7", "\\vec"}};
  const std::string symbol = property(node, "accPr", "chr", "\u0302");
  const auto* const found = std::ranges::find(commands, symbol, &std::pair<std::string_view, std::string_view>::first);
  return fmt::format("{}{{{}}}", found == std::end(commands) ? "\\hat" : found->second, part(node, "e"));
}

std::string rows(const pugi::xml_node& node, std::string_view environment) {
  std::string out = fmt::format("\\begin{{{}}}", environment);
  bool is_first = true;
  for (const pugi::xml_node& row : node.children()) {
    if (!is_named(row, "mr") && !is_named(row, "e")) continue;
    if (!std::exchange(is_first, false)) out += " \\\\ ";
    if (is_named(row, "e")) {
      out += content(row);
      continue;
    }
    bool is_first_cell = true;
    for (const pugi::xml_node& cell : row.children()) {
      if (!std::exchange(is_first_cell, false)) out += " & ";
      out += content(cell);
    }
  }
  return out + fmt::format("\\end{{{}}}", environment);
}

}  // namespace

std::string math_to_tex(const pugi::xml_node& math) {
  const std::string_view name = local_name(math);
  if (name == "t") return text_below(math);
  if (name.ends_with("Pr") || math.type() != pugi::node_element || name == "del") return {};
  if (name == "f") {
    const bool is_linear = property(math, "fPr", "type", "bar") == "lin";
    return is_linear ? fmt::format("{}/{}", part(math, "num"), part(math, "den"))
                     : fmt::format("\\frac{{{}}}{{{}}}", part(math, "num"), part(math, "den"));
  }
  if (name == "sSup") return fmt::format("{}^{{{}}}", base(math), part(math, "sup"));
  if (name == "sSub") return fmt::format("{}_{{{}}}", base(math), part(math, "sub"));
  if (name == "sSubSup") return fmt::format("{}_{{{}}}^{{{}}}", base(math), part(math, "sub"), part(math, "sup"));
  if (name == "sPre") return fmt::format("{{}}_{{{}}}^{{{}}}{}", part(math, "sub"), part(math, "sup"), base(math));
  if (name == "rad") return radical(math);
  if (name == "nary") return nary(math);
  if (name == "d") return delimited(math);
  if (name == "acc") return accent(math);
  if (name == "bar") return fmt::format("\\overline{{{}}}", part(math, "e"));
  if (name == "limLow") return fmt::format("{}_{{{}}}", part(math, "e"), part(math, "lim"));
  if (name == "limUpp") return fmt::format("{}^{{{}}}", part(math, "e"), part(math, "lim"));
  if (name == "func") {
    const std::string function = part(math, "fName");
    const bool is_word =
        function.size() > 1 && std::ranges::all_of(function, [](unsigned char c) { return std::isalpha(c) != 0; });
    return fmt::format("{}{} {}", is_word ? "\\" : "", function, part(math, "e"));
  }
  if (name == "m") return rows(math, "matrix");
  if (name == "eqArr") return rows(math, "aligned");
  return content(math);
}

}  // namespace edify::parse
