// The JSON Schemas that /openapi.json refers to, as one JSON object: name → schema (JSON Schema 2020-12).
#pragma once

#include <string_view>

namespace edify::api {

extern const std::string_view openapi_schemas;

}  // namespace edify::api
