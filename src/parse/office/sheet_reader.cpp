#include "parse/office/sheet_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "parse/markup/text_normalizer.h"
#include "parse/office/number_format.h"
#include "parse/office/row_slicer.h"

namespace edify::parse {
namespace {

constexpr std::uint64_t max_sheet_text_bytes = 64ULL << 20;
constexpr std::uint32_t last_row = 1'048'575;
constexpr std::uint32_t last_column = 16'383;
constexpr std::size_t max_merged = 200'000;

std::unexpected<Error> too_much_text() {
  return fail(ErrorCode::over_limit, "the spreadsheet has more than 64 MiB of text; split it", "text_bytes");
}

// Runs joined, without the reading aids of East Asian text.
std::string rich_text(const pugi::xml_node& node) {
  std::string text;
  for (const pugi::xml_node& each : node.children()) {
    if (is_named(each, "t")) text += text_below(each);
    if (is_named(each, "r")) text += text_below(child(each, "t"));
  }
  return normalize_inline(text);
}

class SheetReader {
 public:
  SheetReader(const Limits& limits, const Workbook& workbook) : limits_(limits), workbook_(workbook) {}

  Result<void> take(std::string_view name, std::string element) {
    EDIFY_TRY(const XmlTree tree, parse_xml(std::move(element), limits_, "sheet"));
    const pugi::xml_node node = tree->document_element();
    if (name == "row") return take_row(node);
    take_merged(node);
    return {};
  }

  Result<SheetGrid> finish() && {
    const auto place = [](const SheetCell& cell) { return std::pair(cell.row, cell.column); };
    if (!std::ranges::is_sorted(grid_.cells, {}, place)) std::ranges::stable_sort(grid_.cells, {}, place);
    return std::move(grid_);
  }

 private:
  Result<void> take_row(const pugi::xml_node& row) {
    const std::int64_t number_of_row = number(row, "r", static_cast<std::int64_t>(next_row_) + 1) - 1;
    next_row_ = static_cast<std::uint32_t>(std::clamp<std::int64_t>(number_of_row, 0, last_row));
    std::uint32_t column = 0;
    for (const pugi::xml_node& cell : row.children()) {
      if (is_named(cell, "c")) EDIFY_CHECK(take_cell(cell, column));
    }
    ++next_row_;
    return {};
  }

  Result<void> take_cell(const pugi::xml_node& node, std::uint32_t& column) {
    std::uint32_t row = 0;
    read_reference(attribute(node, "r"), row, column);
    SheetCell cell = {.row = next_row_, .column = std::min(column, last_column), .text = {}, .is_text = true};
    ++column;
    cell.text = cell_text(node, cell.is_text);
    if (cell.text.empty()) return {};
    text_bytes_ += cell.text.size();
    if (text_bytes_ > max_sheet_text_bytes) return too_much_text();
    if (grid_.cells.size() >= limits_.elements) {
      return fail(ErrorCode::over_limit,
                  fmt::format("a sheet has more than {} cells; split the document", limits_.elements), "elements");
    }
    grid_.cells.push_back(std::move(cell));
    return {};
  }

  std::string cell_text(const pugi::xml_node& cell, bool& is_text) const {
    const std::string_view type = attribute(cell, "t");
    if (type == "inlineStr") return rich_text(child(cell, "is"));
    const std::string value = text_below(child(cell, "v"));
    if (value.empty()) return {};
    if (type == "s") {
      const std::int64_t index = to_number(value, -1);
      const bool exists = index >= 0 && index < static_cast<std::int64_t>(workbook_.strings.size());
      return exists ? workbook_.strings[static_cast<std::size_t>(index)] : std::string();
    }
    if (type == "b") return value == "1" || value == "true" ? "TRUE" : "FALSE";
    if (!type.empty() && type != "n") return normalize_inline(value);
    is_text = false;
    return number_text(value, number(cell, "s"));
  }

  std::string number_text(const std::string& text, std::int64_t style) const {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc()) return normalize_inline(text);
    const bool exists = style >= 0 && style < static_cast<std::int64_t>(workbook_.cell_formats.size());
    const std::string_view code =
        exists ? std::string_view(workbook_.cell_formats[static_cast<std::size_t>(style)]) : "General";
    return normalize_inline(format_number(value, code, workbook_.from_1904));
  }

  void take_merged(const pugi::xml_node& node) {
    const std::string_view reference = attribute(node, "ref");
    const std::size_t colon = reference.find(':');
    MergedRange range;
    if (colon == std::string_view::npos || grid_.merged.size() >= max_merged) return;
    const bool is_sound = read_reference(reference.substr(0, colon), range.row, range.column) &&
                          read_reference(reference.substr(colon + 1), range.last_row, range.last_column);
    if (is_sound && range.row <= range.last_row && range.column <= range.last_column) grid_.merged.push_back(range);
  }

  const Limits& limits_;
  const Workbook& workbook_;
  SheetGrid grid_;
  std::uint32_t next_row_ = 0;
  std::uint64_t text_bytes_ = 0;
};

Result<void> slice_part(Package& package, const std::string& part, std::vector<std::string_view> names,
                        RowSlicer::Take take) {
  RowSlicer slicer(std::move(names), std::move(take));
  return package.stream(part, [&](std::string_view piece) -> Result<bool> {
    EDIFY_CHECK(slicer.feed(piece));
    return true;
  });
}

}  // namespace

bool read_reference(std::string_view reference, std::uint32_t& row, std::uint32_t& column) {
  std::uint64_t letters = 0;
  std::size_t i = 0;
  for (; i < reference.size() && reference[i] >= 'A' && reference[i] <= 'Z' && i < 4; ++i) {
    letters = letters * 26 + static_cast<std::uint64_t>(reference[i] - 'A') + 1;
  }
  const std::int64_t digits = to_number(reference.substr(i), 0);
  if (i == 0 || letters > last_column + 1 || digits < 1 || digits > last_row + 1) return false;
  row = static_cast<std::uint32_t>(digits - 1);
  column = static_cast<std::uint32_t>(letters - 1);
  return true;
}

Result<SheetGrid> read_sheet(Package& package, const std::string& part, const Workbook& workbook) {
  SheetReader reader(package.limits(), workbook);
  EDIFY_CHECK(slice_part(package, part, {"row", "mergeCell"}, [&](std::string_view name, std::string element) {
    return reader.take(name, std::move(element));
  }));
  return std::move(reader).finish();
}

Result<std::vector<std::string>> read_shared_strings(Package& package, const std::string& part) {
  std::vector<std::string> strings;
  if (part.empty() || !package.has(part)) return strings;
  std::uint64_t bytes = 0;
  EDIFY_CHECK(slice_part(package, part, {"si"}, [&](std::string_view, std::string element) -> Result<void> {
    EDIFY_TRY(const XmlTree tree, parse_xml(std::move(element), package.limits(), part));
    strings.push_back(rich_text(tree->document_element()));
    bytes += strings.back().size() + sizeof(std::string);
    if (bytes > max_sheet_text_bytes) return too_much_text();
    return {};
  }));
  return strings;
}

}  // namespace edify::parse
