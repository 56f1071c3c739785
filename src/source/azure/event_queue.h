// An Azure Storage queue that Event Grid writes changes of the account to; it hastens `ingest --watch`.
//
// A message that was received stays hidden for two minutes and comes back unless it is acknowledged: what was received
// and not processed is not lost. A message that is no event is deleted and counted, else it would come back for ever.
// Thread-safe.
// Protocol: https://learn.microsoft.com/rest/api/storageservices/get-messages, …/delete-message2
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/error.h"
#include "source/azure/event_message.h"
#include "source/azure/settings.h"
#include "source/azure/storage_client.h"

namespace edify::source::azure {

// A change and the message that told of it; a message may tell of several.
struct ChangeEvent {
  PathChange change;
  std::string message_id;
  std::string receipt;
};

class EventQueue {
 public:
  // The queue of the settings, for changes in `container`. Sends nothing. Errors: invalid_argument.
  static Result<std::unique_ptr<EventQueue>> open(const Settings& settings, std::string container,
                                                  std::stop_token stop = {},
                                                  http::RetryHooks hooks = http::RetryHooks::real());

  // At most 32 messages' changes; none where none is waiting. Errors: unavailable (source_unreachable).
  Result<std::vector<ChangeEvent>> receive();
  // Deletes the messages of these events. One that another reader has got in the meantime is no error.
  Result<void> acknowledge(std::span<const ChangeEvent> events);

  // Messages that were no events.
  std::uint64_t poison_messages() const { return poison_; }
  // "azure queue https://ACCOUNT.queue.core.windows.net/NAME"
  std::string description() const;
  // Looks at the queue without taking anything. Errors: unavailable.
  Result<void> examine();

 private:
  EventQueue(std::unique_ptr<StorageClient> client, std::string queue, std::string container)
      : client_(std::move(client)), queue_(std::move(queue)), container_(std::move(container)) {}

  Result<void> remove(const std::string& message_id, const std::string& receipt);
  Error refused(const http::Response& response) const;

  const std::unique_ptr<StorageClient> client_;
  const std::string queue_;
  const std::string container_;
  std::atomic<std::uint64_t> poison_ = 0;
};

}  // namespace edify::source::azure
