// What must stay ended when an older backup is restored: an erased user, a denial, a revoked key, a conversation that
// its user deleted. Each is an object of its own beside the sets, named by its time, sealed with the backups' key.
//
// An ending is first noted in a folder of the data (it is durable then), before what it tells is done, and carried to
// the destination after: so none is lost while the destination is away, and none waits for it.
// What an ending says of a person, the sets that it is kept for say as well; it goes with the last of them.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "backup/destination.h"
#include "base/secret.h"

namespace edify::backup {

using EndingTime = std::chrono::sys_time<std::chrono::milliseconds>;

enum class EndingKind : std::uint8_t {
  user_erased,
  user_denied,
  user_allowed,  // the end of a denial
  key_revoked,
  conversation_deleted,
  collection_deleted,
  share_withdrawn,
};

struct Ending {
  EndingKind kind = EndingKind::user_erased;
  EndingTime time{};
  std::string user;    // whom, or whose; empty for a key
  std::string id;      // of the key, the conversation, the collection, the link
  std::string reason;  // of a denial, for people

  bool operator==(const Ending&) const = default;
};

// On disk when it returns. Thread-safe, as the destination is. Errors: those of `journal`.
Result<void> note_ending(Destination& journal, const Secret& key, const Ending& ending);
// Moves what is in the journal to the destination; how many they were. May be done by several at once. Errors: those of
// either; what was not moved stays in the journal.
Result<std::uint64_t> carry_endings(Destination& journal, Destination& destination);
// Those of `since` and later, in the order of their times. Errors: unreadable (damaged_set) where one of them is
// damaged, and those of the destination.
Result<std::vector<Ending>> read_endings(Destination& destination, const Secret& key, EndingTime since);
// Endings that no set is as old as; how many they were.
Result<std::uint64_t> forget_endings(Destination& destination, EndingTime before);

std::string_view to_string(EndingKind kind);

}  // namespace edify::backup
