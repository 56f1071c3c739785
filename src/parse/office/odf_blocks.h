// The blocks of OpenDocument text: paragraphs, headings, lists, tables, frames → elements. One thread at a time.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/element.h"
#include "parse/markup/table.h"
#include "parse/office/odf_styles.h"
#include "parse/office/package.h"

namespace edify::parse {

// `package` (for formulas, which are documents of their own) and `styles` must outlive it. Recursion is bounded by the
// tree's limit of nesting.
class OdfBlocks {
 public:
  OdfBlocks(Package& package, const OdfStyles& styles) : package_(package), styles_(styles) {}

  // Headings then start below the document's title.
  void set_has_title(bool has_title) { has_title_ = has_title; }

  // Appends what `parent` holds. Paragraphs outside of lists get `type`.
  Result<void> add_children(const pugi::xml_node& parent, ElementType type = ElementType::narrative_text);
  // A draw:frame or shape.
  Result<void> add_shape(const pugi::xml_node& shape, ElementType type = ElementType::narrative_text);

  std::vector<Element> take() { return std::move(elements_); }

 private:
  struct ListState {
    const OdfListStyle* style = nullptr;
    std::string style_name;
    std::array<std::optional<std::int64_t>, odf_list_levels> counters;
  };

  Result<void> add_block(const pugi::xml_node& node, ElementType type);
  Result<void> add_paragraph(const pugi::xml_node& node, ElementType type, std::string_view label, int depth);
  Result<void> add_list(const pugi::xml_node& list, std::size_t depth, ElementType type);
  Result<void> add_table(const pugi::xml_node& table);
  Result<void> add_object(const pugi::xml_node& object);
  int heading_level(const pugi::xml_node& node) const;
  void open_list(const pugi::xml_node& list, std::size_t depth);
  // The label of the item at `depth`; nothing where the list shows none.
  std::optional<std::string> next_label(const pugi::xml_node& item, std::size_t depth);
  Table read_table(const pugi::xml_node& table);
  void add_rows(const pugi::xml_node& parent, bool is_header, Table& table);
  void append_cell_text(const pugi::xml_node& node, std::size_t list_depth, std::string& text);

  Package& package_;
  const OdfStyles& styles_;
  ListState list_;
  std::vector<Element> elements_;
  bool has_title_ = false;
};

}  // namespace edify::parse
