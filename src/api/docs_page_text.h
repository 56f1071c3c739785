// Style and script of GET /docs: docs/page.css and docs/page.js, put into the program by CMake.
#pragma once

#include <string_view>

namespace edify::api {

extern const std::string_view docs_style;
extern const std::string_view docs_script;

}  // namespace edify::api
