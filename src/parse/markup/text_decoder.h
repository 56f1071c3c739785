// Bytes of unknown encoding → UTF-8. Pure functions, thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "model/range_reader.h"

namespace edify::parse {

// These formats are parsed as a whole, so they have limits of their own below Limits::bytes. A gumbo tree costs about
// 15 times its source, a cmark tree of many short paragraphs up to 80 times.
inline constexpr std::uint64_t max_text_bytes = 64ULL << 20;
inline constexpr std::uint64_t max_markdown_bytes = 16ULL << 20;
inline constexpr std::uint64_t max_html_bytes = 32ULL << 20;

// The whole document. Errors: over_limit ("bytes") above `limit`; what the reader says; conflict where the document
// ends before its size.
Result<std::string> read_whole(RangeReader& reader, std::uint64_t limit);

// In this order: byte order mark; UTF-8 where the bytes are valid UTF-8; UTF-16 by its pattern of zero bytes;
// `declared` (a charset name from a <meta> or an XML declaration); what uchardet recognises; windows-1252.
// The answer went through normalize_text. A byte that the encoding does not have becomes U+FFFD.
std::string decode_text(std::string_view bytes, std::string_view declared = {});

// Exactly that encoding (an ICU converter name, "windows-1251"), nothing guessed and nothing normalised; empty where
// ICU does not know it. For formats that say what every run of bytes is.
std::string decode_charset(std::string_view bytes, std::string_view charset);

// The same for a Windows code page by its number: 1252, 932, 437, 10000 (Macintosh), 65001.
std::string decode_code_page(std::string_view bytes, int code_page);

// The charset that an HTML or XML head declares in its first 4096 bytes; empty where there is none.
// WHATWG HTML 13.2.3.2, simplified: the first `charset=` or `encoding=` inside a tag.
std::string declared_charset(std::string_view bytes);

// UTF-16 (or nothing) by the share of zero bytes at even and odd places, as Latin text without a mark has.
std::string_view guess_utf16(std::string_view bytes);

}  // namespace edify::parse
