#include "parse/office/word_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "parse/markup/text_normalizer.h"
#include "parse/office/omml.h"

namespace edify::parse {
namespace {

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::ranges::find(names, name) != names.end();
}

// A code point of the Symbol fonts' private area says nothing to a reader; its ASCII part mostly does.
std::string symbol_text(const pugi::xml_node& node) {
  const std::string_view hex = attribute(node, "char");
  unsigned code = 0;
  std::from_chars(hex.data(), hex.data() + hex.size(), code, 16);
  if (code == 0xF0B7) return "•";
  const bool is_private = code >= 0xF000 && code <= 0xF0FF;
  return is_private ? std::string() : std::string(1, code < 0x80 ? static_cast<char>(code) : ' ');
}

class TextReader {
 public:
  WordText read(const pugi::xml_node& paragraph) && {
    visit_children(paragraph);
    if (display_formulas_ > 0) {
      const std::string plain = normalize_inline(result_.text);
      result_.is_formula = display_formulas_ == 1 && plain.starts_with("$$") && plain.ends_with("$$");
    }
    return std::move(result_);
  }

 private:
  void visit_children(const pugi::xml_node& node) {
    for (const pugi::xml_node& each : node.children()) visit(each);
  }

  void visit(const pugi::xml_node& node) {
    const std::string_view name = local_name(node);
    if (name == "r") return visit_run(node);
    if (name == "AlternateContent") return visit_children(chosen_alternative(node));
    if (name == "oMathPara") return visit_display_formula(node);
    if (name == "oMath") return visit_formula(node);
    if (is_one_of(name, {"hyperlink", "ins", "moveTo", "smartTag", "sdt", "sdtContent", "fldSimple", "dir", "bdo",
                         "customXml"})) {
      visit_children(node);
    }
  }

  static bool is_shaded(const pugi::xml_node& properties) {
    if (child(properties, "highlight")) return true;
    const pugi::xml_node shade = child(properties, "shd");
    const std::string_view fill = attribute(shade, "fill");
    return shade && fill != "auto" && fill != "FFFFFF" && fill != "ffffff";
  }

  // Marked so, of a size that nobody reads, or white where nothing tells of a ground that is not: tables and text boxes
  // have theirs from styles that are not followed here.
  static bool is_hidden(const pugi::xml_node& run) {
    const pugi::xml_node properties = child(run, "rPr");
    const pugi::xml_node vanish = child(properties, "vanish");
    const std::string_view value = attribute(vanish, "val");
    if (vanish && value != "0" && value != "false") return true;
    constexpr std::string_view too_small = "1 2 3";  // half points
    const std::string_view size = attribute(child(properties, "sz"), "val");
    if (size.size() == 1 && too_small.contains(size)) return true;
    const std::string_view colour = attribute(child(properties, "color"), "val");
    if (colour != "FFFFFF" && colour != "ffffff") return false;
    if (is_shaded(properties)) return false;
    for (pugi::xml_node above = run.parent(); above; above = above.parent()) {
      if (is_one_of(local_name(above), {"tbl", "txbxContent", "background"})) return false;
      if (is_named(above, "p") && is_shaded(child(above, "pPr"))) return false;
      if (is_named(above, "document") && child(above, "background")) return false;
    }
    return true;
  }

  void visit_run(const pugi::xml_node& run) {
    if (is_hidden(run)) return;
    for (const pugi::xml_node& each : run.children()) visit_run_part(each);
  }

  void visit_run_part(const pugi::xml_node& node) {
    const std::string_view name = local_name(node);
    if (name == "t") {
      result_.text += text_below(node);
    } else if (is_one_of(name, {"br", "cr", "tab", "ptab"})) {
      result_.text += name == "br" || name == "cr" ? '\n' : ' ';
    } else if (name == "noBreakHyphen") {
      result_.text += '-';
    } else if (name == "sym") {
      result_.text += symbol_text(node);
    } else if (name == "ruby") {
      visit_children(child(node, "rubyBase"));
    } else if (name == "footnoteReference" || name == "endnoteReference") {
      result_.notes.push_back({std::string(attribute(node, "id")), name == "endnoteReference"});
    } else if (name == "AlternateContent") {
      for (const pugi::xml_node& each : chosen_alternative(node).children()) visit_run_part(each);
    } else if (is_one_of(name, {"drawing", "pict", "object"})) {
      visit_drawing(node);
    }
  }

  // Text boxes are read where they are found, so none is looked for inside of one.
  void visit_drawing(const pugi::xml_node& node) {
    std::string description(attribute(find_descendant(node, "docPr"), "descr"));
    for (const pugi::xml_node& each : node.children()) visit_graphic(each, description);
    if (!description.empty()) result_.images.push_back(std::move(description));
  }

  void visit_graphic(const pugi::xml_node& node, std::string& description) {
    const std::string_view name = local_name(node);
    if (name == "txbxContent") {
      result_.text_boxes.push_back(node);
      return;
    }
    if (name == "AlternateContent") return visit_graphic(chosen_alternative(node), description);
    if (name == "chart" && !attribute(node, "id").empty()) result_.charts.emplace_back(attribute(node, "id"));
    if (name == "cNvPr" && attribute(node, "descr") != description) {
      result_.images.emplace_back(attribute(node, "descr"));
    }
    if (name == "textpath") result_.text += fmt::format(" {} ", attribute(node, "string"));  // WordArt
    for (const pugi::xml_node& each : node.children()) visit_graphic(each, description);
  }

  void visit_display_formula(const pugi::xml_node& node) {
    for (const pugi::xml_node& each : node.children()) {
      if (!is_named(each, "oMath")) continue;
      const std::string tex = normalize_inline(math_to_tex(each));
      if (tex.empty()) continue;
      result_.text += fmt::format(" $${}$$ ", tex);
      ++display_formulas_;
    }
  }

  void visit_formula(const pugi::xml_node& node) {
    const std::string tex = normalize_inline(math_to_tex(node));
    if (tex.empty()) return;
    const bool is_alone = std::ranges::all_of(node.parent().children(), [&](const pugi::xml_node& each) {
      return each == node || is_named(each, "pPr") || each.type() == pugi::node_pcdata;
    });
    if (is_alone) ++display_formulas_;
    result_.text += is_alone ? fmt::format("$${}$$", tex) : fmt::format("${}$", tex);
  }

  WordText result_;
  int display_formulas_ = 0;
};

}  // namespace

WordText read_word_text(const pugi::xml_node& paragraph) { return TextReader().read(paragraph); }

pugi::xml_node chosen_alternative(const pugi::xml_node& alternate) {
  for (const pugi::xml_node& each : alternate.children()) {
    if (is_named(each, "Choice") && each.first_child()) return each;
  }
  return child(alternate, "Fallback");
}

}  // namespace edify::parse
