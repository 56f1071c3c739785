// One message of an event queue: what Event Grid says of a change in the account, as paths of our container. The text
// comes from a peer and is treated as hostile. Pure functions.
// Protocol: https://learn.microsoft.com/azure/event-grid/event-schema-blob-storage (the Event Grid schema and
// CloudEvents 1.0)
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace edify::source::azure {

struct PathChange {
  enum class Kind : std::uint8_t { written, removed };
  Kind kind = Kind::written;
  std::string path;

  bool operator==(const PathChange&) const = default;
};

// `text` as it lies in the queue: base64 or plain JSON, one event or an array of them. A renamed blob is a removed and
// a written one; events of other containers and of other kinds are no changes. A hint, not the truth: who hears of a
// change looks at the blob. Errors: unreadable where it is no such message.
Result<std::vector<PathChange>> parse_event_message(std::string_view text, std::string_view container);

}  // namespace edify::source::azure
