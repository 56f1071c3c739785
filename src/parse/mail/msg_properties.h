// The properties of an Outlook message, of one of its recipients or attachments: [MS-OXMSG] 2.2, 2.4; what they mean:
// [MS-OXPROPS]. A storage of the compound file holds them, the long ones each in a stream of its own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "parse/office/legacy/compound_file.h"

namespace edify::parse {

enum class MsgProperty : std::uint16_t {
  subject = 0x0037,
  client_submit_time = 0x0039,
  sender_name = 0x0C1A,
  sender_address = 0x0C1F,
  display_cc = 0x0E03,
  display_to = 0x0E04,
  delivery_time = 0x0E06,
  body = 0x1000,
  body_html = 0x1013,
  attachment_data = 0x3701,
  attachment_name = 0x3704,
  attachment_long_name = 0x3707,
  attachment_content_id = 0x3712,
  internet_code_page = 0x3FDE,
  message_code_page = 0x3FFD,
  sender_smtp_address = 0x5D01,
  attachment_hidden = 0x7FFE,
};

// Views into `file`, which must outlive it. One thread.
class MsgProperties {
 public:
  // Where the fixed properties begin in their stream: behind what counts recipients and attachments.
  enum class Owner : std::uint8_t { message = 32, attached_message = 24, attachment = 8 };

  // Errors: what CompoundFile::read says.
  static Result<MsgProperties> read(CompoundFile& file, std::vector<const CompoundEntry*> entries, Owner owner);

  // UTF-8, of either kind of string, or of bytes that hold text of `internet_code_page`; empty where there is none.
  Result<std::string> text(MsgProperty property) const;
  // As they are; empty where there are none.
  Result<std::string> binary(MsgProperty property) const;
  // Integers, booleans and times.
  std::optional<std::uint64_t> number(MsgProperty property) const;
  // What an object property holds: an attached message. nullptr where there is none.
  const CompoundEntry* storage(MsgProperty property) const;
  // Storages whose names begin so: "__attach_version1.0_#".
  std::vector<const CompoundEntry*> storages(std::string_view prefix) const;

 private:
  MsgProperties(CompoundFile& file, std::vector<const CompoundEntry*> entries)
      : file_(&file), entries_(std::move(entries)) {}
  const CompoundEntry* stream(MsgProperty property, std::string_view type) const;

  CompoundFile* file_;
  std::vector<const CompoundEntry*> entries_;
  std::string fixed_;
};

}  // namespace edify::parse
