#include "parse/parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <new>

#include "parse/archive/gzip_parser.h"
#include "parse/archive/zip_parser.h"
#include "parse/content_type.h"
#include "parse/image/image_parser.h"
#include "parse/mail/mail_parser.h"
#include "parse/mail/msg_parser.h"
#include "parse/markup/csv_parser.h"
#include "parse/markup/html_parser.h"
#include "parse/markup/json_parser.h"
#include "parse/markup/markdown_parser.h"
#include "parse/markup/text_decoder.h"
#include "parse/markup/text_parser.h"
#include "parse/markup/xml_parser.h"
#include "parse/nested_parser.h"
#include "parse/office/epub_parser.h"
#include "parse/office/legacy/doc_parser.h"
#include "parse/office/legacy/ppt_parser.h"
#include "parse/office/legacy/xls_parser.h"
#include "parse/office/odf_parser.h"
#include "parse/office/rtf_parser.h"
#include "parse/office/slides_parser.h"
#include "parse/office/word_parser.h"
#include "parse/office/workbook_parser.h"
#include "parse/pdf/pdf_fallback.h"

namespace edify::parse {
namespace {

Result<std::string> read_text(RangeReader& reader, std::uint64_t limit, bool declares_charset) {
  EDIFY_TRY(const std::string bytes, read_whole(reader, limit));
  const std::string charset = declares_charset ? declared_charset(bytes) : "";
  return decode_text(bytes, charset);
}

Result<ParsedDocument> parse_as(const ContentType& type, RangeReader& reader, const ParseOptions& options,
                                NestedParser& nested) {
  const std::uint64_t text_limit = std::min(max_text_bytes, options.limits.bytes);
  switch (type.format) {
    case Format::pdf: return parse_pdf_or_repair(reader, options);
    case Format::docx: return parse_docx(reader, options, nested.unpack_budget());
    case Format::pptx: return parse_pptx(reader, options, nested.unpack_budget());
    case Format::xlsx: return parse_xlsx(reader, options, nested.unpack_budget());
    case Format::odt: return parse_odt(reader, options, nested.unpack_budget());
    case Format::odp: return parse_odp(reader, options, nested.unpack_budget());
    case Format::ods: return parse_ods(reader, options, nested.unpack_budget());
    case Format::epub: return parse_epub(reader, options, nested.unpack_budget());
    case Format::html: {
      EDIFY_TRY(const std::string html, read_text(reader, std::min(max_html_bytes, options.limits.bytes), true));
      return parse_html(html);
    }
    case Format::markdown: {
      EDIFY_TRY(const std::string text, read_text(reader, std::min(max_markdown_bytes, text_limit), false));
      return parse_markdown(text);
    }
    case Format::csv: {
      EDIFY_TRY(const std::string text, read_text(reader, text_limit, false));
      return parse_csv(text);
    }
    case Format::text: {
      EDIFY_TRY(const std::string text, read_text(reader, text_limit, false));
      return parse_text(text);
    }
    case Format::mail: {
      EDIFY_TRY(const std::string mail, read_whole(reader, std::min(max_mail_bytes, options.limits.bytes)));
      return parse_mail(mail, nested);
    }
    case Format::msg: return parse_msg(reader, nested);
    case Format::json: {
      EDIFY_TRY(const std::string text, read_text(reader, std::min(max_json_bytes, text_limit), false));
      return parse_json(text, options.limits);
    }
    case Format::xml: {
      EDIFY_TRY(const std::string text, read_text(reader, std::min(max_xml_bytes, text_limit), true));
      return parse_xml(text, options.limits);
    }
    case Format::rtf: {
      EDIFY_TRY(const std::string rtf, read_whole(reader, std::min(max_rtf_bytes, options.limits.bytes)));
      return parse_rtf(rtf);
    }
    case Format::zip: return parse_zip(reader, options.limits, nested);
    case Format::gzip: return parse_gzip(reader, options.name, options.limits, nested);
    case Format::image: return parse_image(reader, type.mime, options);
    case Format::doc: return parse_doc(reader, options.limits);
    case Format::ppt: return parse_ppt(reader, options);
    case Format::xls: return parse_xls(reader, options.limits);
    case Format::other: break;
  }
  return fail(
      ErrorCode::unsupported_format,
      fmt::format("the content is a {}, which is not read yet; convert it to PDF, HTML or text", type.description));
}

Result<void> check_limits(const ParsedDocument& document, const Limits& limits) {
  if (document.elements.size() > limits.elements) {
    return fail(ErrorCode::over_limit,
                fmt::format("the document has {} elements and the limit is {}; split it", document.elements.size(),
                            limits.elements),
                "elements");
  }
  std::uint64_t text_bytes = 0;
  for (const Element& element : document.elements) text_bytes += element.text.size();
  if (text_bytes > limits.text_bytes) {
    return fail(
        ErrorCode::over_limit,
        fmt::format("the document has {} bytes of text and the limit is {}; split it", text_bytes, limits.text_bytes),
        "text_bytes");
  }
  return {};
}

std::string first_heading(const ParsedDocument& document) {
  const auto heading = std::ranges::find(document.elements, ElementType::title, &Element::type);
  return heading == document.elements.end() ? std::string() : heading->text;
}

Result<ParsedDocument> parse_any(RangeReader& reader, const ParseOptions& options, NestedParser& nested) {
  if (reader.size() == 0) return fail(ErrorCode::unreadable, "the document is empty", "empty");
  if (reader.size() > options.limits.bytes) {
    return fail(ErrorCode::over_limit,
                fmt::format("the document has {} bytes and the limit is {}; split it or raise the limit", reader.size(),
                            options.limits.bytes),
                "bytes");
  }
  EDIFY_TRY(const ContentType type, detect_content_type(reader, options.name));
  EDIFY_TRY(ParsedDocument document, parse_as(type, reader, options, nested));
  if (document.elements.empty() && document.pages_needing_ocr.empty()) {
    return fail(ErrorCode::unreadable, fmt::format("the document ({}) holds no text", type.description), "empty");
  }
  EDIFY_CHECK(check_limits(document, options.limits));
  document.content_type = type.mime;
  if (document.title.empty()) document.title = first_heading(document);
  return document;
}

// Each document on its own, so that an attachment's parser that throws costs the attachment and not the mail.
Result<ParsedDocument> parse_guarded(RangeReader& reader, const ParseOptions& options, NestedParser& nested) {
  try {
    return parse_any(reader, options, nested);
  } catch (const std::bad_alloc&) {
    throw;  // the machine's trouble, not the document's; the worker loop ends this document
  } catch (const std::exception& error) {
    return fail(ErrorCode::unreadable, fmt::format("the document's parser failed: {}", error.what()), "malformed");
  }
}

}  // namespace

Result<ParsedDocument> parse_document(RangeReader& reader, const ParseOptions& options) {
  NestedParser nested(parse_guarded, options);
  return parse_guarded(reader, options, nested);
}

}  // namespace edify::parse
