#include "parse/office/epub_parser.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "parse/markup/html_parser.h"
#include "parse/markup/text_decoder.h"
#include "parse/markup/text_normalizer.h"
#include "parse/office/package.h"

namespace edify::parse {
namespace {

// "a%20b.xhtml" → "a b.xhtml".
std::string decode_percent(std::string_view text) {
  const auto digit = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    const char low = static_cast<char>(c | 0x20);
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
  };
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_escape = text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0;
    out += is_escape ? static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2])) : text[i];
    if (is_escape) i += 2;
  }
  return out;
}

// Fonts are often obfuscated, which is no encryption of the text.
Result<void> check_readable(Package& package) {
  EDIFY_TRY(const XmlTree encryption, package.optional_xml("META-INF/encryption.xml"));
  bool hides_text = false;
  for_each_descendant(*encryption, "CipherReference", [&](const pugi::xml_node& reference) {
    const std::string_view uri = attribute(reference, "URI");
    hides_text = hides_text || uri.ends_with("html") || uri.ends_with("htm") || uri.ends_with(".xml");
  });
  if (!hides_text) return {};
  return fail(ErrorCode::unreadable, "the book's chapters are encrypted (DRM); bring a copy that is not", "encrypted");
}

Result<std::vector<std::string>> spine_parts(const std::string& opf, const pugi::xml_node& book) {
  std::map<std::string, std::string, std::less<>> chapters;  // id → part
  for (const pugi::xml_node& item : child(book, "manifest").children()) {
    const std::string_view type = attribute(item, "media-type");
    const bool is_navigation = attribute(item, "properties").contains("nav");
    if (is_navigation || (type != "application/xhtml+xml" && type != "text/html")) continue;
    chapters.emplace(attribute(item, "id"), resolve_part(opf, decode_percent(attribute(item, "href"))));
  }
  std::vector<std::string> parts;
  for (const pugi::xml_node& reference : child(book, "spine").children()) {
    const auto found = chapters.find(attribute(reference, "idref"));
    if (found != chapters.end()) parts.push_back(found->second);
  }
  return parts;
}

Result<void> add_chapter(Package& package, const std::string& part, ParsedDocument& document) {
  if (!package.has(part)) return {};
  EDIFY_TRY(const std::string bytes, package.read(part));
  if (bytes.size() > max_html_bytes) {
    return fail(ErrorCode::over_limit, "a chapter of the book is larger than 32 MiB; split it", "entry_bytes");
  }
  EDIFY_TRY(ParsedDocument chapter, parse_html(decode_text(bytes, declared_charset(bytes))));
  std::ranges::move(chapter.elements, std::back_inserter(document.elements));
  if (document.elements.size() > package.limits().elements) {
    return fail(ErrorCode::over_limit, "the book has more elements than the limit allows; split it", "elements");
  }
  return {};
}

}  // namespace

Result<ParsedDocument> parse_epub(RangeReader& reader, const ParseOptions& options, UnpackBudget& budget) {
  EDIFY_TRY(Package package, Package::open(reader, options.limits, budget));
  EDIFY_CHECK(check_readable(package));
  EDIFY_TRY(const XmlTree container, package.xml("META-INF/container.xml"));
  const std::string opf = resolve_part("", attribute(find_descendant(*container, "rootfile"), "full-path"));
  EDIFY_TRY(const XmlTree tree, package.xml(opf));
  const pugi::xml_node book = tree->document_element();
  EDIFY_TRY(const std::vector<std::string> parts, spine_parts(opf, book));
  ParsedDocument document;
  document.title = normalize_inline(text_below(find_descendant(child(book, "metadata"), "title")));
  for (const std::string& part : parts) EDIFY_CHECK(add_chapter(package, part, document));
  return document;
}

}  // namespace edify::parse
