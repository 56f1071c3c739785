#include "parse/office/workbook_parser.h"

#include <algorithm>
#include <map>
#include <utility>

#include "parse/office/chart.h"
#include "parse/office/element_list.h"
#include "parse/office/number_format.h"
#include "parse/office/package.h"
#include "parse/office/sheet_grid.h"
#include "parse/office/sheet_reader.h"

namespace edify::parse {
namespace {

Result<std::vector<std::string>> read_cell_formats(Package& package, const std::string& part) {
  EDIFY_TRY(const XmlTree styles, package.optional_xml(part));
  const pugi::xml_node root = styles->document_element();
  std::map<std::int64_t, std::string> codes;
  for (const pugi::xml_node& format : child(root, "numFmts").children()) {
    codes.emplace(number(format, "numFmtId", -1), attribute(format, "formatCode"));
  }
  std::vector<std::string> formats;
  for (const pugi::xml_node& cell_format : child(root, "cellXfs").children()) {
    const std::int64_t id = number(cell_format, "numFmtId");
    const auto found = codes.find(id);
    formats.push_back(found == codes.end() ? std::string(builtin_number_format(id)) : found->second);
  }
  return formats;
}

class WorkbookReader {
 public:
  explicit WorkbookReader(Package& package) : package_(package) {}

  Result<std::vector<Element>> read() && {
    EDIFY_TRY(std::string main, package_.related("", "officeDocument"));
    if (main.empty() || !package_.has(main)) main = "xl/workbook.xml";
    EDIFY_TRY(const XmlTree tree, package_.xml(main));
    EDIFY_TRY(const Relationships relationships, package_.relationships(main));
    EDIFY_TRY(const std::string strings, package_.related(main, "sharedStrings"));
    EDIFY_TRY(const std::string styles, package_.related(main, "styles"));
    EDIFY_TRY(workbook_.strings, read_shared_strings(package_, strings));
    EDIFY_TRY(workbook_.cell_formats, read_cell_formats(package_, styles));
    const pugi::xml_node root = tree->document_element();
    const std::string_view epoch = attribute(child(root, "workbookPr"), "date1904");
    workbook_.from_1904 = epoch == "1" || epoch == "true";
    for (const pugi::xml_node& sheet : child(root, "sheets").children()) {
      const std::string_view state = attribute(sheet, "state");
      const auto found = relationships.find(relationship_id(sheet));
      if (state == "hidden" || state == "veryHidden" || found == relationships.end()) continue;
      add_element(elements_, ElementType::title, attribute(sheet, "name"), 1);
      EDIFY_CHECK(add_sheet(found->second));
    }
    return std::move(elements_);
  }

 private:
  Result<void> add_sheet(const Relationship& sheet) {
    std::vector<SheetBlock> blocks;
    if (sheet.type == "worksheet") {
      EDIFY_TRY(SheetGrid grid, read_sheet(package_, sheet.target, workbook_));
      EDIFY_TRY(blocks, find_sheet_blocks(std::move(grid), package_.limits()));
    }
    EDIFY_TRY(const std::string drawing, package_.related(sheet.target, "drawing"));
    EDIFY_CHECK(add_drawings(drawing, blocks));
    std::ranges::stable_sort(blocks, {}, [](const SheetBlock& block) { return std::pair(block.row, block.column); });
    for (SheetBlock& block : blocks) std::ranges::move(block.elements, std::back_inserter(elements_));
    return {};
  }

  // Charts and pictures, each with the cell that it is anchored to.
  Result<void> add_drawings(const std::string& part, std::vector<SheetBlock>& blocks) {
    EDIFY_TRY(const XmlTree drawing, package_.optional_xml(part));
    EDIFY_TRY(const Relationships relationships, package_.relationships(part));
    for (const pugi::xml_node& anchor : drawing->document_element().children()) {
      SheetBlock block;
      const pugi::xml_node from = child(anchor, "from");
      block.row =
          static_cast<std::uint32_t>(std::clamp<std::int64_t>(to_number(text_below(child(from, "row"))), 0, 1 << 20));
      block.column =
          static_cast<std::uint32_t>(std::clamp<std::int64_t>(to_number(text_below(child(from, "col"))), 0, 1 << 14));
      for_each_descendant(anchor, "cNvPr", [&](const pugi::xml_node& properties) {
        add_element(block.elements, ElementType::image, attribute(properties, "descr"));
      });
      for_each_descendant(anchor, "txBody", [&](const pugi::xml_node& body) {
        std::string text;
        for_each_descendant(body, "t", [&](const pugi::xml_node& t) { text += text_below(t) + " "; });
        add_element(block.elements, ElementType::narrative_text, text);
      });
      const auto chart = relationships.find(relationship_id(find_descendant(anchor, "chart")));
      if (chart != relationships.end() && chart->second.type == "chart") {
        EDIFY_TRY(const XmlTree tree, package_.optional_xml(chart->second.target));
        std::ranges::move(read_chart(*tree), std::back_inserter(block.elements));
      }
      blocks.push_back(std::move(block));
    }
    return {};
  }

  Package& package_;
  Workbook workbook_;
  std::vector<Element> elements_;
};

}  // namespace

Result<ParsedDocument> parse_xlsx(RangeReader& reader, const ParseOptions& options, UnpackBudget& budget) {
  EDIFY_TRY(Package package, Package::open(reader, options.limits, budget));
  ParsedDocument document;
  EDIFY_TRY(document.elements, WorkbookReader(package).read());
  return document;
}

}  // namespace edify::parse
