// Media types as requests name them. Pure, thread-safe.
#pragma once

#include <string_view>

namespace edify::api {

// "application/json", alone or with parameters; JSON is UTF-8 whatever a charset says (RFC 8259).
bool is_json(std::string_view content_type);

}  // namespace edify::api
