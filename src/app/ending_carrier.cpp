#include "app/ending_carrier.h"

#include <chrono>
#include <utility>

#include "base/log.h"

namespace edify::app {

EndingCarrier::EndingCarrier(const Config& config, std::shared_ptr<EndingNotes> notes)
    : config_(config), notes_(std::move(notes)), thread_([this](const std::stop_token& stop) { run(stop); }) {}

Result<std::unique_ptr<EndingCarrier>> EndingCarrier::start(const Config& config) {
  EDIFY_TRY(auto notes, EndingNotes::open(config));
  if (!notes) return nullptr;
  return std::unique_ptr<EndingCarrier>(new EndingCarrier(config, std::move(notes)));
}

void EndingCarrier::run(const std::stop_token& stop) {
  constexpr std::chrono::seconds look_every{5};
  bool was_away = false;
  while (!stop.stop_requested()) {
    const auto carried = carry(stop);
    const bool is_away = !carried && !stop.stop_requested();
    if (is_away && !was_away) log::warn("backup: what was ended is not told to it yet: {}", carried.error().message);
    was_away = is_away;
    std::unique_lock lock(mutex_);
    never_.wait_for(lock, stop, look_every, [] { return false; });
  }
}

// Opened anew each time: a share that was not mounted may be there now.
Result<void> EndingCarrier::carry(const std::stop_token& stop) {
  EDIFY_TRY(const bool is_empty, notes_->is_empty());
  if (is_empty) return {};
  EDIFY_TRY(const auto destination, open_backup_destination(config_, stop));
  EDIFY_CHECK(notes_->carry(*destination));
  return {};
}

}  // namespace edify::app
