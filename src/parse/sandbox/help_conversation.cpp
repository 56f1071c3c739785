#include "parse/sandbox/help_conversation.h"

#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "parse/sandbox/patient_deadline.h"
#include "parse/sandbox/range_answer.h"

namespace edify::parse {
namespace {

std::unexpected<Error> misbehaved() {
  return fail(ErrorCode::internal, "the parse worker sent a message that is not an answer to a page", "protocol");
}

// The document's time is kept by the conversation with its own worker.
Limits of_pages_only(Limits limits) {
  limits.time = std::chrono::hours(24 * 365);
  return limits;
}

class HelpConversation {
 public:
  HelpConversation(FrameSocket& socket, RangeReader& reader, const ParseOptions& options)
      : socket_(socket),
        reader_(reader),
        options_(options),
        limits_(of_pages_only(options.limits)),
        deadline_(limits_) {}

  Result<void> begin() {
    return socket_.send(FrameType::help, encode(ParseRequest{options_, reader_.size()}), deadline_.at());
  }

  Result<std::string> read(std::uint32_t page) {
    deadline_.begin_page(page);
    EDIFY_CHECK(socket_.send(FrameType::read_page, encode_page(page), deadline_.at()));
    for (;;) {
      EDIFY_TRY(const std::optional<Frame> frame, socket_.receive(deadline_.at()));
      if (!frame) return fail(ErrorCode::unavailable, "the parse worker is gone", "closed");
      if (frame->type == FrameType::read_range) {
        EDIFY_CHECK(answer_range(socket_, reader_, frame->payload, deadline_, source_error_));
        continue;
      }
      if (frame->type != FrameType::page_read) return misbehaved();
      EDIFY_TRY(PageRead read, decode_page_read(frame->payload));
      if (read.page != page) return misbehaved();
      return std::move(read.text);
    }
  }

  Result<void> end() {
    deadline_.begin_page(1);
    return socket_.send(FrameType::read_page, encode_page(0), deadline_.at());
  }

 private:
  FrameSocket& socket_;
  RangeReader& reader_;
  const ParseOptions& options_;
  const Limits limits_;
  PatientDeadline deadline_;
  std::optional<Error> source_error_;
};

}  // namespace

WorkerState help_through(FrameSocket& socket, RangeReader& reader, const ParseOptions& options, PageDesk& desk,
                         const std::function<bool()>& go_on) {
  HelpConversation conversation(socket, reader, options);
  if (!conversation.begin()) return WorkerState::gone;
  while (go_on()) {
    const std::optional<std::uint32_t> page = desk.claim();
    if (!page) break;
    auto text = conversation.read(*page);
    const bool is_sound = desk.give(*page, text ? std::move(*text) : std::string());
    if (!text || !is_sound) return WorkerState::suspect;
  }
  return conversation.end() ? WorkerState::ready : WorkerState::gone;
}

}  // namespace edify::parse
