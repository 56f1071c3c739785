// One ODS sheet → its cells as shown. Pure function.
#pragma once

#include "base/error.h"
#include "parse/limits.h"
#include "parse/office/sheet_grid.h"
#include "parse/office/xml.h"

namespace edify::parse {

// `sheet` is a table:table. Repeated cells with text are repeated. Errors: over_limit ("elements").
Result<SheetGrid> read_odf_sheet(const pugi::xml_node& sheet, const Limits& limits);

}  // namespace edify::parse
