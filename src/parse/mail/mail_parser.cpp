#include "parse/mail/mail_parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "parse/mail/mime_part.h"
#include "parse/markup/html_parser.h"
#include "parse/markup/text_decoder.h"
#include "parse/markup/text_normalizer.h"
#include "parse/markup/text_parser.h"
#include "parse/text_element.h"

namespace edify::parse {
namespace {

bool is_signature(const MimePart& part) {
  const std::string_view type = part.type.value;
  return type == "application/pgp-signature" || type == "application/pkcs7-signature" ||
         type == "application/x-pkcs7-signature";
}

bool is_html(const MimePart& part) {
  return part.type.value == "text/html" ||
         (part.type.value == "multipart/related" && !part.parts.empty() && is_html(part.parts[0]));
}

// 0 is read first. A calendar entry or an enriched text beside the plain one says less.
int rank_of_alternative(const MimePart& part) {
  if (is_html(part)) return 0;
  return part.type.value == "text/plain" || part.is_multipart() ? 1 : 2;
}

bool is_body_text(const MimePart& part) {
  return part.type.value.starts_with("text/") && part.disposition.value != "attachment" && part.file_name().empty();
}

// A picture that the text shows: often a logo, which is no loss where it can not be read.
bool is_inline_picture(const MimePart& part) {
  return part.type.value.starts_with("image/") && part.disposition.value != "attachment" &&
         (part.header.has("content-id") || part.disposition.value == "inline");
}

class MailWalker {
 public:
  explicit MailWalker(NestedParser& nested) : nested_(nested) {}

  std::vector<Element> walk(const MimePart& message) && {
    add_message(message, 1);
    return std::move(elements_);
  }

 private:
  void add_message(const MimePart& message, int level) {
    add(ElementType::title, message.header.text("subject"), level);
    for (const auto& [name, label] :
         {std::pair("from", "From"), std::pair("to", "To"), std::pair("cc", "Cc"), std::pair("date", "Date")}) {
      const std::string text = message.header.text(name);
      if (!text.empty()) add(ElementType::narrative_text, fmt::format("{}: {}", label, text));
    }
    add_part(message, level);
  }

  void add_part(const MimePart& part, int level) {
    if (part.type.value == "message/rfc822" && !part.parts.empty()) return add_message(part.parts[0], level + 1);
    if (part.type.value == "multipart/alternative") return add_alternative(part, level);
    if (part.is_multipart()) {
      for (const MimePart& inner : part.parts) add_part(inner, level);
    } else if (is_body_text(part)) {
      add_text(part, level);
    } else if (!is_signature(part)) {
      add_attachment(part, level);
    }
  }

  void add_alternative(const MimePart& part, int level) {
    std::vector<const MimePart*> choices;
    for (const MimePart& choice : part.parts) choices.push_back(&choice);
    std::ranges::stable_sort(choices, {}, [](const MimePart* choice) { return rank_of_alternative(*choice); });
    const std::size_t before = elements_.size();
    for (const MimePart* choice : choices) {
      add_part(*choice, level);
      if (elements_.size() > before) return;
    }
  }

  void add_text(const MimePart& part, int level) {
    const std::string bytes = part.decoded_body();
    const bool html = part.type.value == "text/html";
    if (bytes.size() > (html ? max_html_bytes : max_text_bytes)) {
      return add(ElementType::uncategorized_text, "Not read: the mail's text is longer than the limit of its format.");
    }
    std::string charset(part.type.parameter("charset"));
    if (charset.empty() && html) charset = declared_charset(bytes);
    const std::string text = decode_text(bytes, charset);
    if (!html) return take(parse_text(text).elements, level);
    if (auto elements = parse_html_fragment(text)) return take(*std::move(elements), level);
    add(ElementType::uncategorized_text, "Not read: the mail's HTML is malformed.");
  }

  void add_attachment(const MimePart& part, int level) {
    const std::string name = part.file_name();
    if (is_inline_picture(part)) {
      if (auto elements = nested_.parse(part.decoded_body(), name)) take(*std::move(elements), level);
      return;
    }
    append_nested(nested_.parse(part.decoded_body(), name), name.empty() ? "Attachment" : name, level + 1, elements_);
  }

  // Headings of the text stand below the subject.
  void take(std::vector<Element> elements, int level) {
    lower_headings(elements, level);
    std::ranges::move(elements, std::back_inserter(elements_));
  }

  void add(ElementType type, std::string text, int level = 0) {
    if (text.empty()) return;
    elements_.push_back(text_element(type, normalize_inline(text), level));
  }

  NestedParser& nested_;
  std::vector<Element> elements_;
};

}  // namespace

ParsedDocument parse_mail(std::string_view message, NestedParser& nested) {
  ParsedDocument document;
  const MimePart mail = parse_mime(message);
  document.title = mail.header.text("subject");
  document.elements = MailWalker(nested).walk(mail);
  return document;
}

}  // namespace edify::parse
