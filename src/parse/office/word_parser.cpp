#include "parse/office/word_parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "parse/markup/text_normalizer.h"
#include "parse/office/chart.h"
#include "parse/office/element_list.h"
#include "parse/office/omml.h"
#include "parse/office/package.h"
#include "parse/office/word_numbering.h"
#include "parse/office/word_styles.h"
#include "parse/office/word_table.h"
#include "parse/office/word_text.h"

namespace edify::parse {
namespace {

struct WordParts {
  std::string main;  // the name of the document part
  XmlTree document;
  XmlTree styles;
  XmlTree numbering;
  XmlTree footnotes;
  XmlTree endnotes;
  Relationships relationships;
};

Result<WordParts> read_parts(Package& package) {
  WordParts parts;
  EDIFY_TRY(parts.main, package.related("", "officeDocument"));
  if (parts.main.empty() || !package.has(parts.main)) parts.main = "word/document.xml";
  EDIFY_TRY(parts.document, package.xml(parts.main));
  EDIFY_TRY(parts.relationships, package.relationships(parts.main));
  const auto read = [&](std::string_view type, XmlTree& tree) -> Result<void> {
    EDIFY_TRY(const std::string name, package.related(parts.main, type));
    EDIFY_TRY(tree, package.optional_xml(name));
    return {};
  };
  EDIFY_CHECK(read("styles", parts.styles));
  EDIFY_CHECK(read("numbering", parts.numbering));
  EDIFY_CHECK(read("footnotes", parts.footnotes));
  EDIFY_CHECK(read("endnotes", parts.endnotes));
  return parts;
}

// Walks the body. Recursion is bounded by the trees' limit of nesting.
class WordWalker {
 public:
  WordWalker(Package& package, const WordParts& parts)
      : package_(package),
        parts_(parts),
        styles_(*parts.styles),
        numbering_(*parts.numbering),
        footnotes_(notes_by_id(*parts.footnotes)),
        endnotes_(notes_by_id(*parts.endnotes)) {}

  Result<std::vector<Element>> walk() && {
    const pugi::xml_node body = descend(*parts_.document, {"document", "body"});
    has_title_ = uses_title_style(body);
    EDIFY_CHECK(add_furniture("header", ElementType::header));
    EDIFY_CHECK(visit_blocks(body));
    EDIFY_CHECK(add_furniture("footer", ElementType::footer));
    return std::move(elements_);
  }

 private:
  using Notes = std::map<std::string, pugi::xml_node, std::less<>>;

  static Notes notes_by_id(const pugi::xml_document& tree) {
    Notes notes;
    for (const pugi::xml_node& note : tree.document_element().children()) notes.emplace(attribute(note, "id"), note);
    return notes;
  }

  bool uses_title_style(const pugi::xml_node& body) const {
    return std::ranges::any_of(body.children(), [&](const pugi::xml_node& node) {
      const ParagraphStyle& style = styles_.find(attribute(descend(node, {"pPr", "pStyle"}), "val"));
      return style.role == ParagraphRole::title && !style.outline_level;
    });
  }

  // The text of each header or footer part, once.
  Result<void> add_furniture(std::string_view kind, ElementType type) {
    std::set<std::string> seen;
    for (const auto& [id, relationship] : parts_.relationships) {
      if (relationship.type != kind || relationship.is_external) continue;
      EDIFY_TRY(const XmlTree tree, package_.optional_xml(relationship.target));
      std::string text;
      for_each_descendant(*tree, "p", [&](const pugi::xml_node& p) { text += read_word_text(p).text + "\n"; });
      text = normalize_inline(text);
      if (seen.insert(text).second) add_element(elements_, type, text);
    }
    return {};
  }

  Result<void> visit_blocks(const pugi::xml_node& parent) {
    for (const pugi::xml_node& node : parent.children()) {
      const std::string_view name = local_name(node);
      if (name == "p") {
        EDIFY_CHECK(visit_paragraph(node));
      } else if (name == "tbl") {
        EDIFY_CHECK(visit_table(node));
      } else if (name == "AlternateContent") {
        EDIFY_CHECK(visit_blocks(chosen_alternative(node)));
      } else if (name == "sdt" || name == "sdtContent" || name == "ins" || name == "moveTo" || name == "customXml" ||
                 name == "smartTag") {
        EDIFY_CHECK(visit_blocks(node));
      } else if (name == "oMathPara" || name == "oMath") {
        add_element(elements_, ElementType::formula, fmt::format("$${}$$", math_to_tex(node)));
      }
    }
    return {};
  }

  Result<void> visit_paragraph(const pugi::xml_node& paragraph) {
    const WordText content = read_word_text(paragraph);
    if (!normalize_inline(content.text).empty()) add_paragraph(paragraph, content);
    return add_attachments(content);
  }

  void add_paragraph(const pugi::xml_node& paragraph, const WordText& content) {
    const pugi::xml_node properties = child(paragraph, "pPr");
    const ParagraphStyle& style = styles_.find(attribute(child(properties, "pStyle"), "val"));
    const std::optional<ListLabel> label = next_label(properties, style);
    const std::string text = label && !label->text.empty() ? label->text + " " + content.text : content.text;
    if (const int level = heading_level(properties, style); level > 0) {
      return add_element(elements_, ElementType::title, text, level);
    }
    if (content.is_formula) return add_element(elements_, ElementType::formula, content.text);
    if (label && label->shows) return add_element(elements_, ElementType::list_item, text, label->depth + 1);
    const bool is_caption = style.role == ParagraphRole::caption;
    add_element(elements_, is_caption ? ElementType::figure_caption : ElementType::narrative_text, text);
  }

