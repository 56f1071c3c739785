// Office Math (ECMA-376-1, 22.1) as TeX. Pure functions; recursion is bounded by the tree's own limit of nesting.
#pragma once

#include <string>

#include "parse/office/xml.h"

namespace edify::parse {

// `math` is an oMath or any element below one. Symbols stay Unicode; structure becomes TeX: \frac, ^, _, \sqrt, \sum.
std::string math_to_tex(const pugi::xml_node& math);

}  // namespace edify::parse
