#include "parse/office/legacy/legacy_text.h"

#include "parse/markup/text_decoder.h"

namespace edify::parse {

std::string decode_utf16(std::string_view bytes) {
  return decode_charset(bytes.substr(0, bytes.size() & ~std::size_t{1}), "UTF-16LE");
}

std::string decode_compressed(std::string_view bytes) { return decode_code_page(bytes, 1252); }

}  // namespace edify::parse
