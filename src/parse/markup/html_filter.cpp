#include "parse/markup/html_filter.h"

#include <algorithm>
#include <array>
#include <vector>

#include "parse/markup/html_visibility.h"

namespace edify::parse {
namespace {

constexpr auto npos = std::string_view::npos;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r'; }

template <std::size_t Size>
bool is_one_of(std::string_view name, const std::array<std::string_view, Size>& names) {
  return std::ranges::find(names, name) != names.end();
}

// Mark-up within a line: it says how text looks, never where a paragraph ends.
constexpr auto inline_tags = std::to_array<std::string_view>(
    {"a",     "abbr", "acronym", "b",      "bdi", "bdo", "big",  "blink", "cite", "code", "del",
     "dfn",   "em",   "font",    "i",      "ins", "kbd", "mark", "nobr",  "q",    "s",    "samp",
     "small", "span", "strike",  "strong", "sub", "sup", "time", "tt",    "u",    "var"});
constexpr auto dropped_content_tags = std::to_array<std::string_view>({"script", "style"});
constexpr auto raw_text_tags =
    std::to_array<std::string_view>({"title", "textarea", "xmp", "iframe", "noembed", "noframes", "plaintext"});
// No end tag at all, or one that the next start tag implies: they do not nest by being left open.
constexpr auto unnested_tags = std::to_array<std::string_view>(
    {"area",  "base",  "basefont", "bgsound", "br",     "col",      "command", "embed", "frame", "hr",
     "img",   "input", "keygen",   "link",    "meta",   "param",    "source",  "track", "wbr",   "html",
     "head",  "body",  "p",        "li",      "dt",     "dd",       "td",      "th",    "tr",    "tbody",
     "thead", "tfoot", "colgroup", "caption", "option", "optgroup", "rp",      "rt",    "rb",    "rtc"});
// An end tag does not close what was opened outside of these (HTML 13.2.4.2, "has an element in scope").
constexpr auto scope_tags = std::to_array<std::string_view>({"table", "applet", "marquee", "object", "template",
                                                             "select", "button", "svg", "math", "foreignobject", "desc",
                                                             "annotation-xml", "mi", "mo", "mn", "ms", "mtext"});

class HtmlFilter {
 public:
  explicit HtmlFilter(std::string_view html) : html_(html), visibility_(html) { out_.reserve(html.size()); }

  std::string filter() && {
    while (at_ < html_.size()) {
      const std::size_t open = std::min(html_.find('<', at_), html_.size());
      out_ += html_.substr(at_, open - at_);
      at_ = open;
      if (at_ < html_.size()) take_markup();
    }
    return std::move(out_);
  }

 private:
  void take_markup() {
    const std::string_view rest = html_.substr(at_);
    const char next = rest.size() > 1 ? rest[1] : ' ';
    if (rest.starts_with("<!--")) {
      // From the third byte: `<!-->` is a comment too.
      skip_past("-->", at_ + 2);
    } else if (rest.size() > 2 && next == '/' && is_letter(rest[2])) {
      take_end_tag();
    } else if (next == '!' || next == '?' || next == '/') {
      const bool is_doctype = rest.size() > 2 && lower(rest[2]) == 'd';
      const std::size_t start = at_;
      skip_past(">", at_);
      if (is_doctype) out_ += html_.substr(start, at_ - start);
    } else if (is_letter(next)) {
      take_start_tag();
    } else {
      out_ += "&lt;";
      ++at_;
    }
  }

  void take_start_tag() {
    const std::string name = tag_name(at_ + 1);
    const std::size_t start = at_;
    at_ = tag_end(at_ + 1 + name.size());
    const std::string_view tag = html_.substr(start, at_ - start);
    // Pages that scripts fade in begin with a body that is not seen.
    const bool is_page = name == "html" || name == "body";
    const bool is_hidden = !is_page && visibility_.hides(tag.substr(1 + name.size()));
    if (is_one_of(name, inline_tags)) return is_hidden ? skip_inline(name) : void();
    if (is_one_of(name, dropped_content_tags)) return skip_raw_text(name, false);
    const bool nests = !is_one_of(name, unnested_tags) && !is_one_of(name, raw_text_tags);
    if (nests && open_.size() >= max_html_depth) return;
    if (nests) open_.push_back(name);
    out_ += tag.substr(0, 1 + name.size());
    if (is_hidden) out_ += " hidden";  // for the tree, which knows where the element ends
    out_ += tag.substr(1 + name.size());
    if (is_one_of(name, raw_text_tags)) skip_raw_text(name, true);
  }

