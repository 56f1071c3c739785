#include "parse/markup/html_parser.h"

#include <gumbo.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "parse/markup/html_dom.h"
#include "parse/markup/html_filter.h"
#include "parse/markup/html_table.h"
#include "parse/markup/text_normalizer.h"
#include "parse/text_element.h"

namespace edify::parse {
namespace {

struct OutputFree {
  void operator()(GumboOutput* output) const { gumbo_destroy_output(&kGumboDefaultOptions, output); }
};
using OutputPointer = std::unique_ptr<GumboOutput, OutputFree>;

enum class PageNoise : std::uint8_t { skip, keep };

// Walks the tree and turns blocks into elements. Depth is bounded by filter_html, so recursion is safe.
class HtmlWalker {
 public:
  explicit HtmlWalker(PageNoise noise) : noise_(noise) {}

  std::vector<Element> walk(const GumboNode& root) && {
    visit_children(root);
    flush();
    return std::move(elements_);
  }

 private:
  void visit(const GumboNode& node) {
    if (node.type == GUMBO_NODE_TEXT || node.type == GUMBO_NODE_CDATA || node.type == GUMBO_NODE_WHITESPACE) {
      if (!in_page_header_) append(node.v.text.text);
      return;
    }
    if (is_never_content(node) || (noise_ == PageNoise::skip && is_page_noise(node))) return;
    if (is_heading(node)) return visit_heading(node);
    switch (tag_of(node)) {
      case GUMBO_TAG_HEADER: return visit_header(node);
      case GUMBO_TAG_TABLE: return visit_table(node);
      case GUMBO_TAG_PRE: return visit_code(node);
      case GUMBO_TAG_IMG: return visit_image(node);
      case GUMBO_TAG_BR: return visit_line_break();
      case GUMBO_TAG_MATH: return append(math_text(node));
      case GUMBO_TAG_LI:
      case GUMBO_TAG_DT:
      case GUMBO_TAG_DD: return visit_item(node);
      case GUMBO_TAG_UL:
      case GUMBO_TAG_OL: return visit_list(node);
      case GUMBO_TAG_FIGCAPTION: return visit_typed(node, ElementType::figure_caption);
      default: break;
    }
    const bool block = is_block(node);
    if (block) flush();
    visit_children(node);
    if (block) flush();
  }

  void visit_children(const GumboNode& node) {
    for (const GumboNode* child : children(node)) visit(*child);
  }

  void visit_heading(const GumboNode& node) {
    flush();
    const bool was_in_header = std::exchange(in_page_header_, false);
    const ElementType outer = std::exchange(type_, ElementType::title);
    level_ = static_cast<int>(tag_of(node)) - static_cast<int>(GUMBO_TAG_H1) + 1;
    visit_children(node);
    flush();
    type_ = outer;
    in_page_header_ = was_in_header;
  }

  // An article's header belongs to it; of a page's header only the headings are content.
  void visit_header(const GumboNode& node) {
    flush();
    const bool is_page_header = noise_ == PageNoise::skip && tag_of(*node.parent) == GUMBO_TAG_BODY;
    const bool outer = std::exchange(in_page_header_, in_page_header_ || is_page_header);
    visit_children(node);
    flush();
    in_page_header_ = outer;
  }

  void visit_table(const GumboNode& node) {
    if (in_page_header_) return;
    flush();
    if (is_layout_table(node)) {
      visit_children(node);
      flush();
      return;
    }
    const Table table = read_table(node);
    Element element = to_element(table);
    if (!element.text.empty()) elements_.push_back(std::move(element));
  }

  void visit_code(const GumboNode& node) {
    if (in_page_header_) return;
    flush();
    add(ElementType::code_snippet, normalize_code(raw_text(node)));
  }

  void visit_image(const GumboNode& node) {
    std::string text = normalize_inline(attribute(node, "alt"));
    if (!text.empty() && !in_page_header_) images_.push_back(std::move(text));
  }

  // Two in a row end a paragraph in pages that were written without <p>.
  void visit_line_break() {
    const bool ends_paragraph = inline_.ends_with('\n');
    if (ends_paragraph && type_ == ElementType::narrative_text) return flush();
    inline_ += '\n';
  }

  void visit_list(const GumboNode& node) {
    flush();
    const bool is_ordered = tag_of(node) == GUMBO_TAG_OL;
    const int outer = std::exchange(next_number_, is_ordered ? first_number(node) : 0);
    ++list_depth_;
    visit_children(node);
    flush();
    --list_depth_;
    next_number_ = outer;
  }

