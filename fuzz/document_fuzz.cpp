// Any bytes through the whole of parse_document, as a worker would: PDF layout and tables, office, mail, archives,
// pictures' headers, text. Without OCR, which is Tesseract's time and not our code.
#include <cstddef>
#include <cstdint>
#include <string>

#include "document_checks.h"
#include "model/memory_reader.h"
#include "parse/parser.h"

using namespace edify;
using namespace edify::parse;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  MemoryReader reader(std::string(reinterpret_cast<const char*>(data), size));
  ParseOptions options;
  options.strategy = Strategy::fast;
  options.limits = fuzz_limits();
  check_document(parse_document(reader, options));
  return 0;
}
