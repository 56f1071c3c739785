#include "app/key_file.h"

#include <fmt/format.h>

#include <system_error>

#include "base/hmac.h"

namespace edify::app {

Result<Secret> load_key_file(std::string_view setting, const std::filesystem::path& file, std::string_view purpose) {
  std::error_code error;
  if (!file.empty() && std::filesystem::exists(file, error)) return load_or_create_key(file, purpose);
  return fail(
      ErrorCode::invalid_argument,
      fmt::format("{} {}; make a key with `openssl rand -hex 32`, keep it in a vault, and name a file (mode "
                  "0600) that holds it",
                  setting, file.empty() ? "is not set" : fmt::format("names {}, which is not there", file.string())),
      "configuration");
}

}  // namespace edify::app
