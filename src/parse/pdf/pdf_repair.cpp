#include "parse/pdf/pdf_repair.h"

#include <utility>

#include "parse/markup/text_decoder.h"
#include "parse/pdf/qpdf_rewrite.h"

namespace edify::parse::pdf {

Result<std::string> repair_pdf(RangeReader& reader, std::uint64_t limit) {
  EDIFY_TRY(std::string bytes, read_whole(reader, limit));
  // For a file that has lost its own; the first one of a file counts.
  bytes += "\ntrailer\n<< /Size 1 >>\n";
  RewrittenPdf rewritten = rewrite_with_qpdf(bytes);
  if (rewritten.asks_password) {
    return fail(ErrorCode::unreadable, "the PDF is encrypted and asks for a password; store it without one",
                "encrypted");
  }
  if (rewritten.bytes.empty()) return fail(ErrorCode::unreadable, rewritten.trouble, "malformed");
  return std::move(rewritten.bytes);
}

}  // namespace edify::parse::pdf
