// Where a PowerPoint 97-2003 presentation's slides are: [MS-PPT] 2.1.2. Views into the stream; one thread.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "parse/office/legacy/ppt_records.h"

namespace edify::parse {

struct PptText {
  std::uint32_t kind = 4;  // [MS-PPT] TextTypeEnum: 0 and 6 are titles, 1, 5, 7 and 8 bodies, 2 notes
  bool is_wide = false;
  std::string_view bytes;
  std::string_view style;  // of a StyleTextPropAtom; may be empty
};

struct PptSlide {
  PptRecord slide;
  PptRecord notes;               // type 0 where there are none
  std::vector<PptText> outline;  // texts that the slide's shapes refer to by number
};

// Slides in their order. `current_user` and `document` are the streams of these names.
// Errors: unreadable ("malformed", "encrypted").
Result<std::vector<PptSlide>> find_ppt_slides(std::string_view current_user, std::string_view document);

// A TextHeaderAtom, TextCharsAtom, TextBytesAtom or StyleTextPropAtom adds to `texts`.
void take_ppt_text(const PptRecord& record, std::vector<PptText>& texts);

}  // namespace edify::parse
