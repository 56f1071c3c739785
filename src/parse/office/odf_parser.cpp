#include "parse/office/odf_parser.h"

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

#include "parse/markup/text_normalizer.h"
#include "parse/office/element_list.h"
#include "parse/office/odf_blocks.h"
#include "parse/office/odf_sheet.h"
#include "parse/office/odf_styles.h"
#include "parse/office/odf_text.h"
#include "parse/office/package.h"

namespace edify::parse {
namespace {

struct OdfParts {
  XmlTree content;
  XmlTree styles;
  std::string title;
};

// [ODF 1.3 part 2] 4.3: the manifest says which parts are encrypted; the archive itself does not.
Result<void> check_readable(Package& package) {
  EDIFY_TRY(const XmlTree manifest, package.optional_xml("META-INF/manifest.xml"));
  if (!find_descendant(*manifest, "encryption-data")) return {};
  return fail(ErrorCode::unreadable, "the document is encrypted; save it without a password", "encrypted");
}

Result<OdfParts> read_parts(Package& package) {
  EDIFY_CHECK(check_readable(package));
  OdfParts parts;
  EDIFY_TRY(parts.content, package.xml("content.xml"));
  EDIFY_TRY(parts.styles, package.optional_xml("styles.xml"));
  EDIFY_TRY(const XmlTree meta, package.optional_xml("meta.xml"));
  parts.title = normalize_inline(text_below(find_descendant(*meta, "title")));
  return parts;
}

pugi::xml_node body_of(const OdfParts& parts, std::string_view kind) {
  return descend(parts.content->document_element(), {"body", kind});
}

// The texts of the master pages' headers or footers, each once.
void add_furniture(const OdfParts& parts, std::string_view name, ElementType type, std::vector<Element>& elements) {
  std::set<std::string> seen;
  const pugi::xml_node masters = child(parts.styles->document_element(), "master-styles");
  for (const pugi::xml_node& master : masters.children()) {
    std::string text;
    for_each_descendant(child(master, name), "p",
                        [&](const pugi::xml_node& p) { text += read_odf_text(p).text + "\n"; });
    text = normalize_inline(text);
    if (seen.insert(text).second) add_element(elements, type, text);
  }
}

ElementType type_of_class(std::string_view presentation_class) {
  if (presentation_class == "title") return ElementType::title;
  if (presentation_class == "page-number") return ElementType::page_number;
  if (presentation_class == "header") return ElementType::header;
  if (presentation_class == "footer" || presentation_class == "date-time") return ElementType::footer;
  return ElementType::narrative_text;
}

// The title first, the rest as it was drawn, the notes last.
Result<std::vector<Element>> read_slide(const pugi::xml_node& slide, OdfBlocks& blocks) {
  for (const bool titles : {true, false}) {
    for (const pugi::xml_node& shape : slide.children()) {
      const ElementType type = type_of_class(attribute(shape, "class"));
      if (is_odf_shape(shape) && (type == ElementType::title) == titles) EDIFY_CHECK(blocks.add_shape(shape, type));
    }
  }
  for (const pugi::xml_node& shape : child(slide, "notes").children()) {
    if (attribute(shape, "class") == "notes") EDIFY_CHECK(blocks.add_shape(shape));
  }
  return blocks.take();
}

}  // namespace

Result<ParsedDocument> parse_odt(RangeReader& reader, const ParseOptions& options, UnpackBudget& budget) {
  EDIFY_TRY(Package package, Package::open(reader, options.limits, budget));
  EDIFY_TRY(const OdfParts parts, read_parts(package));
  const OdfStyles styles(*parts.content, *parts.styles);
  OdfBlocks blocks(package, styles);
  const pugi::xml_node body = body_of(parts, "text");
  blocks.set_has_title(std::ranges::any_of(body.children(), [&](const pugi::xml_node& node) {
    return styles.derives(attribute(node, "style-name"), "Title");
  }));
  EDIFY_CHECK(blocks.add_children(body));
  ParsedDocument document;
  document.title = parts.title;
  add_furniture(parts, "header", ElementType::header, document.elements);
  std::ranges::move(blocks.take(), std::back_inserter(document.elements));
  add_furniture(parts, "footer", ElementType::footer, document.elements);
  return document;
}

Result<ParsedDocument> parse_odp(RangeReader& reader, const ParseOptions& options, UnpackBudget& budget) {
  EDIFY_TRY(Package package, Package::open(reader, options.limits, budget));
  EDIFY_TRY(const OdfParts parts, read_parts(package));
  const OdfStyles styles(*parts.content, *parts.styles);
  std::vector<pugi::xml_node> slides;
  for (const pugi::xml_node& node : body_of(parts, "presentation").children()) {
    if (is_named(node, "page")) slides.push_back(node);
  }
  EDIFY_TRY(const PageRange range, pages_to_read(options, slides.size()));
  OdfBlocks blocks(package, styles);
  ParsedDocument document;
  document.title = parts.title;
  document.page_count = static_cast<std::uint32_t>(slides.size());
  for (std::uint32_t page = range.first; page <= range.last; ++page) {
    options.on_page(page);
    EDIFY_TRY(std::vector<Element> elements, read_slide(slides[page - 1], blocks));
    for (Element& element : elements) {
      element.page = page;
      document.elements.push_back(std::move(element));
    }
  }
  return document;
}

Result<ParsedDocument> parse_ods(RangeReader& reader, const ParseOptions& options, UnpackBudget& budget) {
  EDIFY_TRY(Package package, Package::open(reader, options.limits, budget));
  EDIFY_TRY(const OdfParts parts, read_parts(package));
  const OdfStyles styles(*parts.content, *parts.styles);
  ParsedDocument document;
  document.title = parts.title;
  for (const pugi::xml_node& sheet : body_of(parts, "spreadsheet").children()) {
    if (!is_named(sheet, "table") || styles.hides_table(attribute(sheet, "style-name"))) continue;
    add_element(document.elements, ElementType::title, attribute(sheet, "name"), 1);
    EDIFY_TRY(SheetGrid grid, read_odf_sheet(sheet, options.limits));
    EDIFY_TRY(std::vector<SheetBlock> blocks, find_sheet_blocks(std::move(grid), options.limits));
    for (SheetBlock& block : blocks) std::ranges::move(block.elements, std::back_inserter(document.elements));
  }
  return document;
}

}  // namespace edify::parse
