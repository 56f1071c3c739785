#include "parse/markup/text_parser.h"

#include <algorithm>
#include <string>
#include <vector>

#include "parse/markup/text_heading.h"
#include "parse/markup/text_normalizer.h"

namespace edify::parse {
namespace {

// Above this mean, lines are paragraphs that an editor wraps on the screen, not lines of a paragraph.
constexpr std::size_t long_line_bytes = 140;

using Lines = std::vector<std::string_view>;

std::string_view trim(std::string_view line) {
  const std::size_t first = line.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(" \t") - first + 1);
}

// Blocks are what empty lines separate; their lines are trimmed and not empty.
std::vector<Lines> split_into_blocks(std::string_view text) {
  std::vector<Lines> blocks;
  bool in_block = false;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty()) {
      in_block = false;
      continue;
    }
    if (!in_block) blocks.emplace_back();
    in_block = true;
    blocks.back().push_back(line);
  }
  return blocks;
}

class TextParser {
 public:
  explicit TextParser(std::string_view text) : blocks_(split_into_blocks(text)) {}

  ParsedDocument parse() && {
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      Lines& block = blocks_[i];
      take_leading_headings(block);
      if (block.size() == 1 && is_heading_block(i)) {
        add_heading(block[0], *heading_level(block[0]));
      } else {
        add_body(block);
      }
    }
    return std::move(document_);
  }

 private:
  // Underlined lines, and "CHAPTER 1" directly above its text.
  void take_leading_headings(Lines& block) {
    while (block.size() >= 2) {
      if (const auto level = underline_level(block[1]); level && !underline_level(block[0])) {
        add_heading(block[0], *level);
        block.erase(block.begin(), block.begin() + 2);
      } else if (heading_level(block[0]) == 1 && section_number_depth(block[0]) == 0) {
        add_heading(block[0], 1);
        block.erase(block.begin());
      } else {
        return;
      }
    }
  }

  // A numbered line between numbered lines is an item of a loosely set list, not a heading.
  bool is_heading_block(std::size_t i) const {
    const std::string_view line = blocks_[i][0];
    if (!heading_level(line)) return false;
    const int depth = section_number_depth(line);
    if (depth != 1) return true;
    const auto is_sibling = [&](std::size_t other) {
      return other < blocks_.size() && !blocks_[other].empty() && section_number_depth(blocks_[other][0]) == 1;
    };
    return !is_sibling(i + 1) && !(i > 0 && last_was_numbered_item_);
  }

  void add_body(const Lines& block) {
    std::size_t bytes = 0;
    for (const std::string_view line : block) bytes += line.size();
    const bool line_is_paragraph = block.size() > 1 && bytes / block.size() > long_line_bytes;
    std::string paragraph;
    ElementType type = ElementType::narrative_text;
    const auto flush = [&] {
      add(type, paragraph);
      paragraph.clear();
    };
    for (const std::string_view line : block) {
      if (underline_level(line)) continue;  // a ruled line says nothing
      const bool starts_item = list_marker_length(line) > 0;
      if (starts_item || line_is_paragraph) {
        flush();
        type = starts_item ? ElementType::list_item : ElementType::narrative_text;
      }
      if (!paragraph.empty()) paragraph += ' ';
      paragraph += line.substr(starts_item ? bullet_length(line) : 0);
    }
    flush();
  }

  void add_heading(std::string_view line, int level) {
    add(ElementType::title, line);
    if (!document_.elements.empty()) document_.elements.back().level = level;
  }

  void add(ElementType type, std::string_view text) {
    Element element;
    element.type = type;
    element.text = normalize_inline(text);
    if (element.text.empty()) return;
    last_was_numbered_item_ = type == ElementType::list_item && section_number_depth(element.text) == 1;
    document_.elements.push_back(std::move(element));
  }

  std::vector<Lines> blocks_;
  ParsedDocument document_;
  bool last_was_numbered_item_ = false;
};

}  // namespace

ParsedDocument parse_text(std::string_view text) { return TextParser(text).parse(); }

}  // namespace edify::parse
