#include "parse/office/slides_parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "parse/markup/table.h"
#include "parse/office/chart.h"
#include "parse/office/element_list.h"
#include "parse/office/package.h"
#include "parse/office/slide_shapes.h"
#include "parse/office/slide_text.h"

namespace edify::parse {
namespace {

std::uint16_t span_of(const pugi::xml_node& cell, std::string_view name) {
  return static_cast<std::uint16_t>(std::clamp<std::int64_t>(number(cell, name, 1), 1, 1000));
}

// Cells that are covered by a span are there and say so.
Table read_slide_table(const pugi::xml_node& node) {
  Table table;
  const bool has_header = attribute(child(node, "tblPr"), "firstRow") == "1";
  for (const pugi::xml_node& tr : node.children()) {
    if (!is_named(tr, "tr")) continue;
    auto& row = table.rows.emplace_back();
    for (const pugi::xml_node& tc : tr.children()) {
      if (!is_named(tc, "tc") || attribute(tc, "hMerge") == "1" || attribute(tc, "vMerge") == "1") continue;
      row.push_back({.text = text_body_line(child(tc, "txBody")),
                     .row_span = span_of(tc, "rowSpan"),
                     .column_span = span_of(tc, "gridSpan"),
                     .is_header = has_header && table.rows.size() == 1});
    }
  }
  return table;
}

// A slide and what it inherits from.
struct SlideParts {
  XmlTree slide;
  XmlTree layout;
  XmlTree master;
  Relationships relationships;
};

class SlideReader {
 public:
  SlideReader(Package& package, const std::map<std::string, std::string>& authors)
      : package_(package), authors_(authors) {}

  Result<std::vector<Element>> read(const std::string& part) {
    elements_.clear();
    EDIFY_CHECK(read_parts(part));
    if (attribute(parts_.slide->document_element(), "show") == "0") return std::vector<Element>{};
    for (const SlideShape& shape : order_shapes(parts_.slide->document_element(), parts_.layout->document_element(),
                                                parts_.master->document_element())) {
      const std::size_t first = elements_.size();
      EDIFY_CHECK(add_shape(shape));
      for (std::size_t i = first; i < elements_.size(); ++i) elements_[i].box = shape.box;
    }
    EDIFY_CHECK(add_notes());
    EDIFY_CHECK(add_comments());
    return std::move(elements_);
  }

 private:
  Result<void> read_parts(const std::string& part) {
    EDIFY_TRY(parts_.slide, package_.xml(part));
    EDIFY_TRY(parts_.relationships, package_.relationships(part));
    EDIFY_TRY(const std::string layout, package_.related(part, "slideLayout"));
    if (layout == layout_part_) return {};  // most slides share one
    layout_part_ = layout;
    EDIFY_TRY(parts_.layout, package_.optional_xml(layout));
    EDIFY_TRY(const std::string master, package_.related(layout, "slideMaster"));
    EDIFY_TRY(parts_.master, package_.optional_xml(master));
    return {};
  }

  ListStyles inherited_styles(const SlideShape& shape) const {
    if (!shape.is_placeholder) return {};
    ListStyles styles = {descend(shape.in_layout, {"txBody", "lstStyle"}),
                         descend(shape.in_master, {"txBody", "lstStyle"})};
    const bool is_body = shape.placeholder == "body" || shape.placeholder == "obj" || shape.placeholder == "subTitle";
    const pugi::xml_node all = child(parts_.master->document_element(), "txStyles");
    styles.push_back(child(all, is_body ? "bodyStyle" : "otherStyle"));
    return styles;
  }

  Result<void> add_shape(const SlideShape& shape) {
    if (is_named(shape.node, "graphicFrame")) return add_graphic(shape.node);
    if (is_named(shape.node, "pic")) {
      add_element(elements_, ElementType::image, attribute(descend(shape.node, {"nvPicPr", "cNvPr"}), "descr"));
      return {};
    }
    const pugi::xml_node body = child(shape.node, "txBody");
    const std::string& role = shape.placeholder;
    if (role == "title" || role == "ctrTitle") {
      add_text_body(elements_, body, {}, ElementType::title, 1);
    } else if (role == "sldNum") {
      add_element(elements_, ElementType::page_number, text_body_line(body));
    } else if (role == "ftr" || role == "dt" || role == "hdr") {
      add_element(elements_, ElementType::footer, text_body_line(body));
    } else {
      add_text_body(elements_, body, inherited_styles(shape), ElementType::narrative_text);
    }
    return {};
  }

