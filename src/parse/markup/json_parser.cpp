#include "parse/markup/json_parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <iterator>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "parse/markup/record_table.h"
#include "parse/markup/text_normalizer.h"
#include "parse/markup/text_parser.h"
#include "parse/text_element.h"

namespace edify::parse {
namespace {

namespace json = boost::json;

constexpr std::size_t table_piece_bytes = 64 << 10;
constexpr std::size_t max_columns = 256;
constexpr std::size_t max_cell_bytes = 1000;  // longer texts are prose, which a table makes hard to read
constexpr int deepest_heading = 9;

std::string_view view(json::string_view text) { return {text.data(), text.size()}; }

bool is_scalar(const json::value& value) { return !value.is_object() && !value.is_array(); }

std::string scalar_text(const json::value& value) {
  if (value.is_null()) return {};
  if (value.is_string()) return normalize_inline(view(value.get_string()));
  if (value.is_double()) return fmt::format("{}", value.get_double());
  return json::serialize(value);
}

bool is_cell(const json::value& value) {
  return is_scalar(value) && (!value.is_string() || value.get_string().size() <= max_cell_bytes);
}

// At least two objects of cells alone.
bool is_table(const json::array& array) {
  return array.size() >= 2 && std::ranges::all_of(array, [](const json::value& item) {
           return item.is_object() && !item.get_object().empty() &&
                  std::ranges::all_of(item.get_object(), [](const auto& member) { return is_cell(member.value()); });
         });
}

class JsonWalker {
 public:
  std::vector<Element> walk(const json::value& root) && {
    add_value("", root, 1);
    return std::move(elements_);
  }

 private:
  void add_value(std::string_view label, const json::value& value, int level) {
    if (value.is_object()) {
      add_heading(label, level);
      const int inner = label.empty() ? level : level + 1;
      for (const auto& member : value.get_object()) add_value(view(member.key()), member.value(), inner);
    } else if (value.is_array()) {
      add_array(label, value.get_array(), level);
    } else {
      add_line(label, scalar_text(value));
    }
  }

  void add_array(std::string_view label, const json::array& array, int level) {
    if (is_table(array)) {
      add_heading(label, level);
      return add_table(array);
    }
    if (std::ranges::all_of(array, is_scalar)) return add_scalars(label, array);
    add_heading(label, level);
    for (std::size_t i = 0; i < array.size(); ++i) {
      const bool is_labelled = !label.empty() && !is_scalar(array[i]);
      add_value(is_labelled ? fmt::format("{} {}", label, i + 1) : "", array[i], level + 1);
    }
  }

  // Columns in the order in which the objects bring them.
  void add_table(const json::array& array) {
    std::vector<std::string> header;
    std::unordered_map<std::string_view, std::size_t> columns;
    for (const json::value& item : array) {
      for (const auto& member : item.get_object()) {
        if (header.size() < max_columns && columns.emplace(view(member.key()), header.size()).second) {
          header.push_back(normalize_inline(view(member.key())));
        }
      }
    }
    RecordTable table(header, table_piece_bytes);
    for (const json::value& item : array) {
      std::vector<std::string> record;
      for (const auto& member : item.get_object()) {
        const auto column = columns.find(view(member.key()));
        if (column == columns.end()) continue;
        record.resize(std::max(record.size(), column->second + 1));
        record[column->second] = scalar_text(member.value());
      }
      table.add(std::move(record));
    }
    std::ranges::move(std::move(table).finish(), std::back_inserter(elements_));
  }

  void add_scalars(std::string_view label, const json::array& array) {
    constexpr std::size_t max_line_bytes = 400;
    std::string line;
    for (const json::value& item : array) {
      const std::string text = scalar_text(item);
      if (text.empty()) continue;
      // Numbers without end (vectors, coordinates) become lines of a bearable length.
      if (line.size() + text.size() > max_line_bytes && !line.empty()) add_line(label, std::exchange(line, {}));
      line += (line.empty() ? "" : ", ") + text;
    }
    add_line(label, std::move(line));
  }

  void add_heading(std::string_view label, int level) {
    add(ElementType::title, normalize_inline(label), std::min(level, deepest_heading));
  }

  void add_line(std::string_view label, std::string text) {
    if (text.empty()) return;
    const std::string key = normalize_inline(label);
    add(ElementType::narrative_text, key.empty() ? std::move(text) : key + ": " + text);
  }

  void add(ElementType type, std::string text, int level = 0) {
    if (text.empty()) return;
    elements_.push_back(text_element(type, std::move(text), level));
  }

  std::vector<Element> elements_;
};

// One value, or one after the other (JSON Lines) as an array of them; nothing where the text is no JSON.
Result<std::optional<json::value>> read_values(std::string_view text, const Limits& limits) {
  json::parse_options options;
  options.max_depth = limits.nesting;
  options.allow_comments = true;
  options.allow_trailing_commas = true;
  json::array values;
  json::stream_parser parser({}, options);
  for (;;) {
    const std::size_t begin = text.find_first_not_of(" \t\n");
    if (begin == std::string_view::npos) break;
    text.remove_prefix(begin);
    json::error_code error;
    parser.reset();
    const std::size_t used = parser.write_some(text.data(), text.size(), error);
    if (!error && !parser.done()) parser.finish(error);  // a number ends only with the text
    if (error == json::error::too_deep) {
      return fail(ErrorCode::over_limit, fmt::format("the JSON is nested deeper than {}; flatten it", limits.nesting),
                  "nesting");
    }
    if (error || used == 0) return std::nullopt;
    values.push_back(parser.release());
    text.remove_prefix(used);
  }
  if (values.empty()) return std::nullopt;
  if (values.size() == 1) return json::value(std::move(values[0]));
  return json::value(std::move(values));
}

std::string title_of(const json::value& root) {
  if (!root.is_object()) return {};
  for (const char* key : {"title", "name"}) {
    const json::value* title = root.get_object().if_contains(key);
    if (title != nullptr && title->is_string()) return scalar_text(*title);
  }
  return {};
}

}  // namespace

Result<ParsedDocument> parse_json(std::string_view text, const Limits& limits) {
  EDIFY_TRY(const std::optional<json::value> root, read_values(text, limits));
  if (!root) return parse_text(text);
  ParsedDocument document;
  document.title = title_of(*root);
  document.elements = JsonWalker().walk(*root);
  return document;
}

}  // namespace edify::parse
