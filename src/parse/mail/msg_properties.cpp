#include "parse/mail/msg_properties.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "parse/mail/mail_parser.h"
#include "parse/markup/text_decoder.h"
#include "parse/office/legacy/legacy_text.h"

namespace edify::parse {
namespace {

constexpr std::string_view unicode_string = "001F";
constexpr std::string_view byte_string = "001E";
constexpr std::string_view bytes = "0102";
constexpr std::string_view object = "000D";
constexpr std::size_t entry_bytes = 16;  // of the stream of fixed properties

std::uint64_t little(std::string_view data, std::size_t at, std::size_t width) {
  std::uint64_t value = 0;
  for (std::size_t i = width; i > 0; --i) value = value << 8 | static_cast<unsigned char>(data[at + i - 1]);
  return value;
}

}  // namespace

Result<MsgProperties> MsgProperties::read(CompoundFile& file, std::vector<const CompoundEntry*> entries, Owner owner) {
  MsgProperties properties(file, std::move(entries));
  const auto fixed = std::ranges::find(properties.entries_, "__properties_version1.0", &CompoundEntry::name);
  if (fixed == properties.entries_.end()) return properties;
  EDIFY_TRY(properties.fixed_, file.read(**fixed, max_mail_bytes));
  properties.fixed_.erase(0, static_cast<std::size_t>(owner));
  return properties;
}

Result<std::string> MsgProperties::text(MsgProperty property) const {
  if (const CompoundEntry* entry = stream(property, unicode_string)) {
    EDIFY_TRY(const std::string data, file_->read(*entry, max_mail_bytes));
    return decode_utf16(data);
  }
  constexpr std::uint64_t western = 1252;
  const auto internet = number(MsgProperty::internet_code_page).value_or(western);
  if (const CompoundEntry* entry = stream(property, byte_string)) {
    EDIFY_TRY(const std::string data, file_->read(*entry, max_mail_bytes));
    const auto page = number(MsgProperty::message_code_page).value_or(internet);
    return decode_code_page(data, static_cast<int>(page));
  }
  EDIFY_TRY(const std::string data, binary(property));
  return decode_code_page(data, static_cast<int>(internet));
}

Result<std::string> MsgProperties::binary(MsgProperty property) const {
  const CompoundEntry* entry = stream(property, bytes);
  if (!entry) return std::string();
  return file_->read(*entry, max_mail_bytes);
}

std::optional<std::uint64_t> MsgProperties::number(MsgProperty property) const {
  for (std::size_t at = 0; at + entry_bytes <= fixed_.size(); at += entry_bytes) {
    if (little(fixed_, at + 2, 2) != static_cast<std::uint64_t>(property)) continue;
    constexpr std::uint64_t time = 0x0040;
    return little(fixed_, at + 8, little(fixed_, at, 2) == time ? 8 : 4);
  }
  return std::nullopt;
}

const CompoundEntry* MsgProperties::storage(MsgProperty property) const {
  const CompoundEntry* entry = stream(property, object);
  return entry && !entry->is_stream ? entry : nullptr;
}

std::vector<const CompoundEntry*> MsgProperties::storages(std::string_view prefix) const {
  std::vector<const CompoundEntry*> found;
  for (const CompoundEntry* entry : entries_) {
    if (!entry->is_stream && entry->name.starts_with(prefix)) found.push_back(entry);
  }
  std::ranges::sort(found, {}, &CompoundEntry::name);
  return found;
}

const CompoundEntry* MsgProperties::stream(MsgProperty property, std::string_view type) const {
  const std::string name = fmt::format("__substg1.0_{:04X}{}", static_cast<unsigned>(property), type);
  const auto found = std::ranges::find(entries_, name, &CompoundEntry::name);
  return found == entries_.end() ? nullptr : *found;
}

}  // namespace edify::parse
