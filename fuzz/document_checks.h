// What every parser promises, whatever it was given. Ends the process where it is broken.
#pragma once

#include <cstdlib>

#include "base/error.h"
#include "model/element.h"
#include "parse/markup/text_normalizer.h"
#include "parse/render.h"
#include "parse/sandbox/protocol.h"

namespace edify::parse {

// Elements of well-formed UTF-8 that the protocol carries unchanged and the renderers can print.
inline void check_document(const ParsedDocument& document) {
  const auto elements = decode_elements(encode(document.elements));
  if (!elements || *elements != document.elements) std::abort();
  if (!decode_facts(encode_facts(document))) std::abort();
  render_markdown(document);
  render_json(document);
}

// An Error says what, and why in a word.
inline void check_document(const Result<ParsedDocument>& document) {
  if (document) return check_document(*document);
  if (document.error().message.empty() || document.error().reason.empty()) std::abort();
}

// Small enough that one input can not take long.
inline Limits fuzz_limits() {
  return {.pages = 50, .pixels = 1'000'000, .decompressed_bytes = 16 << 20, .elements = 100'000};
}

}  // namespace edify::parse
