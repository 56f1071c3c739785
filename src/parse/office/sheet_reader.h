// One XLSX worksheet → its cells as shown. Streams the part: a sheet is never a tree, nor whole in memory as XML.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "parse/office/package.h"
#include "parse/office/sheet_grid.h"

namespace edify::parse {

// What cells refer to.
struct Workbook {
  std::vector<std::string> strings;       // shared strings, one line each
  std::vector<std::string> cell_formats;  // number format codes by a cell's style
  bool from_1904 = false;
};

// Errors as Package::read; over_limit ("elements": cells with text; "text_bytes": above 64 MiB).
Result<SheetGrid> read_sheet(Package& package, const std::string& part, const Workbook& workbook);

// Errors as Package::read; over_limit ("text_bytes": above 64 MiB). A missing part has none.
Result<std::vector<std::string>> read_shared_strings(Package& package, const std::string& part);

// "BC12" → row 11, column 54. False where it is no reference.
bool read_reference(std::string_view reference, std::uint32_t& row, std::uint32_t& column);

}  // namespace edify::parse
