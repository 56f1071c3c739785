#include "parse/markup/markdown_parser.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "parse/markup/html_parser.h"
#include "parse/markup/table.h"
#include "parse/markup/text_normalizer.h"
#include "parse/text_element.h"

namespace edify::parse {
namespace {

struct ParserFree {
  void operator()(cmark_parser* parser) const { cmark_parser_free(parser); }
};
struct NodeFree {
  void operator()(cmark_node* node) const { cmark_node_free(node); }
};
struct IteratorFree {
  void operator()(cmark_iter* iterator) const { cmark_iter_free(iterator); }
};
using NodePointer = std::unique_ptr<cmark_node, NodeFree>;

std::string_view literal(cmark_node* node) {
  const char* text = cmark_node_get_literal(node);
  return text == nullptr ? std::string_view() : std::string_view(text);
}

bool is_a(cmark_node* node, std::string_view type) { return type == cmark_node_get_type_string(node); }

// Walks the tree with cmark's iterator, never by recursion: quotes may nest 100,000 deep.
class MarkdownWalker {
 public:
  ParsedDocument walk(cmark_node* root) && {
    const std::unique_ptr<cmark_iter, IteratorFree> iterator(cmark_iter_new(root));
    for (cmark_event_type event = CMARK_EVENT_NONE; (event = cmark_iter_next(iterator.get())) != CMARK_EVENT_DONE;) {
      cmark_node* node = cmark_iter_get_node(iterator.get());
      if (event == CMARK_EVENT_ENTER) {
        enter(node);
      } else {
        leave(node);
      }
    }
    return std::move(document_);
  }

 private:
  void enter(cmark_node* node) {
    const cmark_node_type type = cmark_node_get_type(node);
    if (type == CMARK_NODE_LIST) enter_list(node);
    if (type == CMARK_NODE_ITEM) enter_item();
    if (type == CMARK_NODE_CODE_BLOCK) add(ElementType::code_snippet, normalize_code(literal(node)));
    if (type == CMARK_NODE_HTML_BLOCK) add_html(literal(node));
    if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE) inline_ += literal(node);
    if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK) inline_ += ' ';
    if (type == CMARK_NODE_HTML_INLINE && literal(node).starts_with("<br")) inline_ += ' ';
    if (type == CMARK_NODE_IMAGE) image_start_ = inline_.size();
    if (is_a(node, "table")) table_ = {};
    if (is_a(node, "table_header") || is_a(node, "table_row")) table_.rows.emplace_back();
  }

  void leave(cmark_node* node) {
    const cmark_node_type type = cmark_node_get_type(node);
    if (type == CMARK_NODE_LIST) lists_.pop_back();
    if (type == CMARK_NODE_ITEM) marker_.clear();
    if (type == CMARK_NODE_IMAGE) leave_image();
    if (type == CMARK_NODE_PARAGRAPH) leave_paragraph();
    if (type == CMARK_NODE_HEADING) {
      add(ElementType::title, take_inline(), cmark_node_get_heading_level(node));
      add_images();
    }
    if (is_a(node, "table_cell")) {
      const bool is_header = is_a(cmark_node_parent(node), "table_header");
      table_.rows.back().push_back({.text = take_inline(), .is_header = is_header});
    }
    if (is_a(node, "table")) {
      document_.elements.push_back(to_element(table_));
      add_images();
    }
  }

  struct List {
    bool is_ordered = false;
    int next = 1;
  };

  void enter_list(cmark_node* node) {
    const bool is_ordered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST;
    lists_.push_back({is_ordered, is_ordered ? cmark_node_get_list_start(node) : 0});
  }

  void enter_item() {
    List& list = lists_.back();
    marker_ = list.is_ordered ? std::to_string(list.next++) + ". " : "";
  }

  void leave_paragraph() {
    std::string text = take_inline();
    if (!text.empty() && !lists_.empty()) text = std::exchange(marker_, {}) + text;
    add(lists_.empty() ? ElementType::narrative_text : ElementType::list_item, std::move(text));
    add_images();
  }

  // An image's description is an element of its own, after the text around it.
  void leave_image() {
    images_.push_back(normalize_inline(std::string_view(inline_).substr(image_start_)));
    inline_.resize(image_start_);
  }

  void add_images() {
    for (std::string& image : images_) add(ElementType::image, std::move(image));
    images_.clear();
  }

  void add_html(std::string_view html) {
    auto parsed = parse_html_fragment(html);
    if (!parsed) return;
    for (Element& element : *parsed) document_.elements.push_back(std::move(element));
  }

  std::string take_inline() {
    std::string text = normalize_inline(inline_);
    inline_.clear();
    image_start_ = 0;
    return text;
  }

  void add(ElementType type, std::string text, int level = 0) {
    if (text.empty()) return;
    document_.elements.push_back(text_element(type, std::move(text), level));
  }

  ParsedDocument document_;
  std::string inline_;
  std::size_t image_start_ = 0;
  std::vector<std::string> images_;
  std::vector<List> lists_;
  std::string marker_;  // of the item that has had no text yet: "3. "
  Table table_;
};

NodePointer parse_tree(std::string_view text) {
  // Registering is not thread-safe in cmark; a static's initialiser runs once.
  static const bool registered = (cmark_gfm_core_extensions_ensure_registered(), true);
  static_cast<void>(registered);
  const std::unique_ptr<cmark_parser, ParserFree> parser(cmark_parser_new(CMARK_OPT_FOOTNOTES));
  for (const char* name : {"table", "strikethrough"}) {
    cmark_parser_attach_syntax_extension(parser.get(), cmark_find_syntax_extension(name));
  }
  cmark_parser_feed(parser.get(), text.data(), text.size());
  return NodePointer(cmark_parser_finish(parser.get()));
}

// Removes a leading YAML block and answers its title.
std::string take_front_matter(std::string_view& text) {
  if (!text.starts_with("---\n")) return {};
  const std::size_t end = text.find("\n---\n", 3);
  if (end == std::string_view::npos) return {};
  const std::string_view block = text.substr(3, end + 1 - 3);
  text.remove_prefix(end + 5);
  const std::size_t key = block.find("\ntitle:");
  if (key == std::string_view::npos) return {};
  const std::size_t begin = key + 7;
  std::string title = normalize_inline(block.substr(begin, block.find('\n', begin) - begin));
  if (title.size() >= 2 && (title.front() == '"' || title.front() == '\'') && title.front() == title.back()) {
    title = title.substr(1, title.size() - 2);
  }
  return title;
}

}  // namespace

Result<ParsedDocument> parse_markdown(std::string_view text) {
  std::string title = take_front_matter(text);
  const NodePointer root = parse_tree(text);
  if (!root) return fail(ErrorCode::unreadable, "the Markdown parser gave no document", "malformed");
  ParsedDocument document = MarkdownWalker().walk(root.get());
  document.title = std::move(title);
  return document;
}

}  // namespace edify::parse
