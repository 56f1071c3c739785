// One sheet of an Excel 5-2003 workbook → its cells as shown. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "parse/limits.h"
#include "parse/office/legacy/biff_reader.h"
#include "parse/office/sheet_grid.h"

namespace edify::parse {

// What cells refer to.
struct XlsWorkbook {
  std::vector<std::string> strings;            // shared ones, one line each
  std::vector<std::uint16_t> cell_formats;     // format numbers by a cell's style
  std::map<std::uint16_t, std::string> codes;  // of formats that are not built in
  bool from_1904 = false;
  bool has_unicode = true;  // BIFF8; before it strings are bytes of `code_page`
  int code_page = 1252;

  std::string shown(double value, std::uint32_t style) const;
};

// A string of a cell or of the workbook's globals as this version stores it, at `at` of the record.
std::string read_xls_string(const BiffRecord& record, std::size_t at, int length_bytes, const XlsWorkbook& workbook);

// `offset` is where the sheet begins in the stream. Errors: over_limit ("elements": cells with text).
Result<SheetGrid> read_xls_sheet(std::string_view stream, std::size_t offset, const XlsWorkbook& workbook,
                                 const Limits& limits);

}  // namespace edify::parse
