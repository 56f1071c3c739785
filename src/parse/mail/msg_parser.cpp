#include "parse/mail/msg_parser.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <iterator>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "parse/mail/msg_properties.h"
#include "parse/markup/html_parser.h"
#include "parse/markup/text_decoder.h"
#include "parse/markup/text_normalizer.h"
#include "parse/markup/text_parser.h"
#include "parse/office/legacy/compound_file.h"
#include "parse/text_element.h"

namespace edify::parse {
namespace {

using Owner = MsgProperties::Owner;

constexpr int deepest_message = static_cast<int>(max_container_depth);

// Windows counts in tenths of a microsecond from 1601.
std::string as_date(std::uint64_t file_time) {
  constexpr std::uint64_t ticks_a_second = 10'000'000;
  constexpr std::uint64_t seconds_to_1970 = 11'644'473'600;
  constexpr std::uint64_t seconds_to_10000 = 265'000'000'000;
  const std::uint64_t seconds = file_time / ticks_a_second;
  if (seconds < seconds_to_1970 || seconds > seconds_to_10000) return {};
  const std::chrono::sys_seconds time(std::chrono::seconds(seconds - seconds_to_1970));
  return fmt::format("{:%Y-%m-%d %H:%M} UTC", fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

Result<std::string> sender_of(const MsgProperties& message) {
  EDIFY_TRY(const std::string name, message.text(MsgProperty::sender_name));
  EDIFY_TRY(std::string address, message.text(MsgProperty::sender_smtp_address));
  // Within an organisation the other address is a directory's path.
  if (address.empty()) {
    EDIFY_TRY(address, message.text(MsgProperty::sender_address));
    if (!address.contains('@')) address.clear();
  }
  if (name.empty() || name == address) return address;
  return address.empty() ? name : fmt::format("{} <{}>", name, address);
}

// Bytes that say their charset themselves, or leave it to a property.
Result<std::string> html_of(const MsgProperties& message) {
  EDIFY_TRY(const std::string bytes, message.binary(MsgProperty::body_html));
  const std::string charset = declared_charset(bytes);
  if (!charset.empty()) return decode_text(bytes, charset);
  EDIFY_TRY(std::string text, message.text(MsgProperty::body_html));
  return normalize_text(std::move(text));
}

class MsgWalker {
 public:
  MsgWalker(CompoundFile& file, NestedParser& nested) : file_(file), nested_(nested) {}

  Result<void> add_message(std::vector<const CompoundEntry*> entries, Owner owner, int level) {
    EDIFY_TRY(const MsgProperties message, MsgProperties::read(file_, std::move(entries), owner));
    EDIFY_TRY(const std::string subject, message.text(MsgProperty::subject));
    add(ElementType::title, subject, level);
    EDIFY_TRY(const std::string sender, sender_of(message));
    add_field("From", sender);
    EDIFY_TRY(const std::string to, message.text(MsgProperty::display_to));
    add_field("To", to);
    EDIFY_TRY(const std::string copy, message.text(MsgProperty::display_cc));
    add_field("Cc", copy);
    const auto sent = message.number(MsgProperty::client_submit_time);
    add_field("Date", as_date(sent.value_or(message.number(MsgProperty::delivery_time).value_or(0))));
    EDIFY_CHECK(add_body(message, level));
    for (const CompoundEntry* attachment : message.storages("__attach_version1.0_#")) {
      EDIFY_CHECK(add_attachment(*attachment, level));
    }
    return {};
  }

  std::vector<Element> take() && { return std::move(elements_); }

 private:
  Result<void> add_body(const MsgProperties& message, int level) {
    EDIFY_TRY(const std::string html, html_of(message));
    if (!html.empty() && html.size() <= max_html_bytes) {
      auto elements = parse_html_fragment(html);
      if (elements && !elements->empty()) {
        take(*std::move(elements), level);
        return {};
      }
    }
    EDIFY_TRY(const std::string text, message.text(MsgProperty::body));
    if (text.size() <= max_text_bytes) {
      take(parse_text(normalize_text(text)).elements, level);
    } else {
      add(ElementType::uncategorized_text, "Not read: the mail's text is longer than the limit of its format.");
    }
    return {};
  }

  Result<void> add_attachment(const CompoundEntry& folder, int level) {
    if (!visited_.insert(&folder).second) return {};  // storages of a malicious file hold each other
    EDIFY_TRY(const MsgProperties attachment, MsgProperties::read(file_, file_.entries(folder), Owner::attachment));
    if (const CompoundEntry* inner = attachment.storage(MsgProperty::attachment_data)) {
      if (level < deepest_message) return add_message(file_.entries(*inner), Owner::attached_message, level + 1);
      add(ElementType::uncategorized_text, "Not read: messages are attached to each other too deep.");
      return {};
    }
    EDIFY_TRY(std::string name, attachment.text(MsgProperty::attachment_long_name));
    if (name.empty()) {
      EDIFY_TRY(name, attachment.text(MsgProperty::attachment_name));
    }
    EDIFY_TRY(std::string data, attachment.binary(MsgProperty::attachment_data));
    if (data.empty()) return {};
    EDIFY_TRY(const std::string content_id, attachment.text(MsgProperty::attachment_content_id));
    // A picture that the text shows: often a logo, which is no loss where it can not be read.
    if (!content_id.empty() || attachment.number(MsgProperty::attachment_hidden).value_or(0) != 0) {
      if (auto elements = nested_.parse(std::move(data), name)) take(*std::move(elements), level);
      return {};
    }
    append_nested(nested_.parse(std::move(data), name), name.empty() ? "Attachment" : name, level + 1, elements_);
    return {};
  }

  // Headings of the text stand below the subject.
  void take(std::vector<Element> elements, int level) {
    lower_headings(elements, level);
    std::ranges::move(elements, std::back_inserter(elements_));
  }

  void add_field(std::string_view label, const std::string& text) {
    if (!text.empty()) add(ElementType::narrative_text, fmt::format("{}: {}", label, text));
  }

  void add(ElementType type, const std::string& text, int level = 0) {
    std::string clean = normalize_inline(text);
    if (!clean.empty()) elements_.push_back(text_element(type, std::move(clean), level));
  }

  CompoundFile& file_;
  NestedParser& nested_;
  std::set<const CompoundEntry*> visited_;  // attachments
  std::vector<Element> elements_;
};

}  // namespace

Result<ParsedDocument> parse_msg(RangeReader& reader, NestedParser& nested) {
  EDIFY_TRY(CompoundFile file, CompoundFile::open(reader));
  MsgWalker walker(file, nested);
  EDIFY_CHECK(walker.add_message(file.entries(), Owner::message, 1));
  ParsedDocument document;
  document.elements = std::move(walker).take();
  return document;
}

}  // namespace edify::parse
