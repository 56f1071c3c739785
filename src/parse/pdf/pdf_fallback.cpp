#include "parse/pdf/pdf_fallback.h"

#include <fmt/format.h>

#include <utility>

#include "model/memory_reader.h"
#include "parse/pdf/pdf_parser.h"
#include "parse/pdf/pdf_repair.h"

namespace edify::parse {
namespace {

// Only a file that was read in vain is worth another try: another limit or password would not come of it.
bool is_malformed(const Error& error) { return error.code == ErrorCode::unreadable && error.reason == "malformed"; }

std::unexpected<Error> gave_up(const Error& first, std::string_view then) {
  return fail(ErrorCode::unreadable, fmt::format("{}; tried: as it is, repaired by libqpdf ({})", first.message, then),
              "malformed");
}

}  // namespace

Result<ParsedDocument> parse_pdf_or_repair(RangeReader& reader, const ParseOptions& options) {
  auto document = parse_pdf(reader, options);
  if (document || !is_malformed(document.error())) return document;
  auto repaired = pdf::repair_pdf(reader);
  if (!repaired) {
    const Error& error = repaired.error();
    const bool is_of_the_source = is_retryable(error.code) || error.code == ErrorCode::not_found;
    if (is_of_the_source || error.reason == "encrypted") return std::unexpected(error);
    return gave_up(document.error(), error.message);
  }
  MemoryReader mended(std::move(*repaired));
  ParseOptions alone = options;
  alone.page_texts = nullptr;  // nobody else has the mended file
  auto second = parse_pdf(mended, alone);
  const bool in_vain = !second && (is_malformed(second.error()) || second.error().reason == "empty");
  if (in_vain) return gave_up(document.error(), "no page of it can be read");
  return second;
}

}  // namespace edify::parse