  // Past the end of an inline element that no reader sees; where its end tag is missing, up to the next end of a block.
  void skip_inline(const std::string& name) {
    constexpr std::size_t farthest = std::size_t{64} << 10U;
    const std::size_t last = std::min(html_.size(), at_ + farthest);
    std::size_t block_end = last;
    int depth = 1;
    for (std::size_t at = html_.find('<', at_); at < last; at = html_.find('<', at + 1)) {
      const bool is_end = at + 1 < last && html_[at + 1] == '/';
      const std::string other = tag_name(at + (is_end ? 2 : 1));
      if (other == name) depth += is_end ? -1 : 1;
      if (depth == 0) {
        at_ = tag_end(at + 2 + other.size());
        return;
      }
      const bool ends_block = is_end && !other.empty() && !is_one_of(other, inline_tags);
      if (ends_block) block_end = std::min(block_end, at);
    }
    at_ = block_end;
  }

  void take_end_tag() {
    const std::string name = tag_name(at_ + 2);
    at_ = tag_end(at_ + 2 + name.size());
    if (is_one_of(name, inline_tags) || is_one_of(name, dropped_content_tags)) return;
    out_ += "</" + name + ">";
    if (is_one_of(name, unnested_tags)) return;
    for (std::size_t i = open_.size(); i > 0; --i) {
      const std::string& open = open_[i - 1];
      if (open == name) {
        open_.resize(i - 1);
        return;
      }
      if (is_one_of(open, scope_tags)) return;
    }
  }

  std::string tag_name(std::size_t begin) const {
    std::size_t end = begin;
    while (end < html_.size() && !is_space(html_[end]) && html_[end] != '/' && html_[end] != '>') ++end;
    std::string name(html_.substr(begin, end - begin));
    std::ranges::transform(name, name.begin(), lower);
    return name;
  }

  // The byte after the tag's '>'. A quote begins a value only after '=' (HTML 13.2.5.35 ff.).
  std::size_t tag_end(std::size_t at) const {
    while (at < html_.size() && html_[at] != '>') {
      if (html_[at++] != '=') continue;
      while (at < html_.size() && is_space(html_[at])) ++at;
      if (at < html_.size() && (html_[at] == '"' || html_[at] == '\'')) {
        at = std::min(html_.find(html_[at], at + 1), html_.size());
        at = std::min(at + 1, html_.size());
      } else {
        while (at < html_.size() && !is_space(html_[at]) && html_[at] != '>') ++at;
      }
    }
    return std::min(at + 1, html_.size());
  }

  void skip_past(std::string_view end, std::size_t from) {
    const std::size_t found = html_.find(end, from);
    at_ = found == npos ? html_.size() : found + end.size();
  }

  // Up to `</name`; kept text can hold no tag any more.
  void skip_raw_text(std::string_view name, bool keep) {
    std::size_t end = at_;
    for (; end < html_.size(); ++end) {
      if (html_[end] == '<' && end + 1 < html_.size() && html_[end + 1] == '/' && tag_name(end + 2) == name) break;
    }
    if (keep) {
      std::string text(html_.substr(at_, end - at_));
      std::ranges::replace(text, '<', ' ');
      out_ += text;
    }
    at_ = end;
  }

  std::string_view html_;
  const HtmlVisibility visibility_;
  std::string out_;
  std::size_t at_ = 0;
  std::vector<std::string> open_;
};

}  // namespace

std::string filter_html(std::string_view html) { return HtmlFilter(html).filter(); }

}  // namespace edify::parse
