// A chart's title, kind and numbers out of a DrawingML chart part (ECMA-376-1, 21.2). Pure function.
#pragma once

#include <vector>

#include "model/element.h"
#include "parse/office/xml.h"

namespace edify::parse {

// The values that the chart keeps of its cells, as a table: a row a category, a column a series. Nothing where the
// chart keeps none.
std::vector<Element> read_chart(const pugi::xml_document& chart);

}  // namespace edify::parse
