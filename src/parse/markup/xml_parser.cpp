#include "parse/markup/xml_parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <pugixml.hpp>
#include <string>
#include <utility>
#include <vector>

#include "parse/markup/record_table.h"
#include "parse/markup/table.h"
#include "parse/markup/text_normalizer.h"
#include "parse/text_element.h"

namespace edify::parse {
namespace {

constexpr std::size_t table_piece_bytes = 64 << 10;
constexpr std::size_t max_cell_bytes = 1000;
constexpr std::size_t max_columns = 256;
constexpr int deepest_heading = 9;

// Without its namespace prefix.
std::string_view name_of(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  return name.substr(name.find(':') + 1);  // npos + 1 is 0
}

bool has_name(const pugi::xml_node& node, std::initializer_list<std::string_view> names) {
  return std::ranges::find(names, name_of(node)) != names.end();
}

bool is_text(const pugi::xml_node& node) { return node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata; }
bool is_element(const pugi::xml_node& node) { return node.type() == pugi::node_element; }

bool has_text(const pugi::xml_node& node) {
  return std::ranges::any_of(node.children(), [](const pugi::xml_node& child) {
    return is_text(child) && std::string_view(child.value()).find_first_not_of(" \t\n") != std::string_view::npos;
  });
}

bool has_elements(const pugi::xml_node& node) { return std::ranges::any_of(node.children(), is_element); }

void append_text(const pugi::xml_node& node, std::string& text) {
  for (const pugi::xml_node& child : node.children()) {
    if (is_text(child)) text += child.value();
    if (is_element(child)) append_text(child, text);
  }
}

std::string inner_text(const pugi::xml_node& node) {
  std::string text;
  append_text(node, text);
  return text;
}

bool is_title(const pugi::xml_node& node) {
  return has_name(node, {"title", "head", "heading", "headline", "h1", "h2", "h3", "h4", "h5", "h6", "bridgehead"});
}
bool is_paragraph(const pugi::xml_node& node) {
  return has_name(node, {"p", "para", "simpara", "paragraph", "text", "ab", "abstract", "quote", "note"});
}
bool is_item(const pugi::xml_node& node) { return has_name(node, {"listitem", "list-item", "item", "li"}); }
bool is_code(const pugi::xml_node& node) {
  return has_name(node, {"programlisting", "screen", "pre", "code", "listing"});
}
bool is_table(const pugi::xml_node& node) { return has_name(node, {"table", "informaltable", "tgroup"}); }
bool is_row(const pugi::xml_node& node) { return has_name(node, {"row", "tr"}); }
bool is_cell(const pugi::xml_node& node) { return has_name(node, {"entry", "cell", "td", "th"}); }

bool is_data_attribute(const pugi::xml_attribute& attribute) {
  const std::string_view name = attribute.name();
  return !name.starts_with("xmlns") && !name.starts_with("xml:") && !name.starts_with("xsi:");
}

// Fits a row of a table: attributes and leaves of short text only, and at least one.
bool is_record(const pugi::xml_node& node) {
  if (has_text(node)) return false;
  std::size_t fields = 0;
  for (const pugi::xml_attribute& attribute : node.attributes()) fields += is_data_attribute(attribute) ? 1 : 0;
  for (const pugi::xml_node& child : node.children()) {
    if (!is_element(child)) continue;
    if (has_elements(child) || inner_text(child).size() > max_cell_bytes) return false;
    ++fields;
  }
  return fields >= 2;
}

// As deep as the tree may be, found without recursion.
struct DepthMeter : pugi::xml_tree_walker {
  int deepest = 0;
  bool for_each(pugi::xml_node& /*node*/) override {
    deepest = std::max(deepest, depth());
    return true;
  }
};

class XmlWalker {
 public:
  std::vector<Element> walk(const pugi::xml_node& root) && {
    visit(root, 1);
    return std::move(elements_);
  }

 private:
  // `level` is that of a title directly in `node`.
  void visit(const pugi::xml_node& node, int level) {
    if (is_code(node)) return add(ElementType::code_snippet, normalize_code(inner_text(node)));
    if (is_title(node)) return add_inline(ElementType::title, node, level);
    if (is_item(node) && is_one_paragraph(node)) return add_inline(ElementType::list_item, node, 0);
    if (is_table(node)) return add_table(node, level);
    if (is_paragraph(node) && !holds_blocks(node)) return add_inline(ElementType::narrative_text, node, 0);
    add_attributes(node);
    if (!has_elements(node)) return add_leaf(node);
    if (has_text(node) && !holds_blocks(node)) return add_inline(ElementType::narrative_text, node, 0);
    visit_children(node, level);
  }

  void visit_children(const pugi::xml_node& node, int level) {
    std::string loose_text;
    const auto flush = [&] { add(ElementType::narrative_text, normalize_inline(std::exchange(loose_text, {}))); };
    // A section's own title stands on its level, the titles of what is within below it.
    const bool has_title = std::ranges::any_of(node.children(), is_title);
    for (pugi::xml_node child = node.first_child(); child; child = child.next_sibling()) {
      if (is_text(child)) loose_text += child.value();
      if (!is_element(child)) continue;
      flush();
      if (const pugi::xml_node last = last_record(child)) {
        add_records(child, last);
        child = last;
      } else {
        visit(child, is_title(child) || !has_title ? level : level + 1);
      }
    }
    flush();
  }

  // The last of the run of records with `first`'s name that begins there, none where it is no run.
  static pugi::xml_node last_record(const pugi::xml_node& first) {
    if (is_item(first) || is_row(first)) return {};
    pugi::xml_node last;
    std::size_t count = 0;
    for (pugi::xml_node node = first; node; node = node.next_sibling()) {
      if (!is_element(node)) continue;
      if (std::string_view(node.name()) != first.name() || !is_record(node)) break;
      last = node;
      ++count;
    }
    return count >= 2 ? last : pugi::xml_node();
  }