  void visit_item(const GumboNode& node) {
    flush();
    const bool is_numbered = tag_of(node) == GUMBO_TAG_LI && next_number_ > 0;
    marker_ = is_numbered ? std::to_string(next_number_++) + ". " : "";
    visit_typed(node, ElementType::list_item);
    marker_.clear();
  }

  void visit_typed(const GumboNode& node, ElementType type) {
    flush();
    const ElementType outer = std::exchange(type_, type);
    visit_children(node);
    flush();
    type_ = outer;
  }

  static int first_number(const GumboNode& list) {
    const int start = std::atoi(std::string(attribute(list, "start")).c_str());
    return start > 0 ? start : 1;
  }

  void append(std::string_view text) {
    if (!in_page_header_) inline_ += text;
  }

  void flush() {
    std::string text = normalize_inline(inline_);
    inline_.clear();
    if (!text.empty()) {
      if (type_ == ElementType::list_item) text = std::exchange(marker_, {}) + text;
      add(type_, std::move(text), level_of_type());
    }
    // An image's description is an element of its own, after the text around it.
    for (std::string& image : images_) add(ElementType::image, std::move(image));
    images_.clear();
  }

  int level_of_type() const {
    if (type_ == ElementType::list_item) return list_depth_;
    return type_ == ElementType::title ? level_ : 0;
  }

  void add(ElementType type, std::string text, int level = 0) {
    if (text.empty()) return;
    elements_.push_back(text_element(type, std::move(text), level));
  }

  PageNoise noise_;
  std::vector<Element> elements_;
  std::string inline_;
  std::vector<std::string> images_;
  ElementType type_ = ElementType::narrative_text;
  int level_ = 0;
  int list_depth_ = 0;
  int next_number_ = 0;  // of the innermost list; 0: not numbered
  std::string marker_;   // of the item that has had no text yet: "3. "
  bool in_page_header_ = false;
};

Result<OutputPointer> parse_tree(const std::string& html) {
  GumboOptions options = kGumboDefaultOptions;
  options.max_errors = 0;
  OutputPointer output(gumbo_parse_with_options(&options, html.data(), html.size()));
  if (!output) return fail(ErrorCode::unreadable, "the HTML parser gave no document", "malformed");
  return output;
}

const GumboNode* find_main(const GumboNode& root) {
  const GumboNode* main = find_first(
      root, [](const GumboNode& node) { return tag_of(node) == GUMBO_TAG_MAIN || attribute(node, "role") == "main"; });
  if (main != nullptr) return main;
  int articles = 0;
  const GumboNode* article = nullptr;
  find_first(root, [&](const GumboNode& node) {
    if (tag_of(node) != GUMBO_TAG_ARTICLE) return false;
    article = &node;
    return ++articles > 1;
  });
  return articles == 1 ? article : nullptr;
}

bool is_list_item(const Element& element) { return element.type == ElementType::list_item; }

std::string page_title(const GumboNode& root) {
  const GumboNode* title = find_first(root, [](const GumboNode& node) { return tag_of(node) == GUMBO_TAG_TITLE; });
  return title == nullptr ? std::string() : normalize_inline(raw_text(*title));
}

}  // namespace

Result<ParsedDocument> parse_html(std::string_view html) {
  const std::string filtered = filter_html(html);
  EDIFY_TRY(const OutputPointer output, parse_tree(filtered));
  ParsedDocument document;
  document.title = page_title(*output->root);
  if (const GumboNode* main = find_main(*output->root)) document.elements = HtmlWalker(PageNoise::skip).walk(*main);
  // A <main> that a script was meant to fill is empty; so is a page that is all <aside>. A page of nothing but lists is
  // itself a way to other pages, and its menus are what it has to say.
  if (document.elements.empty()) {
    document.elements = HtmlWalker(PageNoise::skip).walk(*output->root);
    if (std::ranges::all_of(document.elements, is_list_item)) {
      document.elements = HtmlWalker(PageNoise::keep).walk(*output->root);
    }
  }
  return document;
}

Result<std::vector<Element>> parse_html_fragment(std::string_view html) {
  const std::string filtered = filter_html(html);
  EDIFY_TRY(const OutputPointer output, parse_tree(filtered));
  return HtmlWalker(PageNoise::keep).walk(*output->root);
}

}  // namespace edify::parse
