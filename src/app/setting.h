// How the table of settings is written: a key, its variables, and what its text does to a Config. Pure.
#pragma once

#include <fmt/format.h>

#include <charconv>
#include <functional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "app/config.h"
#include "base/error.h"

namespace edify::app {

using Apply = std::function<Result<void>(Config&, const std::string& value)>;

struct Setting {
  std::string_view key;        // in edify.toml: "server.port"
  std::string_view variable;   // "EDIFY_SERVER_PORT"
  std::string_view seed_name;  // the seed's variable, or empty
  Apply apply;
  bool is_secret = false;  // its value is in no error
};

// Errors: invalid_argument, saying what it may be.
template <typename Number>
Result<Number> parse_number(const std::string& value, Number smallest, Number largest) {
  Number parsed{};
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), parsed);
  const bool is_number = error == std::errc() && end == value.data() + value.size();
  if (!is_number || !(parsed >= smallest && parsed <= largest)) {  // so that no NaN passes
    return fail(ErrorCode::invalid_argument, fmt::format("must be a number from {} to {}", smallest, largest));
  }
  return parsed;
}

// "true" or "false".
Result<bool> parse_truth(const std::string& value);

// Comma-separated texts without the blanks around them; a list in edify.toml comes as this.
std::vector<std::string> parse_list(std::string_view value);

// Every key (settings_table.cpp).
std::vector<Setting> all_settings();
// The keys of section `server` beside host, port and workers (server_settings.cpp).
std::vector<Setting> server_settings();
// The keys of section `ocr` (ocr_settings.cpp).
std::vector<Setting> ocr_settings();
// The keys of section `cache` for a Redis (cache_settings.cpp).
std::vector<Setting> cache_settings();
// The keys of section `catalog` (catalog_settings.cpp).
std::vector<Setting> catalog_settings();
// The keys of sections `store` and `qdrant` (store_settings.cpp).
std::vector<Setting> store_settings();
// Errors: invalid_argument where they do not fit together.
Result<void> check_store(const Config& config);
// The keys of section `answer` (answer_settings.cpp).
std::vector<Setting> answer_settings();
// Errors: invalid_argument where they do not fit together.
Result<void> check_answers(const Config& config);
// What is kept about people, and for how long (records_settings.cpp).
std::vector<Setting> records_settings();
// The keys of section `backup` (backup_settings.cpp).
std::vector<Setting> backup_settings();

}  // namespace edify::app