  // 0: no heading.
  int heading_level(const pugi::xml_node& properties, const ParagraphStyle& style) const {
    std::optional<int> outline = style.outline_level;
    if (const auto own = child(properties, "outlineLvl")) {
      const std::int64_t level = number(own, "val", 9);
      outline = level >= 0 && level < 9 ? std::optional(static_cast<int>(level)) : std::nullopt;
    }
    if (outline) return *outline + (has_title_ ? 2 : 1);
    if (style.role == ParagraphRole::title) return 1;
    return style.role == ParagraphRole::subtitle ? 2 : 0;
  }

  std::optional<ListLabel> next_label(const pugi::xml_node& properties, const ParagraphStyle& style) {
    const pugi::xml_node own = child(properties, "numPr");
    const pugi::xml_node own_id = child(own, "numId");
    const std::string id = own_id ? std::string(attribute(own_id, "val")) : style.num_id.value_or("");
    if (id.empty() || id == "0") return std::nullopt;
    const pugi::xml_node own_level = child(own, "ilvl");
    int level = style.list_level.value_or(0);
    if (!style.list_level) level = numbering_.level_of_style(id, style.list_style).value_or(0);
    if (own_level) level = static_cast<int>(std::clamp<std::int64_t>(number(own_level, "val"), 0, 8));
    return numbering_.next(id, level);
  }

  Result<void> add_attachments(const WordText& content) {
    for (const std::string& image : content.images) add_element(elements_, ElementType::image, image);
    for (const std::string& id : content.charts) EDIFY_CHECK(add_chart(id));
    for (const pugi::xml_node& box : content.text_boxes) EDIFY_CHECK(visit_blocks(box));
    for (const NoteReference& note : content.notes) add_note(note);
    return {};
  }

  Result<void> add_chart(const std::string& id) {
    const auto found = parts_.relationships.find(id);
    if (found == parts_.relationships.end() || found->second.type != "chart") return {};
    EDIFY_TRY(const XmlTree chart, package_.optional_xml(found->second.target));
    for (Element& element : read_chart(*chart)) elements_.push_back(std::move(element));
    return {};
  }

  // A note stands right after the paragraph that refers to it, so both land in one chunk.
  void add_note(const NoteReference& reference) {
    const auto& notes = reference.is_endnote ? endnotes_ : footnotes_;
    const auto found = notes.find(reference.id);
    if (found == notes.end()) return;
    std::string text;
    for_each_descendant(found->second, "p", [&](const pugi::xml_node& p) { text += read_word_text(p).text + "\n"; });
    add_element(elements_, ElementType::narrative_text, text);
  }

  Result<void> visit_table(const pugi::xml_node& node) {
    if (const pugi::xml_node cell = only_cell(node)) return visit_blocks(cell);
    // What can not stand in a cell follows the table.
    std::vector<WordText> attached;
    const Table table = read_word_table(node, [&](const pugi::xml_node& cell) {
      std::string text;
      append_cell_text(cell, text, attached);
      return normalize_inline(text);
    });
    Element element = to_element(table);
    if (!element.text.empty()) elements_.push_back(std::move(element));
    for (const WordText& content : attached) EDIFY_CHECK(add_attachments(content));
    return {};
  }

  void append_cell_text(const pugi::xml_node& node, std::string& text, std::vector<WordText>& attached) {
    for (const pugi::xml_node& each : node.children()) {
      const std::string_view name = local_name(each);
      if (name == "p") {
        WordText content = read_word_text(each);
        const pugi::xml_node properties = child(each, "pPr");
        const ParagraphStyle& style = styles_.find(attribute(child(properties, "pStyle"), "val"));
        const bool has_text = !normalize_inline(content.text).empty();
        const std::optional<ListLabel> label = has_text ? next_label(properties, style) : std::nullopt;
        if (label && label->shows) text += (label->text.empty() ? "-" : label->text) + " ";
        text += content.text + "\n";
        for (const pugi::xml_node& box : content.text_boxes) append_cell_text(box, text, attached);
        content.text_boxes.clear();
        attached.push_back(std::move(content));
      } else if (name == "AlternateContent") {
        append_cell_text(chosen_alternative(each), text, attached);
      } else if (name != "del" && name != "moveFrom" && name != "tcPr" && name != "tblPr") {
        append_cell_text(each, text, attached);
      }
    }
  }

  Package& package_;
  const WordParts& parts_;
  WordStyles styles_;
  WordNumbering numbering_;
  std::vector<Element> elements_;
  bool has_title_ = false;
  Notes footnotes_;
  Notes endnotes_;
};

}  // namespace

Result<ParsedDocument> parse_docx(RangeReader& reader, const ParseOptions& options, UnpackBudget& budget) {
  EDIFY_TRY(Package package, Package::open(reader, options.limits, budget));
  EDIFY_TRY(const WordParts parts, read_parts(package));
  ParsedDocument document;
  EDIFY_TRY(document.elements, WordWalker(package, parts).walk());
  EDIFY_TRY(const XmlTree core, package.optional_xml("docProps/core.xml"));
  document.title = normalize_inline(text_below(find_descendant(*core, "title")));
  return document;
}

}  // namespace edify::parse
