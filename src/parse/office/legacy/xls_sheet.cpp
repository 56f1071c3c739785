#include "parse/office/legacy/xls_sheet.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <tuple>

#include "parse/markup/text_decoder.h"
#include "parse/markup/text_normalizer.h"
#include "parse/office/number_format.h"

namespace edify::parse {
namespace {

// [MS-XLS] 2.3: record types.
enum Type : std::uint16_t {
  formula = 0x06,
  end_of_stream = 0x0A,
  multiple_rk = 0xBD,
  rich_label = 0xD6,
  merged_cells = 0xE5,
  shared_label = 0xFD,
  number = 0x203,
  label = 0x204,
  boolean_or_error = 0x205,
  formula_string = 0x207,
  rk = 0x27E,
  begin_of_stream = 0x809,
};

std::string_view error_text(std::uint32_t code) {
  switch (code) {
    case 0x00: return "#NULL!";
    case 0x07: return "#DIV/0!";
    case 0x0F: return "#VALUE!";
    case 0x17: return "#REF!";
    case 0x1D: return "#NAME?";
    case 0x24: return "#NUM!";
    case 0x2A: return "#N/A";
    default: return "";
  }
}

std::string boolean_or_error_text(std::uint32_t value, bool is_error) {
  if (is_error) return std::string(error_text(value));
  return value != 0 ? "TRUE" : "FALSE";
}

class XlsSheetReader {
 public:
  XlsSheetReader(std::string_view stream, std::size_t offset, const XlsWorkbook& workbook, const Limits& limits)
      : records_(stream, offset), workbook_(workbook), limits_(limits) {}

  Result<SheetGrid> read() && {
    int depth = 0;
    for (BiffRecord record; records_.next(record);) {
      if (record.type == begin_of_stream) ++depth;  // charts on the sheet are streams within it
      if (record.type == end_of_stream && --depth <= 0) break;
      if (depth == 1) take(record);
      if (grid_.cells.size() > limits_.elements) {
        return fail(ErrorCode::over_limit,
                    fmt::format("a sheet has more cells than the limit of {} elements; split it", limits_.elements),
                    "elements");
      }
    }
    const auto place = [](const SheetCell& cell) { return std::pair(cell.row, cell.column); };
    std::ranges::stable_sort(grid_.cells, {}, place);
    const auto rest = std::ranges::unique(grid_.cells, {}, place);
    grid_.cells.erase(rest.begin(), rest.end());
    return std::move(grid_);
  }

 private:
  void take(const BiffRecord& record) {
    switch (record.type) {
      case shared_label: {
        const std::uint32_t index = record.u32(6);
        if (index < workbook_.strings.size()) add(record, workbook_.strings[index], true);
        return;
      }
      case label:
      case rich_label: return add(record, read_xls_string(record, 6, 2, workbook_), true);
      case number: return add_number(record, record.real(6));
      case rk: return add_number(record, decode_rk(record.u32(6)));
      case multiple_rk: return take_multiple(record);
      case boolean_or_error: return add(record, boolean_or_error_text(record.u8(6), record.u8(7) != 0), false);
      case formula: return take_formula(record);
      case formula_string:
        if (awaiting_string_)
          add_at(awaiting_string_->first, awaiting_string_->second, read_xls_string(record, 0, 2, workbook_), true);
        awaiting_string_.reset();
        return;
      case merged_cells: return take_merged(record);
      default: return;
    }
  }

  void take_multiple(const BiffRecord& record) {
    const std::uint32_t first = record.u16(2);
    const std::size_t count = record.data.size() < 6 ? 0 : (record.data.size() - 6) / 6;
    for (std::size_t i = 0; i < count; ++i) {
      const std::string text = workbook_.shown(decode_rk(record.u32(6 + 6 * i)), record.u16(4 + 6 * i));
      add_at(record.u16(0), first + static_cast<std::uint32_t>(i), text, false);
    }
  }

  // [MS-XLS] 2.5.133: a number, or 0xFFFF at its end and the kind of value at its begin.
  void take_formula(const BiffRecord& record) {
    if (record.u16(12) != 0xFFFF) return add_number(record, record.real(6));
    switch (record.u8(6)) {
      case 0: awaiting_string_ = {record.u16(0), record.u16(2)}; return;
      case 1:
      case 2: return add(record, boolean_or_error_text(record.u8(8), record.u8(6) == 2), false);
      default: return;
    }
  }

  void take_merged(const BiffRecord& record) {
    for (std::size_t at = 2; at + 8 <= record.data.size(); at += 8) {
      const MergedRange range = {record.u16(at), record.u16(at + 4), record.u16(at + 2), record.u16(at + 6)};
      if (range.row <= range.last_row && range.column <= range.last_column) grid_.merged.push_back(range);
    }
  }

  void add_number(const BiffRecord& record, double value) { add(record, workbook_.shown(value, record.u16(4)), false); }

  void add(const BiffRecord& record, std::string_view text, bool is_text) {
    add_at(record.u16(0), record.u16(2), text, is_text);
  }

  void add_at(std::uint32_t row, std::uint32_t column, std::string_view text, bool is_text) {
    std::string line = normalize_inline(text);
    if (!line.empty()) grid_.cells.push_back({row, column, std::move(line), is_text});
  }

  BiffReader records_;
  const XlsWorkbook& workbook_;
  const Limits& limits_;
  SheetGrid grid_;
  std::optional<std::pair<std::uint32_t, std::uint32_t>> awaiting_string_;  // the cell of a formula whose text follows
};

}  // namespace

std::string XlsWorkbook::shown(double value, std::uint32_t style) const {
  const std::uint16_t format = style < cell_formats.size() ? cell_formats[style] : 0;
  const auto code = codes.find(format);
  return format_number(value, code == codes.end() ? builtin_number_format(format) : std::string_view(code->second),
                       from_1904);
}

std::string read_xls_string(const BiffRecord& record, std::size_t at, int length_bytes, const XlsWorkbook& workbook) {
  if (at >= record.data.size()) return {};
  if (workbook.has_unicode) return BiffStrings({record.data.substr(at)}).string(length_bytes);
  const std::size_t length = length_bytes == 1 ? record.u8(at) : record.u16(at);
  const std::size_t begin = std::min(at + static_cast<std::size_t>(length_bytes), record.data.size());
  return decode_code_page(record.data.substr(begin, length), workbook.code_page);
}

Result<SheetGrid> read_xls_sheet(std::string_view stream, std::size_t offset, const XlsWorkbook& workbook,
                                 const Limits& limits) {
  return XlsSheetReader(stream, offset, workbook, limits).read();
}

}  // namespace edify::parse
