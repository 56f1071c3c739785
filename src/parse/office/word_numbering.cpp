#include "parse/office/word_numbering.h"

#include <algorithm>

#include "parse/office/numerals.h"

namespace edify::parse {

WordNumbering::Level WordNumbering::read_level(const pugi::xml_node& node) {
  Level level;
  level.exists = true;
  if (const auto format = child(node, "numFmt")) level.format = attribute(format, "val");
  level.text = attribute(child(node, "lvlText"), "val");
  level.style = attribute(child(node, "pStyle"), "val");
  level.start = number(child(node, "start"), "val", 1);
  level.restarts = number(child(node, "lvlRestart"), "val", 1) != 0;
  level.is_legal = static_cast<bool>(child(node, "isLgl"));
  return level;
}

WordNumbering::WordNumbering(const pugi::xml_document& numbering) {
  std::map<std::string, Levels> abstracts;
  std::map<std::string, std::string, std::less<>> linked;  // style of a list → its definition
  const pugi::xml_node root = child(numbering, "numbering");
  for (const pugi::xml_node& node : root.children()) {
    if (!is_named(node, "abstractNum")) continue;
    const std::string id(attribute(node, "abstractNumId"));
    Levels& levels = abstracts[id];
    for (const pugi::xml_node& each : node.children()) {
      const std::int64_t index = is_named(each, "lvl") ? number(each, "ilvl", -1) : -1;
      if (index >= 0 && index < static_cast<std::int64_t>(max_levels)) {
        levels[static_cast<std::size_t>(index)] = read_level(each);
      }
    }
    if (const auto link = child(node, "styleLink")) linked.emplace(attribute(link, "val"), id);
  }
  for (const pugi::xml_node& node : root.children()) {
    const auto link = is_named(node, "abstractNum") ? child(node, "numStyleLink") : pugi::xml_node();
    if (!link) continue;
    const auto found = linked.find(attribute(link, "val"));
    if (found != linked.end()) abstracts[std::string(attribute(node, "abstractNumId"))] = abstracts[found->second];
  }
  for (const pugi::xml_node& node : root.children()) {
    if (is_named(node, "num")) read_list(node, abstracts);
  }
}

void WordNumbering::read_list(const pugi::xml_node& num, const std::map<std::string, Levels>& abstracts) {
  List list;
  list.abstract = attribute(child(num, "abstractNumId"), "val");
  const auto found = abstracts.find(list.abstract);
  if (found == abstracts.end()) return;
  list.levels = found->second;
  for (const pugi::xml_node& node : num.children()) {
    const std::int64_t index = is_named(node, "lvlOverride") ? number(node, "ilvl", -1) : -1;
    if (index < 0 || index >= static_cast<std::int64_t>(max_levels)) continue;
    const auto at = static_cast<std::size_t>(index);
    if (const auto level = child(node, "lvl")) list.levels[at] = read_level(level);
    if (const auto start = child(node, "startOverride")) list.start_overrides[at] = number(start, "val", 1);
  }
  lists_.emplace(attribute(num, "numId"), std::move(list));
}

std::optional<int> WordNumbering::level_of_style(std::string_view num_id, std::string_view style) const {
  const auto found = lists_.find(num_id);
  if (found == lists_.end() || style.empty()) return std::nullopt;
  const auto& levels = found->second.levels;
  const auto level = std::ranges::find(levels, style, &Level::style);
  if (level == levels.end()) return std::nullopt;
  return static_cast<int>(level - levels.begin());
}

std::optional<ListLabel> WordNumbering::next(std::string_view num_id, int level) {
  const auto found = lists_.find(num_id);
  if (found == lists_.end()) return std::nullopt;
  List& list = found->second;
  const auto at = static_cast<std::size_t>(std::clamp(level, 0, static_cast<int>(max_levels) - 1));
  auto& counters = counters_[list.abstract];
  if (!list.is_used) {
    list.is_used = true;
    for (std::size_t i = 0; i < max_levels; ++i) {
      if (list.start_overrides[i]) counters[i].reset();
    }
  }
  const std::int64_t start = list.start_overrides[at].value_or(list.levels[at].start);
  counters[at] = counters[at] ? *counters[at] + 1 : start;
  for (std::size_t deeper = at + 1; deeper < max_levels; ++deeper) {
    if (list.levels[deeper].restarts) counters[deeper].reset();
  }
  ListLabel result;
  result.depth = static_cast<int>(at);
  const Level& own = list.levels[at];
  const bool is_bullet = own.format == "bullet" || !own.exists;
  if (!is_bullet) result.text = label(list, at);
  result.shows = is_bullet || !result.text.empty();
  return result;
}

// "%1.%2" with the counters in place of the numbers.
std::string WordNumbering::label(const List& list, std::size_t level) const {
  const std::string& pattern = list.levels[level].text;
  const auto& counters = counters_.at(list.abstract);
  std::string out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const bool is_number =
        pattern[i] == '%' && i + 1 < pattern.size() && pattern[i + 1] >= '1' && pattern[i + 1] <= '9';
    if (!is_number) {
      out += pattern[i];
      continue;
    }
    const auto index = static_cast<std::size_t>(pattern[++i] - '1');
    const Level& shown = list.levels[index];
    const bool is_decimal = list.levels[level].is_legal && index != level;
    if (shown.format == "none") continue;
    out += format_numeral(counters[index].value_or(shown.start), is_decimal ? "decimal" : shown.format);
  }
  return out;
}

}  // namespace edify::parse
