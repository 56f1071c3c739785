// Documents within a document (a mail's attachments, an archive's members): their bytes → elements, by the parser that
// the outer document went through, within what the outer document has left.
//
// One NestedParser belongs to one call of parse_document, which hands it down to containers and, through them, to what
// they contain; so nesting multiplies no limit. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/element.h"
#include "parse/archive/zip_reader.h"
#include "parse/parser.h"

namespace edify::parse {

// Containers in containers, where Limits::nesting does not say less: each level holds its document's bytes in memory
// while the next is parsed.
inline constexpr std::uint32_t max_container_depth = 6;

class NestedParser {
 public:
  using ParseFunction = Result<ParsedDocument> (*)(RangeReader& reader, const ParseOptions& options,
                                                   NestedParser& nested);

  // `options` are the outer document's and must outlive it.
  NestedParser(ParseFunction function, const ParseOptions& options)
      : parse_(function), options_(options), unpack_budget_{options.limits.decompressed_bytes} {}

  // What packed containers unpack is taken from here, by themselves, before it is parsed.
  UnpackBudget& unpack_budget() { return unpack_budget_; }

  // The document's elements, without page and boxes: those would point into a file that no viewer can open alone.
  // Errors: as parse_document's; over_limit ("nesting"; "entries": Limits::entries holds for all of them together).
  Result<std::vector<Element>> parse(std::string bytes, std::string_view name);

  // True where the outer document's limits let nothing more be parsed within it.
  bool is_exhausted() const { return is_exhausted_; }

 private:
  void count(const std::vector<Element>& elements);

  ParseFunction parse_;
  const ParseOptions& options_;
  UnpackBudget unpack_budget_;
  std::uint32_t depth_ = 0;
  std::uint32_t documents_ = 0;
  std::uint64_t elements_ = 0;
  std::uint64_t text_bytes_ = 0;
  bool is_exhausted_ = false;
};

// Appends a Title of `level` that is `name` (none where it is empty) and `parsed` with its headings below it; in the
// place of what could not be read, one line that says why.
void append_nested(Result<std::vector<Element>> parsed, std::string_view name, int level,
                   std::vector<Element>& elements);

// Moves headings `by` levels down.
void lower_headings(std::vector<Element>& elements, int by);

}  // namespace edify::parse
