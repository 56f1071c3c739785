#include "parse/sandbox/protocol.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <type_traits>
#include <utility>

#include "parse/markup/text_normalizer.h"
#include "parse/sandbox/wire.h"

namespace edify::parse {
namespace {

constexpr std::size_t span_bytes = 3 * sizeof(std::uint32_t) + 4 * sizeof(float);
constexpr std::size_t report_bytes = 3 * sizeof(std::uint32_t) + 2 * sizeof(std::uint8_t) + sizeof(float);
constexpr std::size_t element_bytes =
    sizeof(std::uint8_t) * 2 + sizeof(std::int32_t) + 5 * sizeof(std::uint32_t) + 4 * sizeof(float);

std::unexpected<Error> damaged(std::string_view what) {
  return fail(ErrorCode::internal, "the parse worker and its parent disagree about a message: " + std::string(what),
              "protocol");
}

void write(WireWriter& out, WireNumber auto limit) { out.number(limit); }
void write(WireWriter& out, std::chrono::milliseconds limit) { out.number(std::int64_t{limit.count()}); }
void read(WireReader& in, WireNumber auto& limit) { limit = in.number<std::remove_reference_t<decltype(limit)>>(); }
void read(WireReader& in, std::chrono::milliseconds& limit) {
  limit = std::chrono::milliseconds(in.number<std::int64_t>());
}

void write(WireWriter& out, const Box& box) {
  for (const float edge : {box.x0, box.y0, box.x1, box.y1}) out.number(edge);
}

Box read_box(WireReader& in) {
  Box box;
  for (float* edge : {&box.x0, &box.y0, &box.x1, &box.y1}) *edge = in.number<float>();
  return box;
}

bool is_finite(const Box& box) {
  return std::isfinite(box.x0) && std::isfinite(box.y0) && std::isfinite(box.x1) && std::isfinite(box.y1);
}

void write(WireWriter& out, const Element& element) {
  out.number(static_cast<std::uint8_t>(element.type));
  out.number(static_cast<std::uint8_t>(element.source));
  out.number(static_cast<std::int32_t>(element.level));
  out.number(element.page);
  write(out, element.box);
  out.string(element.text);
  out.string(element.html);
  out.string(element.language);
  out.number(static_cast<std::uint32_t>(element.spans.size()));
  for (const Span& span : element.spans) {
    for (const std::uint32_t value : {span.begin, span.end, span.page}) out.number(value);
    write(out, span.box);
  }
}

Result<Element> read_element(WireReader& in) {
  constexpr int max_level = 64;
  Element element;
  const auto type = in.number<std::uint8_t>();
  const auto source = in.number<std::uint8_t>();
  element.level = in.number<std::int32_t>();
  if (type > std::to_underlying(ElementType::uncategorized_text)) return damaged("an unknown element type");
  if (source > std::to_underlying(TextSource::ocr)) return damaged("an unknown text source");
  if (element.level < 0 || element.level > max_level) return damaged("a heading level out of range");
  element.type = static_cast<ElementType>(type);
  element.source = static_cast<TextSource>(source);
  element.page = in.number<std::uint32_t>();
  element.box = read_box(in);
  for (std::string* text : {&element.text, &element.html, &element.language}) {
    *text = in.string();
    if (!is_valid_utf8(*text)) return damaged("a text that is not UTF-8");
  }
  if (!is_finite(element.box)) return damaged("a box that is not finite");
  element.spans.resize(in.count(span_bytes));
  for (Span& span : element.spans) {
    for (std::uint32_t* value : {&span.begin, &span.end, &span.page}) *value = in.number<std::uint32_t>();
    span.box = read_box(in);
    const bool is_inside = span.begin <= span.end && span.end <= element.text.size();
    if (!is_inside || !is_finite(span.box)) return damaged("a span outside of its text");
  }
  return element;
}

void write(WireWriter& out, const PageReport& report) {
  out.number(report.page);
  out.number(report.characters);
  out.number(static_cast<std::uint8_t>(report.reason));
  out.number(static_cast<std::uint8_t>((report.recognized ? 1 : 0) | (report.is_suspicious ? 2 : 0)));
  out.number(report.confidence);
  out.string(report.trouble);
}

Result<PageReport> read_report(WireReader& in) {
  constexpr std::size_t max_word_bytes = 64;
  PageReport report;
  report.page = in.number<std::uint32_t>();
  report.characters = in.number<std::uint32_t>();
  const auto reason = in.number<std::uint8_t>();
  const auto flags = in.number<std::uint8_t>();
  report.confidence = in.number<float>();
  report.trouble = in.string();
  if (reason > std::to_underlying(OcrReason::broken) || flags > 3) return damaged("an unknown page report");
  if (!(report.confidence >= 0 && report.confidence <= 1)) return damaged("a confidence out of range");
  const auto is_stable = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  if (report.trouble.size() > max_word_bytes || !std::ranges::all_of(report.trouble, is_stable)) {
    return damaged("a page's trouble that is no word");
  }
  report.reason = static_cast<OcrReason>(reason);
  report.recognized = (flags & 1) != 0;
  report.is_suspicious = (flags & 2) != 0;
  return report;
}

bool is_known(std::uint8_t type) {
  switch (static_cast<FrameType>(type)) {
    case FrameType::parse:
    case FrameType::bytes:
    case FrameType::read_failed:
    case FrameType::read_range:
    case FrameType::confine:
    case FrameType::ready:
    case FrameType::page:
    case FrameType::help:
    case FrameType::read_page:
    case FrameType::page_text:
    case FrameType::scans:
    case FrameType::want_page:
    case FrameType::page_read:
    case FrameType::elements:
    case FrameType::done:
    case FrameType::failed: return true;
  }
  return false;
}

}  // namespace

std::string encode_header(const FrameHeader& header) {
  WireWriter out;
  out.number(header.payload_bytes);
  out.number(static_cast<std::uint8_t>(header.type));
  return std::move(out).take();
}

Result<FrameHeader> decode_header(std::string_view bytes) {
  WireReader in(bytes);
  const auto payload_bytes = in.number<std::uint32_t>();
  const auto type = in.number<std::uint8_t>();
  if (!in.is_complete() || !is_known(type)) return damaged("an unknown frame");
  if (payload_bytes > max_frame_bytes) return damaged("a frame above the limit");
  return FrameHeader{static_cast<FrameType>(type), payload_bytes};
}

std::string encode(const SandboxPolicy& policy) {
  WireWriter out;
  out.number(static_cast<std::uint8_t>(policy.mode));
  out.number(static_cast<std::uint32_t>(policy.readable.size()));
  for (const std::string& path : policy.readable) out.string(path);
  return std::move(out).take();
}

Result<SandboxPolicy> decode_policy(std::string_view payload) {
  WireReader in(payload);
  SandboxPolicy policy;
  const auto mode = in.number<std::uint8_t>();
  policy.readable.resize(in.count(sizeof(std::uint32_t)));
  for (std::string& path : policy.readable) path = in.string();
  if (!in.is_complete()) return damaged("a sandbox policy of the wrong length");
  if (mode > std::to_underlying(SandboxMode::off)) return damaged("an unknown sandbox mode");
  policy.mode = static_cast<SandboxMode>(mode);
  return policy;
}

std::string encode(const Confinement& confinement) {
  WireWriter out;
  out.number(confinement.landlock_version);
  out.number(static_cast<std::uint8_t>(confinement.filters_system_calls));
  return std::move(out).take();
}

Result<Confinement> decode_confinement(std::string_view payload) {
  WireReader in(payload);
  Confinement confinement;
  confinement.landlock_version = in.number<std::uint32_t>();
  const auto filters = in.number<std::uint8_t>();
  if (!in.is_complete() || filters > 1) return damaged("a confinement that is none");
  confinement.filters_system_calls = filters == 1;
  return confinement;
}

std::string encode(const ParseRequest& request) {
  const ParseOptions& options = request.options;
  WireWriter out;
  out.string(options.name);
  out.number(static_cast<std::uint8_t>(options.strategy));
  out.number(options.pages.first);
  out.number(options.pages.last);
  each_limit(options.limits, [&](const auto& limit) { write(out, limit); });
  out.string(options.ocr.models);
  out.number(static_cast<std::uint32_t>(options.ocr.languages.size()));
  for (const std::string& language : options.ocr.languages) out.string(language);
  out.number(options.ocr.max_dots_per_inch);
  out.number(request.size);
  return std::move(out).take();
}

Result<ParseRequest> decode_parse_request(std::string_view payload) {
  WireReader in(payload);
  ParseRequest request;
  ParseOptions& options = request.options;
  options.name = in.string();
  const auto strategy = in.number<std::uint8_t>();
  options.pages.first = in.number<std::uint32_t>();
  options.pages.last = in.number<std::uint32_t>();
  each_limit(options.limits, [&](auto& limit) { read(in, limit); });
  options.ocr.models = in.string();
  options.ocr.languages.resize(in.count(sizeof(std::uint32_t)));
  for (std::string& language : options.ocr.languages) language = in.string();
  options.ocr.max_dots_per_inch = in.number<std::uint32_t>();
  request.size = in.number<std::uint64_t>();
  if (!in.is_complete()) return damaged("a parse request of the wrong length");
  if (strategy > std::to_underlying(Strategy::ocr)) return damaged("an unknown strategy");
  options.strategy = static_cast<Strategy>(strategy);
  return request;
}

std::string encode(const RangeRequest& request) {
  WireWriter out;
  out.number(request.offset);
  out.number(request.length);
  return std::move(out).take();
}

Result<RangeRequest> decode_range_request(std::string_view payload) {
  WireReader in(payload);
  RangeRequest request;
  request.offset = in.number<std::uint64_t>();
  request.length = in.number<std::uint32_t>();
  if (!in.is_complete()) return damaged("a range request of the wrong length");
  if (request.length == 0 || request.length > max_range_bytes) return damaged("a range length out of bounds");
  return request;
}

std::string encode_page(std::uint32_t page) {
  WireWriter out;
  out.number(page);
  return std::move(out).take();
}

Result<std::uint32_t> decode_page(std::string_view payload) {
  WireReader in(payload);
  const auto page = in.number<std::uint32_t>();
  if (!in.is_complete()) return damaged("a page of the wrong length");
  return page;
}

std::string encode_pages(std::span<const std::uint32_t> pages) {
  WireWriter out;
  out.number(static_cast<std::uint32_t>(pages.size()));
  for (const std::uint32_t page : pages) out.number(page);
  return std::move(out).take();
}

Result<std::vector<std::uint32_t>> decode_pages(std::string_view payload) {
  WireReader in(payload);
  std::vector<std::uint32_t> pages(in.count(sizeof(std::uint32_t)));
  for (std::uint32_t& page : pages) page = in.number<std::uint32_t>();
  if (!in.is_complete()) return damaged("a list of pages of the wrong length");
  const bool ascends = std::ranges::adjacent_find(pages, std::ranges::greater_equal{}) == pages.end();
  if (!ascends || (!pages.empty() && pages.front() == 0)) return damaged("pages out of order");
  return pages;
}

std::string encode(const PageRead& read) {
  WireWriter out;
  out.number(read.page);
  out.string(read.text.size() <= max_page_text_bytes ? std::string_view(read.text) : std::string_view());
  return std::move(out).take();
}

Result<PageRead> decode_page_read(std::string_view payload) {
  WireReader in(payload);
  PageRead read;
  read.page = in.number<std::uint32_t>();
  read.text = in.string();
  if (!in.is_complete() || read.text.size() > max_page_text_bytes) return damaged("a page's text of the wrong length");
  return read;
}

std::string encode(const Error& error) {
  WireWriter out;
  out.number(static_cast<std::uint8_t>(error.code));
  out.string(error.message);
  out.string(error.reason);
  return std::move(out).take();
}

Error decode_error(std::string_view payload) {
  constexpr std::size_t max_sentence_bytes = 4096;
  WireReader in(payload);
  const auto code = in.number<std::uint8_t>();
  const std::string_view message = in.string();
  const std::string_view reason = in.string();
  const bool is_sane = in.is_complete() && code <= std::to_underlying(ErrorCode::internal) &&
                       message.size() <= max_sentence_bytes && reason.size() <= max_sentence_bytes;
  if (!is_sane || !is_valid_utf8(message) || !is_valid_utf8(reason)) return damaged("an error that is none").error();
  // Both go to logs and terminals: no line breaks, no escape sequences.
  return {static_cast<ErrorCode>(code), normalize_inline(message), normalize_inline(reason)};
}

std::string encode(std::span<const Element> elements) {
  WireWriter out;
  out.number(static_cast<std::uint32_t>(elements.size()));
  for (const Element& element : elements) write(out, element);
  return std::move(out).take();
}

Result<std::vector<Element>> decode_elements(std::string_view payload) {
  WireReader in(payload);
  const std::uint32_t count = in.count(element_bytes);
  std::vector<Element> elements;
  for (std::uint32_t i = 0; i < count; ++i) {
    EDIFY_TRY(Element element, read_element(in));
    if (!in.ok()) break;
    elements.push_back(std::move(element));
  }
  if (!in.is_complete()) return damaged("a batch of elements of the wrong length");
  return elements;
}

std::string encode_facts(const ParsedDocument& document) {
  WireWriter out;
  out.string(document.content_type);
  out.string(document.title);
  out.number(document.page_count);
  out.number(static_cast<std::uint32_t>(document.pages_needing_ocr.size()));
  for (const std::uint32_t page : document.pages_needing_ocr) out.number(page);
  out.number(static_cast<std::uint32_t>(document.pages.size()));
  for (const PageReport& report : document.pages) write(out, report);
  return std::move(out).take();
}

Result<ParsedDocument> decode_facts(std::string_view payload) {
  WireReader in(payload);
  ParsedDocument document;
  document.content_type = in.string();
  document.title = in.string();
  document.page_count = in.number<std::uint32_t>();
  document.pages_needing_ocr.resize(in.count(sizeof(std::uint32_t)));
  for (std::uint32_t& page : document.pages_needing_ocr) page = in.number<std::uint32_t>();
  document.pages.resize(in.count(report_bytes));
  std::uint32_t last_page = 0;
  for (PageReport& report : document.pages) {
    EDIFY_TRY(report, read_report(in));
    if (in.ok() && (report.page <= last_page || report.page > document.page_count)) {
      return damaged("page reports out of order");
    }
    last_page = report.page;
  }
  if (!in.is_complete()) return damaged("document facts of the wrong length");
  if (!is_valid_utf8(document.content_type) || !is_valid_utf8(document.title))
    return damaged("a title that is not UTF-8");
  const auto& pages = document.pages_needing_ocr;
  const bool ascends = std::ranges::adjacent_find(pages, std::ranges::greater_equal{}) == pages.end();
  const bool in_range = pages.empty() || (pages.front() >= 1 && pages.back() <= document.page_count);
  if (!ascends || !in_range) return damaged("pages out of order");
  return document;
}

std::size_t encoded_size(const Element& element) {
  return element_bytes + element.text.size() + element.html.size() + element.language.size() +
         element.spans.size() * span_bytes;
}

}  // namespace edify::parse
