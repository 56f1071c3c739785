#include "parse/office/chart.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <string>

#include "parse/markup/table.h"
#include "parse/markup/text_normalizer.h"
#include "parse/office/element_list.h"

namespace edify::parse {
namespace {

constexpr std::int64_t max_points = 10'000;
constexpr std::size_t max_series = 256;

// "lineChart", "bar3DChart" → "Line chart", "Bar chart".
std::string kind_of(std::string_view name) {
  std::string kind(name.substr(0, name.find("Chart")));
  if (kind.ends_with("3D")) kind.resize(kind.size() - 2);
  if (kind.empty()) return {};
  kind[0] = static_cast<char>(kind[0] >= 'a' && kind[0] <= 'z' ? kind[0] - 32 : kind[0]);
  return kind + " chart";
}

// The shortest decimal that is the same number: caches hold 4.3000000000000007.
std::string tidy_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::string(text);
  char buffer[32];
  const auto written = std::to_chars(buffer, buffer + sizeof(buffer), value, std::chars_format::general, 15);
  return {buffer, written.ptr};
}

std::map<std::int64_t, std::string> points(const pugi::xml_node& data) {
  std::map<std::int64_t, std::string> found;
  for_each_descendant(data, "pt", [&](const pugi::xml_node& point) {
    const std::int64_t index = number(point, "idx", -1);
    if (index < 0 || index >= max_points) return;
    found[index] += (found.contains(index) ? " " : "") + tidy_number(normalize_inline(text_below(child(point, "v"))));
  });
  return found;
}

std::string series_name(const pugi::xml_node& series) {
  const pugi::xml_node text = child(series, "tx");
  const pugi::xml_node value = find_descendant(text, "v");
  return normalize_inline(text_below(value));
}

struct ChartData {
  std::vector<std::string> names;
  std::vector<std::map<std::int64_t, std::string>> values;
  std::map<std::int64_t, std::string> categories;
};

ChartData read_data(const pugi::xml_node& plot) {
  ChartData data;
  for_each_descendant(plot, "ser", [&](const pugi::xml_node& series) {
    if (data.names.size() >= max_series) return;
    data.names.push_back(series_name(series));
    const pugi::xml_node values = child(series, "val");
    data.values.push_back(points(values ? values : child(series, "yVal")));
    const pugi::xml_node categories = child(series, "cat");
    if (data.categories.empty()) data.categories = points(categories ? categories : child(series, "xVal"));
  });
  return data;
}

Table to_table(const ChartData& data) {
  Table table;
  auto& header = table.rows.emplace_back();
  header.push_back({.text = "", .is_header = true});
  for (const std::string& name : data.names) header.push_back({.text = name, .is_header = true});
  std::int64_t rows = 0;
  const auto last = [](const auto& map) { return map.empty() ? 0 : map.rbegin()->first + 1; };
  rows = last(data.categories);
  for (const auto& values : data.values) rows = std::max(rows, last(values));
  for (std::int64_t i = 0; i < rows; ++i) {
    auto& row = table.rows.emplace_back();
    const auto value_at = [&](const auto& map) { return map.contains(i) ? map.at(i) : std::string(); };
    row.push_back({.text = value_at(data.categories)});
    for (const auto& values : data.values) row.push_back({.text = value_at(values)});
  }
  return table;
}

}  // namespace

std::vector<Element> read_chart(const pugi::xml_document& chart) {
  std::vector<Element> elements;
  const pugi::xml_node body = descend(chart, {"chartSpace", "chart"});
  std::string title;
  for_each_descendant(child(body, "title"), "t", [&](const pugi::xml_node& text) { title += text_below(text); });
  add_element(elements, ElementType::figure_caption, title);
  const pugi::xml_node plot = child(body, "plotArea");
  for (const pugi::xml_node& node : plot.children()) {
    if (!local_name(node).ends_with("Chart")) continue;
    add_element(elements, ElementType::uncategorized_text, kind_of(local_name(node)));
    break;
  }
  const ChartData data = read_data(plot);
  if (!data.names.empty()) elements.push_back(to_element(to_table(data)));
  return elements;
}

}  // namespace edify::parse
