// Any bytes through the markup parsers and the renderers: elements of well-formed UTF-8 without control characters.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "parse/markup/csv_parser.h"
#include "parse/markup/html_parser.h"
#include "parse/markup/markdown_parser.h"
#include "parse/markup/text_decoder.h"
#include "parse/markup/text_normalizer.h"
#include "parse/markup/text_parser.h"
#include "parse/render.h"
#include "parse/text_structure.h"

using namespace edify;
using namespace edify::parse;

namespace {

Result<ParsedDocument> parse_as(unsigned format, std::string_view bytes) {
  const std::string text = decode_text(bytes, declared_charset(bytes));
  if (!is_valid_utf8(text)) std::abort();
  looks_like_html(text);
  looks_like_json(text);
  looks_like_markdown(text);
  switch (format % 4) {
    case 0: return parse_html(text);
    case 1: return parse_markdown(text);
    case 2: return parse_csv(text);
    default: return parse_text(text);
  }
}

void check(const Element& element) {
  if (element.text.empty() || !is_valid_utf8(element.text) || !is_valid_utf8(element.html)) std::abort();
  for (const char c : element.text) {
    const bool is_allowed = static_cast<unsigned char>(c) >= 0x20 || c == '\n';
    if (!is_allowed) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto document = parse_as(data[0], {reinterpret_cast<const char*>(data) + 1, size - 1});
  if (!document) return 0;
  for (const Element& element : document->elements) check(element);
  render_markdown(*document);
  render_json(*document);
  return 0;
}
