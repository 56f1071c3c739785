// Carries what was noted as ended (backup/ending.h) to where the backups are, within seconds, while a server runs.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>

#include "app/backup_wiring.h"
#include "app/config.h"

namespace edify::app {

// A thread that works until this is gone; what is noted then, or while the destination is away, waits in the data
// folder.
class EndingCarrier {
 public:
  // Does nothing where there are no backups. Errors: those of the key and the folder.
  static Result<std::unique_ptr<EndingCarrier>> start(const Config& config);
  EndingCarrier(const EndingCarrier&) = delete;
  EndingCarrier& operator=(const EndingCarrier&) = delete;

 private:
  EndingCarrier(const Config& config, std::shared_ptr<EndingNotes> notes);

  void run(const std::stop_token& stop);
  Result<void> carry(const std::stop_token& stop);

  const Config config_;
  const std::shared_ptr<EndingNotes> notes_;
  std::mutex mutex_;
  std::condition_variable_any never_;
  std::jthread thread_;  // last: it uses the rest
};

}  // namespace edify::app
