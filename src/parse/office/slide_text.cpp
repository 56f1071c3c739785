#include "parse/office/slide_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "parse/markup/text_normalizer.h"
#include "parse/office/element_list.h"
#include "parse/office/numerals.h"
#include "parse/office/omml.h"

namespace edify::parse {
namespace {

constexpr std::size_t max_levels = 9;

pugi::xml_node list_mark(const pugi::xml_node& properties) {
  for (const std::string_view name : {"buNone", "buChar", "buAutoNum", "buBlip"}) {
    if (const auto found = child(properties, name)) return found;
  }
  return {};
}

// The nearest buNone, buChar, … that holds for a paragraph at `level`.
pugi::xml_node find_list_mark(const pugi::xml_node& own, std::size_t level, const ListStyles& styles) {
  if (const auto mark = list_mark(own)) return mark;
  const std::string name = fmt::format("lvl{}pPr", level + 1);
  for (const pugi::xml_node& style : styles) {
    if (const auto mark = list_mark(child(style, name))) return mark;
  }
  return {};
}

// "arabicPeriod" → "1.", "alphaLcParenBoth" → "(a)".
std::string auto_number(std::int64_t value, std::string_view type) {
  std::string_view format = "decimal";
  if (type.starts_with("alphaLc")) format = "lowerLetter";
  if (type.starts_with("alphaUc")) format = "upperLetter";
  if (type.starts_with("romanLc")) format = "lowerRoman";
  if (type.starts_with("romanUc")) format = "upperRoman";
  const std::string numeral = format_numeral(value, format);
  if (type.ends_with("ParenBoth")) return fmt::format("({})", numeral);
  if (type.ends_with("ParenR")) return numeral + ")";
  return type.ends_with("Plain") ? numeral : numeral + ".";
}

// Counts the numbered paragraphs of one text body; a paragraph of another kind at the same or a higher level restarts.
class AutoNumbers {
 public:
  std::string next(const pugi::xml_node& mark, std::size_t level) {
    restart_below(level);
    auto& counter = counters_[level];
    counter = counter == 0 ? std::max<std::int64_t>(number(mark, "startAt", 1), 1) : counter + 1;
    return auto_number(counter, attribute(mark, "type"));
  }
  void restart_at(std::size_t level) {
    std::fill(counters_.begin() + static_cast<std::ptrdiff_t>(level), counters_.end(), 0);
  }

 private:
  void restart_below(std::size_t level) {
    if (level + 1 < counters_.size()) restart_at(level + 1);
  }

  std::array<std::int64_t, max_levels> counters_ = {};
};

}  // namespace

std::string slide_paragraph_text(const pugi::xml_node& paragraph) {
  std::string text;
  for (const pugi::xml_node& each : paragraph.children()) {
    const std::string_view name = local_name(each);
    if (name == "r" || name == "fld") text += text_below(child(each, "t"));
    if (name == "br") text += '\n';
    if (name == "m") text += fmt::format("${}$", math_to_tex(each));
    if (name == "AlternateContent") text += slide_paragraph_text(child(each, "Choice"));
  }
  return text;
}

std::string text_body_line(const pugi::xml_node& body) {
  std::string text;
  for (const pugi::xml_node& each : body.children()) {
    if (is_named(each, "p")) text += slide_paragraph_text(each) + "\n";
  }
  return normalize_inline(text);
}

void add_text_body(std::vector<Element>& elements, const pugi::xml_node& body, const ListStyles& styles,
                   ElementType type, int level) {
  if (type == ElementType::title) return add_element(elements, type, text_body_line(body), level);
  ListStyles all = {child(body, "lstStyle")};
  all.insert(all.end(), styles.begin(), styles.end());
  AutoNumbers numbers;
  for (const pugi::xml_node& paragraph : body.children()) {
    if (!is_named(paragraph, "p")) continue;
    const std::string text = normalize_inline(slide_paragraph_text(paragraph));
    if (text.empty()) continue;
    const pugi::xml_node own = child(paragraph, "pPr");
    const auto depth = static_cast<std::size_t>(std::clamp<std::int64_t>(number(own, "lvl"), 0, max_levels - 1));
    const pugi::xml_node mark = find_list_mark(own, depth, all);
    if (is_named(mark, "buAutoNum")) {
      const std::string label = numbers.next(mark, depth);
      add_element(elements, ElementType::list_item, label + " " + text, static_cast<int>(depth) + 1);
      continue;
    }
    numbers.restart_at(depth);
    const bool is_item = mark && !is_named(mark, "buNone");
    if (is_item) {
      add_element(elements, ElementType::list_item, text, static_cast<int>(depth) + 1);
    } else {
      add_element(elements, type, text, level);
    }
  }
}

}  // namespace edify::parse
