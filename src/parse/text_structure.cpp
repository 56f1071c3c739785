#include "parse/text_structure.h"

#include <algorithm>
#include <span>
#include <string>

#include "parse/markup/csv_parser.h"

namespace edify::parse {
namespace {

constexpr auto npos = std::string_view::npos;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool starts_with_tag(std::string_view text, std::string_view tag) {
  if (text.size() <= tag.size() + 1 || text[0] != '<') return false;
  const bool same = std::equal(tag.begin(), tag.end(), text.begin() + 1, [](char a, char b) { return a == lower(b); });
  const char after = text[tag.size() + 1];
  return same && (after == '>' || after == ' ' || after == '\n' || after == '\t' || after == '/');
}

void skip_blanks(std::string_view& text) { text.remove_prefix(std::min(text.find_first_not_of(" \t\n"), text.size())); }

// What may stand before the first tag: blanks, comments, the XML declaration.
std::string_view after_prologue(std::string_view text) {
  for (skip_blanks(text); text.starts_with("<!--") || text.starts_with("<?"); skip_blanks(text)) {
    const std::string_view end = text.starts_with("<?") ? ">" : "-->";
    const std::size_t found = text.find(end);
    text.remove_prefix(found == npos ? text.size() : found + end.size());
  }
  return text;
}

template <typename Function>
void for_each_line(std::string_view text, Function&& function) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    function(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

bool is_atx_heading(std::string_view line) {
  const std::size_t hashes = line.find_first_not_of('#');
  return hashes != npos && hashes >= 1 && hashes <= 6 && line[hashes] == ' ';
}

bool is_table_rule(std::string_view line) {
  return line.contains("---") && line.contains('|') && line.find_first_not_of("|-: ") == npos;
}

// "Subject: x" → "subject"; empty where the line is no header field (RFC 5322, 2.2).
std::string field_name(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == npos || colon == 0) return {};
  std::string name(line.substr(0, colon));
  std::ranges::transform(name, name.begin(), lower);
  const bool is_name = std::ranges::all_of(name, [](char c) { return c > ' ' && c < 0x7F; });
  return is_name ? name : std::string();
}

bool contains(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

}  // namespace

bool looks_like_html(std::string_view text) {
  text = after_prologue(text);
  std::string doctype(text.substr(0, 14));
  std::ranges::transform(doctype, doctype.begin(), lower);
  if (doctype == "<!doctype html") return true;
  constexpr std::string_view tags[] = {"html", "head", "body", "script", "style", "title", "div",  "table",
                                       "p",    "h1",   "h2",   "br",     "meta",  "link",  "main", "article"};
  return std::ranges::any_of(tags, [&](std::string_view tag) { return starts_with_tag(text, tag); });
}

bool looks_like_xml(std::string_view text) {
  skip_blanks(text);
  return text.starts_with("<?xml") || starts_with_tag(after_prologue(text), "svg");
}

bool starts_with_field(std::string_view text) { return !field_name(text.substr(0, text.find('\n'))).empty(); }

bool looks_like_mail(std::string_view text) {
  // A memo begins with From, To and Subject as well; what follows here is written by programs.
  constexpr std::string_view machine_fields[] = {
      "mime-version", "message-id",     "received", "return-path", "delivered-to", "content-transfer-encoding",
      "content-type", "dkim-signature", "x-mailer", "x-received",  "arc-seal",     "x-mozilla-status"};
  constexpr std::string_view people_fields[] = {"from", "to", "subject", "date", "sender"};
  bool has_machine_field = false;
  bool has_people_field = false;
  if (text.starts_with("From ")) text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  for (bool is_first = true; !text.empty(); is_first = false) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty()) break;
    if (!is_first && (line[0] == ' ' || line[0] == '\t')) continue;
    const std::string name = field_name(line);
    if (name.empty()) return false;
    has_machine_field = has_machine_field || contains(machine_fields, name);
    has_people_field = has_people_field || contains(people_fields, name);
  }
  return has_machine_field && has_people_field;
}

bool looks_like_json(std::string_view text) {
  skip_blanks(text);
  if (!text.starts_with('{') && !text.starts_with('[')) return false;
  const bool is_object = text[0] == '{';
  text.remove_prefix(1);
  skip_blanks(text);
  if (text.empty()) return false;
  if (is_object) return text[0] == '"' || text[0] == '}';
  // "[1] Smith, 2004" is a reference list, so an array must begin with a value and go on with a comma or an end.
  if (text[0] == '{' || text[0] == '[' || text[0] == '"') return true;
  const std::size_t end = text.find_first_not_of("-+.0123456789eE");
  return end != npos && end > 0 && (text[end] == ',' || text.substr(end) == "]" || text.substr(end) == "]\n");
}

bool looks_like_markdown(std::string_view text) {
  int headings = 0;
  int items = 0;
  int fences = 0;
  int table_rules = 0;
  for_each_line(text, [&](std::string_view line) {
    headings += is_atx_heading(line) ? 1 : 0;
    items += line.starts_with("- ") || line.starts_with("* ") ? 1 : 0;
    fences += line.starts_with("```") ? 1 : 0;
    table_rules += is_table_rule(line) ? 1 : 0;
  });
  const bool has_links = text.contains("](");
  const int kinds = (headings > 0) + (items > 1) + (fences > 1) + (table_rules > 0) + (has_links ? 1 : 0);
  return kinds >= 2 || (headings > 0 && is_atx_heading(text.substr(0, text.find('\n'))));
}

bool looks_like_csv(std::string_view text) {
  return std::ranges::count(text, '\n') >= 2 && sniff_delimiter(text, 1).has_value();
}

}  // namespace edify::parse
