#include "app/backup_wiring.h"

#include <fmt/format.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

#include "app/key_file.h"
#include "backup/azure/azure_destination.h"
#include "backup/folder/folder_destination.h"

namespace edify::app {
namespace {

constexpr std::string_view azure_scheme = "azure://";

std::filesystem::path journal_folder(const Config& config) { return config.data / "endings"; }

// Requests a stop once its time is over; gone before that, it requests none.
class TimeLimit {
 public:
  explicit TimeLimit(std::chrono::seconds limit)
      : thread_([this, limit](const std::stop_token& gone) {
          std::unique_lock lock(mutex_);
          never_.wait_for(lock, gone, limit, [] { return false; });
          stop_.request_stop();
        }) {}

  std::stop_token token() const { return stop_.get_token(); }

 private:
  std::stop_source stop_;
  std::mutex mutex_;
  std::condition_variable_any never_;
  std::jthread thread_;  // last: it uses the rest
};

}  // namespace

Result<std::unique_ptr<backup::Destination>> open_backup_destination(const Config& config, std::stop_token stop) {
  const std::string_view to = config.backup.to;
  if (to.empty()) {
    return fail(ErrorCode::invalid_argument,
                "backup.to is not set; name a folder on another disk, or azure://CONTAINER[/PREFIX]", "configuration");
  }
  if (!to.starts_with(azure_scheme)) return backup::FolderDestination::open(std::filesystem::path(to));
  const auto place = to.substr(azure_scheme.size());
  const auto slash = place.find('/');
  std::string prefix(slash == std::string_view::npos ? "" : place.substr(slash + 1));
  if (!prefix.empty() && !prefix.ends_with('/')) prefix += '/';
  return backup::AzureDestination::open(config.azure, std::string(place.substr(0, slash)), std::move(prefix),
                                        std::move(stop));
}

Result<Secret> load_backup_key(const Config& config) {
  return load_key_file("backup.key_file", config.backup.key_file, "backup");
}

Result<std::shared_ptr<EndingNotes>> EndingNotes::open(const Config& config) {
  if (config.backup.to.empty()) return nullptr;
  EDIFY_TRY(auto key, load_backup_key(config));
  EDIFY_TRY(auto journal, backup::FolderDestination::open(journal_folder(config)));
  return std::shared_ptr<EndingNotes>(new EndingNotes(std::move(journal), std::move(key)));
}

Result<void> EndingNotes::note(backup::EndingKind kind, std::string_view user, std::string_view id,
                               std::string_view reason) {
  const auto now = std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
  return note_ending(*journal_, key_, {kind, now, std::string(user), std::string(id), std::string(reason)});
}

Result<bool> EndingNotes::is_empty() {
  EDIFY_TRY(const auto noted, journal_->list(""));
  return noted.empty();
}

void carry_endings_now(const Config& config) {
  const auto carried = [&]() -> Result<void> {
    EDIFY_TRY(const auto notes, EndingNotes::open(config));
    if (!notes) return {};
    const TimeLimit limit(std::chrono::seconds(10));
    EDIFY_TRY(const auto destination, open_backup_destination(config, limit.token()));
    EDIFY_CHECK(notes->carry(*destination));
    return {};
  }();
  if (carried) return;
  fmt::print(
      stderr,
      "edify: done, but the backups do not know of it yet: {}; a running server tells them, or the next backup\n",
      carried.error().message);
}

}  // namespace edify::app
