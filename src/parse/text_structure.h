// What kind of text a text is, by its structure alone. Pure functions over the decoded beginning of a document.
#pragma once

#include <string_view>

namespace edify::parse {

// Starts with a doctype, <html> or a tag of a page (WHATWG MIME Sniffing 7.1), past comments and an XML declaration.
bool looks_like_html(std::string_view text);
bool looks_like_xml(std::string_view text);
// Starts with a mail's header: fields alone up to an empty line, one that only mail programs write among them.
bool looks_like_mail(std::string_view text);
// Starts with "Name: value".
bool starts_with_field(std::string_view text);
// Starts like an object or array and goes on like one.
bool looks_like_json(std::string_view text);
// At least two kinds of evidence (headings, lists, fences, table rules, links), or one heading above text.
bool looks_like_markdown(std::string_view text);
// At least three records, all with the same number of fields.
bool looks_like_csv(std::string_view text);

}  // namespace edify::parse
