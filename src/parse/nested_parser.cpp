#include "parse/nested_parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include "model/memory_reader.h"
#include "parse/markup/text_normalizer.h"
#include "parse/text_element.h"

namespace edify::parse {
void NestedParser::count(const std::vector<Element>& elements) {
  elements_ += elements.size();
  for (const Element& element : elements) text_bytes_ += element.text.size();
  is_exhausted_ = elements_ >= options_.limits.elements || text_bytes_ >= options_.limits.text_bytes;
}

Result<std::vector<Element>> NestedParser::parse(std::string bytes, std::string_view name) {
  const std::uint32_t depth_limit = std::min(max_container_depth, options_.limits.nesting);
  if (depth_ >= depth_limit) {
    return fail(ErrorCode::over_limit, fmt::format("it lies deeper than {} documents within documents", depth_limit),
                "nesting");
  }
  if (is_exhausted_) {
    return fail(ErrorCode::over_limit, "the document's limit of elements or text is used up; split it", "elements");
  }
  if (++documents_ > options_.limits.entries) {
    is_exhausted_ = true;
    return fail(ErrorCode::over_limit,
                fmt::format("it contains more than {} documents in all; split it", options_.limits.entries), "entries");
  }
  ParseOptions options = options_;
  options.name = name;
  options.pages = {};
  options.page_texts = nullptr;  // they are the outer document's pages
  options.limits.elements -= static_cast<std::uint32_t>(elements_);
  options.limits.text_bytes -= text_bytes_;
  MemoryReader reader(std::move(bytes));
  // What the document contains counts while it is parsed, and then as part of it.
  const auto outer = std::pair(elements_, text_bytes_);
  ++depth_;
  auto document = parse_(reader, options, *this);
  --depth_;
  std::tie(elements_, text_bytes_) = outer;
  if (!document) return std::unexpected(std::move(document).error());
  if (document->elements.empty()) {
    return fail(ErrorCode::unreadable, "it holds pictures of text that could not be recognised", "empty");
  }
  count(document->elements);
  for (Element& element : document->elements) {
    element.page = 0;
    element.box = {};
    element.spans.clear();
  }
  return std::move(document->elements);
}

void lower_headings(std::vector<Element>& elements, int by) {
  constexpr int deepest = 9;
  for (Element& element : elements) {
    if (element.type == ElementType::title) element.level = std::min(element.level + by, deepest);
  }
}

void append_nested(Result<std::vector<Element>> parsed, std::string_view name, int level,
                   std::vector<Element>& elements) {
  if (std::string title = normalize_inline(name); !title.empty()) {
    elements.push_back(text_element(ElementType::title, std::move(title), level));
  }
  if (!parsed) {
    std::string reason = normalize_inline("Not read: " + parsed.error().message + ".");
    elements.push_back(text_element(ElementType::uncategorized_text, std::move(reason)));
    return;
  }
  lower_headings(*parsed, level);
  std::ranges::move(*parsed, std::back_inserter(elements));
}

}  // namespace edify::parse