  Result<void> add_graphic(const pugi::xml_node& frame) {
    const pugi::xml_node data = descend(frame, {"graphic", "graphicData"});
    if (const auto table = child(data, "tbl")) {
      Element element = to_element(read_slide_table(table));
      if (!element.text.empty()) elements_.push_back(std::move(element));
    } else if (const auto chart = child(data, "chart")) {
      EDIFY_TRY(const XmlTree tree, related_xml(relationship_id(chart)));
      for (Element& element : read_chart(*tree)) elements_.push_back(std::move(element));
    } else if (const auto diagram = child(data, "relIds")) {
      EDIFY_TRY(const XmlTree tree, related_xml(relationship_id(diagram, "dm")));
      for_each_descendant(*tree, "t", [&](const pugi::xml_node& body) {
        add_element(elements_, ElementType::list_item, text_body_line(body), 1);
      });
    }
    return {};
  }

  Result<XmlTree> related_xml(std::string_view id) {
    const auto found = parts_.relationships.find(id);
    const bool is_inside = found != parts_.relationships.end() && !found->second.is_external;
    return package_.optional_xml(is_inside ? found->second.target : "");
  }

  Result<void> add_notes() {
    for (const auto& [id, relationship] : parts_.relationships) {
      if (relationship.type != "notesSlide") continue;
      EDIFY_TRY(const XmlTree notes, related_xml(id));
      for (const SlideShape& shape : order_shapes(notes->document_element(), {}, {})) {
        if (shape.placeholder != "body") continue;
        add_text_body(elements_, child(shape.node, "txBody"), {}, ElementType::narrative_text);
      }
    }
    return {};
  }

  Result<void> add_comments() {
    for (const auto& [id, relationship] : parts_.relationships) {
      if (relationship.type != "comments") continue;
      EDIFY_TRY(const XmlTree comments, related_xml(id));
      for_each_descendant(*comments, "cm", [&](const pugi::xml_node& comment) {
        const auto author = authors_.find(std::string(attribute(comment, "authorId")));
        const std::string_view time = attribute(comment, attribute(comment, "dt").empty() ? "created" : "dt");
        std::string text = text_below(child(comment, "text"));
        if (text.empty()) text = text_body_line(child(comment, "txBody"));
        add_element(elements_, ElementType::narrative_text,
                    fmt::format("[author: {}, time: {}]: {}", author == authors_.end() ? "unknown" : author->second,
                                time, text));
      });
    }
    return {};
  }

  Package& package_;
  const std::map<std::string, std::string>& authors_;
  SlideParts parts_;
  std::string layout_part_ = "?";
  std::vector<Element> elements_;
};

Result<std::map<std::string, std::string>> read_authors(Package& package, const Relationships& relationships) {
  std::map<std::string, std::string> authors;
  for (const auto& [id, relationship] : relationships) {
    if (relationship.type != "commentAuthors" && relationship.type != "authors") continue;
    EDIFY_TRY(const XmlTree tree, package.optional_xml(relationship.target));
    for (const pugi::xml_node& author : tree->document_element().children()) {
      const std::string_view initials = attribute(author, "initials");
      authors.emplace(attribute(author, "id"), fmt::format("{}{}", attribute(author, "name"),
                                                           initials.empty() ? "" : fmt::format(" ({})", initials)));
    }
  }
  return authors;
}

Result<std::vector<std::string>> slide_parts(const XmlTree& presentation, const Relationships& relationships) {
  std::vector<std::string> parts;
  for (const pugi::xml_node& slide : child(presentation->document_element(), "sldIdLst").children()) {
    const auto found = relationships.find(relationship_id(slide));
    if (found != relationships.end() && !found->second.is_external) parts.push_back(found->second.target);
  }
  return parts;
}

}  // namespace

Result<ParsedDocument> parse_pptx(RangeReader& reader, const ParseOptions& options, UnpackBudget& budget) {
  EDIFY_TRY(Package package, Package::open(reader, options.limits, budget));
  EDIFY_TRY(std::string main, package.related("", "officeDocument"));
  if (main.empty() || !package.has(main)) main = "ppt/presentation.xml";
  EDIFY_TRY(const XmlTree presentation, package.xml(main));
  EDIFY_TRY(const Relationships relationships, package.relationships(main));
  EDIFY_TRY(const auto authors, read_authors(package, relationships));
  EDIFY_TRY(const std::vector<std::string> slides, slide_parts(presentation, relationships));
  EDIFY_TRY(const PageRange range, pages_to_read(options, slides.size()));
  ParsedDocument document;
  document.page_count = static_cast<std::uint32_t>(slides.size());
  SlideReader slide_reader(package, authors);
  for (std::uint32_t page = range.first; page <= range.last; ++page) {
    options.on_page(page);
    EDIFY_TRY(std::vector<Element> elements, slide_reader.read(slides[page - 1]));
    for (Element& element : elements) {
      element.page = page;
      document.elements.push_back(std::move(element));
    }
  }
  return document;
}

}  // namespace edify::parse
