#include "parse/ocr/language_models.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

namespace edify::parse::ocr {
namespace {

constexpr std::string_view extension = ".traineddata";
constexpr std::string_view script_detector = "osd";

// Model names are ISO 639-2/T with few exceptions.
struct Model {
  std::string_view language;  // ISO 639-1
  std::string_view name;
  std::string_view script;  // as the script detector calls it
};
constexpr auto models = std::to_array<Model>({
    {"en", "eng", "Latin"},      {"fr", "fra", "Latin"},      {"es", "spa", "Latin"},      {"pt", "por", "Latin"},
    {"de", "deu", "Latin"},      {"it", "ita", "Latin"},      {"hi", "hin", "Devanagari"}, {"mr", "mar", "Devanagari"},
    {"ne", "nep", "Devanagari"}, {"sa", "san", "Devanagari"}, {"ar", "ara", "Arabic"},     {"ur", "urd", "Arabic"},
    {"fa", "fas", "Arabic"},     {"bn", "ben", "Bengali"},    {"as", "asm", "Bengali"},    {"gu", "guj", "Gujarati"},
    {"pa", "pan", "Gurmukhi"},   {"ta", "tam", "Tamil"},      {"te", "tel", "Telugu"},     {"kn", "kan", "Kannada"},
    {"ml", "mal", "Malayalam"},  {"or", "ori", "Oriya"},      {"si", "sin", "Sinhala"},    {"ru", "rus", "Cyrillic"},
    {"uk", "ukr", "Cyrillic"},   {"el", "ell", "Greek"},      {"he", "heb", "Hebrew"},     {"zh", "chi_sim", "Han"},
    {"zh", "chi_tra", "HanT"},   {"ja", "jpn", "Japanese"},   {"ko", "kor", "Korean"},     {"th", "tha", "Thai"},
    {"km", "khm", "Khmer"},
});

}  // namespace

Result<LanguageModels> LanguageModels::find(const std::string& folder, const std::vector<std::string>& allowed) {
  LanguageModels found;
  found.folder_ = folder;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    const std::filesystem::path& path = entry->path();
    if (path.extension() == extension) found.names_.push_back(path.stem());
  }
  found.can_tell_scripts_ = std::erase(found.names_, script_detector) > 0;
  std::erase(found.names_, "equ");  // reads formulas as pictures, no language
  std::ranges::sort(found.names_);
  if (!allowed.empty()) {
    std::vector<std::string> names = allowed;
    std::erase_if(names,
                  [&](const std::string& name) { return std::ranges::find(found.names_, name) == found.names_.end(); });
    found.names_ = std::move(names);
  }
  if (found.names_.empty()) {
    return fail(ErrorCode::unavailable,
                fmt::format("no language model of the OCR engine{} is in {}; install tesseract-ocr-eng or name the "
                            "folder that has it",
                            allowed.empty() ? "" : " that the configuration names", folder),
                "ocr_models");
  }
  return found;
}

bool LanguageModels::has(std::string_view name) const { return std::ranges::find(names_, name) != names_.end(); }

std::string LanguageModels::first_guess() const { return has("eng") ? "eng" : names_.front(); }

std::string LanguageModels::for_language(std::string_view language) const {
  const auto* const model = std::ranges::find(models, language, &Model::language);
  return model != models.end() && has(model->name) ? std::string(model->name) : std::string();
}

std::vector<std::string> LanguageModels::for_script(std::string_view script) const {
  std::vector<std::string> sets;
  for (const Model& model : models) {
    if (model.script != script || !has(model.name)) continue;
    // Schools' papers put English terms between the words of every other script.
    const bool with_english = script != "Latin" && has("eng");
    sets.push_back(std::string(model.name) + (with_english ? "+eng" : ""));
  }
  return sets;
}

}  // namespace edify::parse::ocr
