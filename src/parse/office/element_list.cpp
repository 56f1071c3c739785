#include "parse/office/element_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "parse/markup/text_normalizer.h"
#include "parse/text_element.h"

namespace edify::parse {

void add_element(std::vector<Element>& elements, ElementType type, std::string_view text, int level) {
  std::string normal = normalize_inline(text);
  if (normal.empty()) return;
  elements.push_back(text_element(type, std::move(normal), level));
}

Result<PageRange> pages_to_read(const ParseOptions& options, std::size_t count) {
  const PageRange range = {std::max(options.pages.first, 1U),
                           std::min(options.pages.last, static_cast<std::uint32_t>(count))};
  if (range.first > range.last && count > 0) {
    return fail(ErrorCode::invalid_argument, fmt::format("the document has {} pages, none of those asked for", count),
                "page_range");
  }
  if (range.last >= range.first && range.last - range.first >= options.limits.pages) {
    return fail(ErrorCode::over_limit,
                fmt::format("the document has more than {} pages; split it or raise the limit", options.limits.pages),
                "pages");
  }
  return range;
}

}  // namespace edify::parse