  void add_records(const pugi::xml_node& first, const pugi::xml_node& last) {
    std::vector<std::string> header;
    const auto column_of = [&](std::string_view name, bool may_add) {
      auto found = std::ranges::find(header, name);
      if (found == header.end() && may_add && header.size() < max_columns)
        found = header.insert(found, std::string(name));
      return static_cast<std::size_t>(found - header.begin());
    };
    const auto each_field = [&](const pugi::xml_node& record, auto&& visit_field) {
      for (const pugi::xml_attribute& attribute : record.attributes()) {
        if (is_data_attribute(attribute)) visit_field(attribute.name(), std::string(attribute.value()));
      }
      for (const pugi::xml_node& child : record.children()) {
        if (is_element(child)) visit_field(name_of(child), inner_text(child));
      }
    };
    const pugi::xml_node end = last.next_sibling();
    for (pugi::xml_node record = first; record != end; record = record.next_sibling()) {
      each_field(record, [&](std::string_view name, const std::string&) { column_of(name, true); });
    }
    RecordTable table(header, table_piece_bytes);
    for (pugi::xml_node record = first; record != end; record = record.next_sibling()) {
      if (!is_element(record)) continue;
      std::vector<std::string> fields(header.size());
      each_field(record, [&](std::string_view name, const std::string& text) {
        const std::size_t column = column_of(name, false);
        if (column >= fields.size()) return;
        fields[column] += (fields[column].empty() ? "" : ", ") + normalize_inline(text);
      });
      table.add(std::move(fields));
    }
    std::ranges::move(std::move(table).finish(), std::back_inserter(elements_));
  }

  static bool holds_blocks(const pugi::xml_node& node) {
    return static_cast<bool>(node.find_node([](const pugi::xml_node& inner) {
      return is_title(inner) || is_item(inner) || is_paragraph(inner) || is_table(inner) || is_code(inner);
    }));
  }

  static bool is_one_paragraph(const pugi::xml_node& item) {
    int paragraphs = 0;
    const bool holds_more = static_cast<bool>(item.find_node([&](const pugi::xml_node& inner) {
      if (is_paragraph(inner)) ++paragraphs;
      return paragraphs > 1 || is_title(inner) || is_item(inner) || is_table(inner) || is_code(inner);
    }));
    return !holds_more;
  }

  void add_table(const pugi::xml_node& node, int level) {
    Table table;
    read_rows(node, table, false);
    if (table.rows.empty()) return visit_children(node, level);
    if (const pugi::xml_node title = node.find_child(is_title)) table.caption = normalize_inline(inner_text(title));
    elements_.push_back(to_element(table));
  }

  static void read_rows(const pugi::xml_node& node, Table& table, bool in_head) {
    for (const pugi::xml_node& child : node.children()) {
      if (!is_element(child)) continue;
      if (!is_row(child)) {
        read_rows(child, table, in_head || name_of(child) == "thead");
        continue;
      }
      auto& row = table.rows.emplace_back();
      for (const pugi::xml_node& cell : child.children()) {
        if (!is_cell(cell)) continue;
        const auto columns = static_cast<std::uint16_t>(std::clamp(cell.attribute("colspan").as_int(1), 1, 1000));
        const auto rows = static_cast<std::uint16_t>(
            std::clamp(cell.attribute("rowspan").as_int(cell.attribute("morerows").as_int(0) + 1), 1, 1000));
        row.push_back({.text = normalize_inline(inner_text(cell)),
                       .row_span = rows,
                       .column_span = columns,
                       .is_header = in_head || name_of(cell) == "th"});
      }
      if (row.empty()) table.rows.pop_back();
    }
  }

  void add_attributes(const pugi::xml_node& node) {
    for (const pugi::xml_attribute& attribute : node.attributes()) {
      const std::string text = normalize_inline(attribute.value());
      if (text.empty() || !is_data_attribute(attribute)) continue;
      add(ElementType::narrative_text, fmt::format("{} {}: {}", name_of(node), attribute.name(), text));
    }
  }

  void add_leaf(const pugi::xml_node& node) {
    const std::string text = normalize_inline(inner_text(node));
    if (!text.empty()) add(ElementType::narrative_text, fmt::format("{}: {}", name_of(node), text));
  }

  void add_inline(ElementType type, const pugi::xml_node& node, int level) {
    add(type, normalize_inline(inner_text(node)), std::min(level, deepest_heading));
  }

  void add(ElementType type, std::string text, int level = 0) {
    if (text.empty()) return;
    elements_.push_back(text_element(type, std::move(text), level));
  }

  std::vector<Element> elements_;
};

}  // namespace

Result<ParsedDocument> parse_xml(std::string_view text, const Limits& limits) {
  pugi::xml_document tree;
  const pugi::xml_parse_result result =
      tree.load_buffer(text.data(), text.size(), pugi::parse_default | pugi::parse_ws_pcdata, pugi::encoding_utf8);
  if (result.status == pugi::status_out_of_memory) throw std::bad_alloc();
  if (!result) {
    return fail(ErrorCode::unreadable,
                fmt::format("the XML is damaged at byte {}: {}; export it again", result.offset, result.description()),
                "malformed");
  }
  DepthMeter meter;
  tree.traverse(meter);
  if (meter.deepest > static_cast<int>(limits.nesting)) {
    return fail(ErrorCode::over_limit,
                fmt::format("the XML is nested {} deep and the limit is {}; flatten it", meter.deepest, limits.nesting),
                "nesting");
  }
  ParsedDocument document;
  document.elements = XmlWalker().walk(tree.document_element());
  return document;
}

}  // namespace edify::parse
