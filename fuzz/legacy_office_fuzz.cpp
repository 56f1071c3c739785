// RTF, the binary formats of Word, PowerPoint and Excel, and Outlook messages. The first byte chooses the parser.
#include <cstddef>
#include <cstdint>
#include <string>

#include "document_checks.h"
#include "model/memory_reader.h"
#include "parse/mail/msg_parser.h"
#include "parse/nested_parser.h"
#include "parse/office/legacy/doc_parser.h"
#include "parse/office/legacy/ppt_parser.h"
#include "parse/office/legacy/xls_parser.h"
#include "parse/office/rtf_parser.h"

using namespace edify;
using namespace edify::parse;

namespace {

Result<ParsedDocument> leave_unread(RangeReader&, const ParseOptions&, NestedParser&) {
  return fail(ErrorCode::unsupported_format, "attachments are not read here", "unsupported_format");
}

Result<ParsedDocument> parse_as(unsigned format, const std::string& bytes) {
  ParseOptions options;
  options.strategy = Strategy::fast;
  options.limits = fuzz_limits();
  MemoryReader reader(bytes);
  NestedParser nested(leave_unread, options);
  switch (format % 5) {
    case 0: return parse_rtf(bytes);
    case 1: return parse_doc(reader, options.limits);
    case 2: return parse_ppt(reader, options);
    case 3: return parse_xls(reader, options.limits);
    default: return parse_msg(reader, nested);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  check_document(parse_as(data[0], std::string(reinterpret_cast<const char*>(data) + 1, size - 1)));
  return 0;
}
