// The language models of the OCR engine that are installed, and which of them reads what. Immutable, thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace edify::parse::ocr {

class LanguageModels {
 public:
  // `folder` holds NAME.traineddata files. `allowed`: only these names ("eng"), in the order of preference; empty:
  // all that are there. Errors: unavailable ("ocr_models") where none of them is there.
  static Result<LanguageModels> find(const std::string& folder, const std::vector<std::string>& allowed);

  const std::string& folder() const { return folder_; }
  bool has(std::string_view name) const;
  bool can_tell_scripts() const { return can_tell_scripts_; }

  // What reads Latin script when its language is not known yet: English, or else the first installed.
  std::string first_guess() const;

  // The model for an ISO 639-1 language ("fr" → "fra"); empty where it is not installed.
  std::string for_language(std::string_view language) const;

  // The installed models for a script by its English name ("Devanagari"), the likeliest first, each as the engine's
  // language set: "hin+eng". Empty where none reads it.
  std::vector<std::string> for_script(std::string_view script) const;

 private:
  std::string folder_;
  std::vector<std::string> names_;
  bool can_tell_scripts_ = false;
};

}  // namespace edify::parse::ocr
