// The JSON Schemas that /openapi.json refers to, as one JSON object: name → schema (JSON Schema 2020-12).
#pragma once

#include <string_view>

namespace edify::api {

extern const std::string_view openapi_schemas;
extern const std::string_view openapi_chat_schemas;     // of /chat and what is kept of it
extern const std::string_view openapi_library_schemas;  // of the library, feedback and admin routes

}  // namespace edify::api
