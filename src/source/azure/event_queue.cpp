#include "source/azure/event_queue.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <pugixml.hpp>
#include <set>
#include <utility>

#include "source/source.h"

namespace edify::source::azure {
namespace {

constexpr std::string_view messages_at_once = "32";  // the service's largest number
constexpr std::string_view seconds_hidden = "120";   // time to process what was received
constexpr std::size_t longest_answer = 4U << 20;     // 32 messages of 64 KiB, escaped

bool is_ok(const http::Response& response) { return response.status >= 200 && response.status < 300; }

}  // namespace

Result<std::unique_ptr<EventQueue>> EventQueue::open(const Settings& settings, std::string container,
                                                     std::stop_token stop, http::RetryHooks hooks) {
  if (settings.event_queue.empty() || settings.event_queue.find('/') != std::string::npos) {
    return fail(ErrorCode::invalid_argument, "azure.event_queue must be the name of a queue", "azure_configuration");
  }
  EDIFY_TRY(auto client, StorageClient::create(settings, std::move(stop), std::move(hooks)));
  return std::unique_ptr<EventQueue>(new EventQueue(std::move(client), settings.event_queue, std::move(container)));
}

Result<std::vector<ChangeEvent>> EventQueue::receive() {
  StorageRequest request;
  request.path = fmt::format("/{}/messages", queue_);
  request.query = {{"numofmessages", std::string(messages_at_once)},
                   {"visibilitytimeout", std::string(seconds_hidden)}};
  request.max_body = longest_answer;
  EDIFY_TRY(const auto response, client_->send_to_queues(request));
  if (!is_ok(response)) return std::unexpected(refused(response));
  pugi::xml_document document;
  const auto parsed = document.load_buffer(response.body.data(), response.body.size());
  if (!parsed) {
    return fail(ErrorCode::unavailable,
                fmt::format("the answer of {} is not usable: {}", description(), parsed.description()), "bad_listing");
  }
  std::vector<ChangeEvent> events;
  for (const auto& message : document.child("QueueMessagesList").children("QueueMessage")) {
    const std::string id = message.child("MessageId").text().get();
    const std::string receipt = message.child("PopReceipt").text().get();
    auto changes = parse_event_message(message.child("MessageText").text().get(), container_);
    if (!changes) {
      ++poison_;
      spdlog::warn("{}: {}; it is deleted", description(), changes.error().message);
    }
    // Nothing of ours in it, or nothing at all: nobody will acknowledge it.
    if (!changes || changes->empty()) {
      EDIFY_CHECK(remove(id, receipt));
      continue;
    }
    for (auto& change : *changes) events.push_back({std::move(change), id, receipt});
  }
  return events;
}

Result<void> EventQueue::acknowledge(std::span<const ChangeEvent> events) {
  std::set<std::pair<std::string, std::string>> messages;
  for (const auto& event : events) messages.emplace(event.message_id, event.receipt);
  for (const auto& [id, receipt] : messages) EDIFY_CHECK(remove(id, receipt));
  return {};
}

Result<void> EventQueue::remove(const std::string& message_id, const std::string& receipt) {
  StorageRequest request;
  request.method = http::Method::remove;
  request.path = fmt::format("/{}/messages/{}", queue_, message_id);
  request.query = {{"popreceipt", receipt}};
  EDIFY_TRY(const auto response, client_->send_to_queues(request));
  // 404: deleted already; 400: the receipt is an older one, so the message came back and is somebody else's now.
  const bool is_settled = response.status == 404 || response.status == 400;
  if (is_ok(response) || is_settled) return {};
  return std::unexpected(refused(response));
}

Error EventQueue::refused(const http::Response& response) const {
  const auto word = storage_error_code(response);
  return {ErrorCode::unavailable,
          fmt::format("{} answers {} to the {}; check its name and that the credential has the role Storage Queue Data "
                      "Message Processor",
                      description(), word.empty() ? fmt::format("status {}", response.status) : word,
                      client_->credential()),
          std::string(unreachable_reason)};
}

Result<void> EventQueue::examine() {
  StorageRequest request;
  request.path = fmt::format("/{}/messages", queue_);
  request.query = {{"peekonly", "true"}};
  EDIFY_TRY(const auto response, client_->send_to_queues(request));
  if (is_ok(response)) return {};
  return std::unexpected(refused(response));
}

std::string EventQueue::description() const {
  return fmt::format("azure queue {}/{}", client_->account().queue.text(), queue_);
}

}  // namespace edify::source::azure
