// The parent's decoders against a parse worker that has been taken over: an Error, or a value that its own encoder
// makes again byte for byte.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "parse/ocr/page_text_codec.h"
#include "parse/sandbox/protocol.h"

using namespace edify::parse;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view payload(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 8) {
    case 0:
      if (const auto elements = decode_elements(payload); elements && encode(*elements) != payload) std::abort();
      break;
    case 1:
      if (const auto facts = decode_facts(payload); facts && encode_facts(*facts) != payload) std::abort();
      break;
    case 2:
      if (const auto range = decode_range_request(payload); range && encode(*range) != payload) std::abort();
      break;
    case 3:
      if (const auto header = decode_header(payload); header && encode_header(*header) != payload) std::abort();
      break;
    case 4:
      if (const auto read = decode_page_read(payload); read && encode(*read) != payload) std::abort();
      break;
    case 5:
      if (const auto pages = decode_pages(payload); pages && encode_pages(*pages) != payload) std::abort();
      break;
    case 6:
      if (const auto page = ocr::decode_page_text(payload); page && ocr::encode(*page) != payload) std::abort();
      break;
    default: static_cast<void>(decode_error(payload));
  }
  return 0;
}
