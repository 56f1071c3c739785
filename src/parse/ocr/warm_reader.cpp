#include "parse/ocr/warm_reader.h"

#include <memory>
#include <utility>

namespace edify::parse::ocr {

Result<PageReader*> warm_page_reader(const OcrOptions& options) {
  static std::unique_ptr<PageReader> reader;
  static OcrOptions made_for;
  if (!reader || made_for != options) {
    EDIFY_TRY(LanguageModels models, LanguageModels::find(options.models, options.languages));
    reader = std::make_unique<PageReader>(std::move(models));
    made_for = options;
  }
  return reader.get();
}

}  // namespace edify::parse::ocr
