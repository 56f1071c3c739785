#include "parse/archive/zip_parser.h"

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "parse/archive/zip_reader.h"

namespace edify::parse {
namespace {

bool is_document(const ZipEntry& entry) {
  const std::string_view name = entry.name;
  const std::string_view file = name.substr(name.rfind('/') + 1);
  return !entry.is_folder && !name.starts_with("__MACOSX/") && !file.starts_with('.') && file != "Thumbs.db";
}

Result<std::vector<Element>> read_member(ZipReader& zip, const ZipEntry& entry, NestedParser& nested) {
  EDIFY_TRY(std::string bytes, zip.read(entry));
  return nested.parse(std::move(bytes), entry.name);
}

}  // namespace

Result<ParsedDocument> parse_zip(RangeReader& reader, const Limits& limits, NestedParser& nested) {
  EDIFY_TRY(ZipReader zip, ZipReader::open(reader, limits, nested.unpack_budget()));
  ParsedDocument document;
  std::optional<Error> first_error;
  bool has_read_any = false;
  for (const ZipEntry& entry : zip.entries()) {
    if (!is_document(entry)) continue;
    auto member = read_member(zip, entry, nested);
    if (!member) {
      const bool is_exhausted = nested.is_exhausted() || member.error().reason == "decompressed_bytes";
      if (is_exhausted || is_retryable(member.error().code)) return std::unexpected(std::move(member).error());
      if (!first_error) first_error = member.error();
    }
    has_read_any = has_read_any || member.has_value();
    append_nested(std::move(member), entry.name, 1, document.elements);
  }
  if (first_error && !has_read_any) return std::unexpected(*std::move(first_error));
  return document;
}

}  // namespace edify::parse
