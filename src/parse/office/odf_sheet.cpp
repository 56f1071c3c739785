#include "parse/office/odf_sheet.h"

#include <fmt/format.h>

#include <algorithm>

#include "parse/markup/text_normalizer.h"
#include "parse/office/odf_text.h"

namespace edify::parse {
namespace {

constexpr std::int64_t last_row = 1'048'575;
constexpr std::int64_t last_column = 16'383;

class OdfSheetReader {
 public:
  explicit OdfSheetReader(const Limits& limits) : limits_(limits) {}

  Result<void> add_rows(const pugi::xml_node& parent) {
    for (const pugi::xml_node& node : parent.children()) {
      const std::string_view name = local_name(node);
      if (name == "table-header-rows" || name == "table-rows" || name == "table-row-group") EDIFY_CHECK(add_rows(node));
      if (name != "table-row") continue;
      const std::int64_t repeats = std::clamp<std::int64_t>(number(node, "number-rows-repeated", 1), 1, last_row);
      const std::size_t before = grid_.cells.size();
      EDIFY_CHECK(add_row(node));
      const std::size_t after = grid_.cells.size();
      for (std::int64_t i = 1; i < repeats && after > before; ++i) {
        for (std::size_t at = before; at < after; ++at) {
          SheetCell cell = grid_.cells[at];
          cell.row = static_cast<std::uint32_t>(std::min(row_ + i, last_row));
          EDIFY_CHECK(add(std::move(cell)));
        }
      }
      row_ = std::min(row_ + repeats, last_row);
    }
    return {};
  }

  SheetGrid take() && { return std::move(grid_); }

 private:
  Result<void> add_row(const pugi::xml_node& row) {
    std::int64_t column = 0;
    for (const pugi::xml_node& node : row.children()) {
      if (!is_named(node, "table-cell") && !is_named(node, "covered-table-cell")) continue;
      const std::int64_t repeats =
          std::clamp<std::int64_t>(number(node, "number-columns-repeated", 1), 1, last_column + 1);
      SheetCell cell = {.row = static_cast<std::uint32_t>(row_), .column = 0, .text = cell_text(node), .is_text = true};
      const std::string_view type = attribute(node, "value-type");
      cell.is_text = type.empty() || type == "string";
      for (std::int64_t i = 0; i < repeats && !cell.text.empty() && column + i <= last_column; ++i) {
        cell.column = static_cast<std::uint32_t>(column + i);
        add_merged(node, cell);
        EDIFY_CHECK(add(cell));
      }
      column = std::min(column + repeats, last_column + 1);
    }
    return {};
  }

  static std::string cell_text(const pugi::xml_node& cell) {
    std::string text;
    for (const pugi::xml_node& each : cell.children()) {
      if (is_named(each, "p")) text += read_odf_text(each).text + "\n";
    }
    return normalize_inline(text);
  }

  void add_merged(const pugi::xml_node& node, const SheetCell& cell) {
    const std::int64_t rows =
        std::clamp<std::int64_t>(number(node, "number-rows-spanned", 1), 1, last_row + 1 - cell.row);
    const std::int64_t columns =
        std::clamp<std::int64_t>(number(node, "number-columns-spanned", 1), 1, last_column + 1 - cell.column);
    if (rows == 1 && columns == 1) return;
    grid_.merged.push_back({cell.row, cell.column, static_cast<std::uint32_t>(cell.row + rows - 1),
                            static_cast<std::uint32_t>(cell.column + columns - 1)});
  }

  // Cells cost memory by their number and their text, and repetition makes both from nothing.
  Result<void> add(SheetCell cell) {
    constexpr std::uint64_t max_text_bytes = 64ULL << 20;
    text_bytes_ += cell.text.size();
    if (grid_.cells.size() >= limits_.elements || text_bytes_ > max_text_bytes) {
      return fail(ErrorCode::over_limit,
                  fmt::format("a sheet has more than {} cells or 64 MiB of text; split the document", limits_.elements),
                  "elements");
    }
    grid_.cells.push_back(std::move(cell));
    return {};
  }

  const Limits& limits_;
  SheetGrid grid_;
  std::int64_t row_ = 0;
  std::uint64_t text_bytes_ = 0;
};

}  // namespace

Result<SheetGrid> read_odf_sheet(const pugi::xml_node& sheet, const Limits& limits) {
  OdfSheetReader reader(limits);
  EDIFY_CHECK(reader.add_rows(sheet));
  return std::move(reader).take();
}

}  // namespace edify::parse
