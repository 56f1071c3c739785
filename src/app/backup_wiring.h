// Where backups go and with which key, made out of the configuration.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>

#include "app/config.h"
#include "backup/destination.h"
#include "backup/ending.h"
#include "base/error.h"
#include "base/secret.h"

namespace edify::app {

// Errors: invalid_argument where backup.to or backup.key_file is not set, or the key is not one; unavailable.
Result<std::unique_ptr<backup::Destination>> open_backup_destination(const Config& config, std::stop_token stop = {});
Result<Secret> load_backup_key(const Config& config);

// Notes what must stay ended (backup/ending.h) in a folder of the data, before it is done. Thread-safe.
class EndingNotes {
 public:
  // Nothing where there are no backups. Errors: those of the key and the folder.
  static Result<std::shared_ptr<EndingNotes>> open(const Config& config);

  Result<void> note(backup::EndingKind kind, std::string_view user, std::string_view id, std::string_view reason = {});
  // True where all that was noted has been carried.
  Result<bool> is_empty();
  // Moves what is noted to the destination. Errors: those of the destination; then it stays noted.
  Result<std::uint64_t> carry(backup::Destination& destination) { return carry_endings(*journal_, destination); }

 private:
  EndingNotes(std::unique_ptr<backup::Destination> journal, Secret key)
      : journal_(std::move(journal)), key_(std::move(key)) {}

  const std::unique_ptr<backup::Destination> journal_;
  const Secret key_;
};

// Endings are replayed from so long before a set was made: what was noted then may have been done only after the copy.
inline constexpr std::chrono::minutes ending_slack{10};

// After a command that may have noted something: carries it, for ten seconds at the most, and says on stderr where it
// could not; then a running server does it, or the next backup.
void carry_endings_now(const Config& config);

}  // namespace edify::app
