// Mail: headers, MIME parts, transfer encodings. Attachments are taken and not read.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "document_checks.h"
#include "parse/mail/mail_parser.h"

using namespace edify;
using namespace edify::parse;

namespace {

Result<ParsedDocument> leave_unread(RangeReader&, const ParseOptions&, NestedParser&) {
  return fail(ErrorCode::unsupported_format, "attachments are not read here", "unsupported_format");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ParseOptions options;
  options.limits = fuzz_limits();
  NestedParser nested(leave_unread, options);
  check_document(parse_mail({reinterpret_cast<const char*>(data), size}, nested));
  return 0;
}
