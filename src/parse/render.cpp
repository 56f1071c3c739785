#include "parse/render.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cmath>
#include <string_view>

namespace edify::parse {
namespace {

bool opens_a_tag(std::string_view text, std::size_t at) {
  if (at + 1 >= text.size()) return false;
  const char next = text[at + 1];
  return (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z') || next == '/' || next == '!' || next == '?';
}

bool starts_like_a_block(std::string_view text) {
  if (text.empty()) return false;
  if (std::string_view("#>|~").contains(text[0]) || text.starts_with("```")) return true;
  return text.size() > 1 && std::string_view("-+*").contains(text[0]) && text[1] == ' ';
}

// Only what would change the meaning: every other character stays as it was printed.
std::string escape_markdown(std::string_view text) {
  std::string out;
  if (starts_like_a_block(text)) out += '\\';
  for (std::size_t i = 0; i < text.size(); ++i) {
    // An entity, as many readers of Markdown take a tag behind a backslash for a tag still.
    if (text[i] == '<' && opens_a_tag(text, i)) {
      out += "&lt;";
    } else {
      out += text[i];
    }
  }
  return out;
}

bool starts_with_number(std::string_view text) {
  const std::size_t digits = text.find_first_not_of("0123456789");
  return digits > 0 && digits < 10 && digits + 1 < text.size() && (text[digits] == '.' || text[digits] == ')') &&
         text[digits + 1] == ' ';
}

std::string list_item(std::string_view text) {
  for (const std::string_view bullet : {"• ", "◦ ", "▪ ", "– ", "- ", "* "}) {
    if (text.starts_with(bullet)) text.remove_prefix(bullet.size());
  }
  return (starts_with_number(text) ? "" : "- ") + escape_markdown(text);
}

// A fence longer than any run of backticks within.
std::string code_block(std::string_view code) {
  std::size_t longest = 2;
  std::size_t run = 0;
  for (const char c : code) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  return fmt::format("{0}\n{1}\n{0}", fence, code);
}

std::string figure(std::string_view text) {
  std::string out = "![";
  for (const char c : text) {
    if (c == '[' || c == ']') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out + "]()";
}

class MarkdownRenderer {
 public:
  std::string render(const ParsedDocument& document) && {
    const auto& elements = document.elements;
    for (std::size_t i = 0; i < elements.size(); ++i) {
      const Element& element = elements[i];
      start_pages_until(element.page, document);
      if (is_page_furniture(element.type)) continue;
      const bool has_caption = element.type == ElementType::image && element.text.empty() && i + 1 < elements.size() &&
                               elements[i + 1].type == ElementType::figure_caption &&
                               elements[i + 1].page == element.page;
      if (has_caption) {
        add(element.type, figure(elements[++i].text));
      } else {
        add(element.type, list_indent(element) + to_markdown(element));
      }
    }
    start_pages_until(UINT32_MAX, document);
    return std::move(out_);
  }

 private:
  // Pages without a text layer have no element and get their line too.
  void start_pages_until(std::uint32_t page, const ParsedDocument& document) {
    const auto& textless = document.pages_needing_ocr;
    for (; next_textless_ < textless.size() && textless[next_textless_] < page; ++next_textless_) {
      start_page(textless[next_textless_]);
    }
    if (page != UINT32_MAX) start_page(page);
  }

  // Blank pages between two others are counted; which pages at the ends were left out on purpose is not known here.
  void start_page(std::uint32_t page) {
    if (page <= page_) return;
    for (std::uint32_t number = page_ == 0 ? page : page_ + 1; number <= page; ++number) {
      add(ElementType::uncategorized_text, fmt::format("<!-- page {} -->", number));
    }
    page_ = page;
  }

  // An item stands at most one level below the one before it: deeper would be code.
  std::string list_indent(const Element& element) {
    constexpr std::size_t level_blanks = 4;  // within what Markdown takes as nested under "- " and under "1. "
    if (element.type != ElementType::list_item) return {};
    const int above = last_ == ElementType::list_item ? list_depth_ : 0;
    list_depth_ = std::min(std::max(element.level, 1), above + 1);
    return std::string(level_blanks * static_cast<std::size_t>(list_depth_ - 1), ' ');
  }

  static std::string to_markdown(const Element& element) {
    switch (element.type) {
      case ElementType::title:
        return std::string(static_cast<std::size_t>(std::clamp(element.level, 1, 6)), '#') + ' ' +
               escape_markdown(element.text);
      case ElementType::list_item: return list_item(element.text);
      case ElementType::table: return element.html.empty() ? escape_markdown(element.text) : element.html;
      case ElementType::image: return figure(element.text);
      case ElementType::code_snippet: return code_block(element.text);
      default: return escape_markdown(element.text);
    }
  }

  void add(ElementType type, std::string_view block) {
    if (block.empty()) return;
    const bool is_tight = type == ElementType::list_item && last_ == ElementType::list_item;
    if (!out_.empty()) out_ += is_tight ? "" : "\n";
    out_ += block;
    out_ += '\n';
    last_ = type;
  }

  std::string out_;
  ElementType last_ = ElementType::uncategorized_text;
  int list_depth_ = 0;  // of the last item
  std::uint32_t page_ = 0;
  std::size_t next_textless_ = 0;
};

std::string quote(std::string_view text) {
  return boost::json::serialize(boost::json::string_view(text.data(), text.size()));
}

// Hundredths of a point: a printer's accuracy, and short.
double rounded(float points) { return std::round(static_cast<double>(points) * 100) / 100; }

std::string element_json(const Element& element) {
  std::string out = fmt::format(R"({{"type": "{}", "text": {})", to_string(element.type), quote(element.text));
  if (element.type == ElementType::title) out += fmt::format(R"(, "level": {})", element.level);
  if (!element.html.empty()) out += fmt::format(R"(, "html": {})", quote(element.html));
  if (element.page > 0) {
    const Box& box = element.box;
    out += fmt::format(R"(, "page": {}, "bbox": [{}, {}, {}, {}])", element.page, rounded(box.x0), rounded(box.y0),
                       rounded(box.x1), rounded(box.y1));
  } else {
    out += R"(, "page": null, "bbox": null)";
  }
  if (!element.language.empty()) out += fmt::format(R"(, "language": {})", quote(element.language));
  return out + fmt::format(R"(, "source": "{}"}})", element.source == TextSource::ocr ? "ocr" : "text");
}

}  // namespace

std::string render_markdown(const ParsedDocument& document) { return MarkdownRenderer().render(document); }

std::string render_json(const ParsedDocument& document) {
  std::string out =
      fmt::format(R"({{"document": {{"content_type": {}, "title": {}, "page_count": {}, "pages_needing_ocr": [{}]}},)"
                  "\n\"elements\": [",
                  quote(document.content_type), quote(document.title), document.page_count,
                  fmt::join(document.pages_needing_ocr, ", "));
  const char* separator = "\n";
  for (const Element& element : document.elements) {
    out += separator + element_json(element);
    separator = ",\n";
  }
  return out + "\n]}\n";
}

std::string render_text(const ParsedDocument& document) {
  std::string out;
  for (const Element& element : document.elements) {
    if (is_page_furniture(element.type) || element.text.empty()) continue;
    if (!out.empty()) out += '\n';
    out += element.text + '\n';
  }
  return out;
}

}  // namespace edify::parse
