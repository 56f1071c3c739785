// The keys of section `ocr`.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "app/setting.h"

namespace edify::app {
namespace {

Result<void> set_enabled(Config& config, const std::string& value) {
  EDIFY_TRY(config.ocr_enabled, parse_truth(value));
  return {};
}

Result<void> set_models(Config& config, const std::string& value) {
  if (!value.starts_with('/')) return fail(ErrorCode::invalid_argument, "must be a folder's whole path");
  config.ocr.models = value;
  return {};
}

// "eng,hin"; empty: all that are installed. The names become file names.
Result<void> set_languages(Config& config, const std::string& value) {
  config.ocr.languages.clear();
  std::string_view rest = value;
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    const std::string name(rest.substr(0, comma));
    rest.remove_prefix(std::min(comma + 1, rest.size()));
    if (name.empty()) continue;
    const bool is_name =
        std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; });
    if (!is_name) return fail(ErrorCode::invalid_argument, fmt::format("\"{}\" is no model's name, as eng is", name));
    config.ocr.languages.push_back(name);
  }
  return {};
}

Result<void> set_resolution(Config& config, const std::string& value) {
  EDIFY_TRY(config.ocr.max_dots_per_inch, parse_number<std::uint32_t>(value, 100, 600));
  return {};
}

}  // namespace

std::vector<Setting> ocr_settings() {
  return {{"ocr.enabled", "EDIFY_OCR_ENABLED", "", set_enabled},
          {"ocr.languages", "EDIFY_OCR_LANGUAGES", "", set_languages},
          {"ocr.models", "EDIFY_OCR_MODELS", "", set_models},
          {"ocr.max_dpi", "EDIFY_OCR_MAX_DPI", "", set_resolution}};
}

}  // namespace edify::app
