// Any bytes through the whole of parse_document, as a worker would: PDF layout and tables, office, mail, archives,
// pictures' headers, text. An Error, or elements of well-formed UTF-8 that the protocol carries unchanged. Without OCR,
// which is Tesseract's time and not our code.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "model/memory_reader.h"
#include "parse/markup/text_normalizer.h"
#include "parse/parser.h"
#include "parse/render.h"
#include "parse/sandbox/protocol.h"

using namespace edify;
using namespace edify::parse;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  MemoryReader reader(std::string(reinterpret_cast<const char*>(data), size));
  ParseOptions options;
  options.strategy = Strategy::fast;
  options.limits = {.pages = 50, .pixels = 1'000'000, .decompressed_bytes = 16 << 20, .elements = 100'000};
  const auto document = parse_document(reader, options);
  if (!document) {
    if (document.error().message.empty() || document.error().reason.empty()) std::abort();
    return 0;
  }
  const auto elements = decode_elements(encode(document->elements));
  if (!elements || *elements != document->elements) std::abort();
  if (!decode_facts(encode_facts(*document))) std::abort();
  render_markdown(*document);
  render_json(*document);
  return 0;
}
