#include "parse/sandbox/conversation.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "parse/sandbox/patient_deadline.h"
#include "parse/sandbox/range_answer.h"

namespace edify::parse {
namespace {

std::unexpected<Error> misbehaved(std::string_view what) {
  return fail(ErrorCode::internal, fmt::format("the parse worker {}", what), "protocol");
}

class Conversation {
 public:
  Conversation(FrameSocket& socket, RangeReader& reader, const ParseOptions& options, PageDesk& desk)
      : socket_(socket), reader_(reader), options_(options), desk_(desk), deadline_(options.limits) {}

  Outcome run() {
    auto document = exchange();
    const bool ended_in_order = document.has_value() || worker_error_;
    WorkerState state = WorkerState::suspect;
    if (ended_in_order) state = WorkerState::ready;
    if (!document && !ended_in_order && document.error().reason == "closed") state = WorkerState::gone;
    if (worker_error_ && worker_error_->reason == "memory") state = WorkerState::suspect;
    if (!document && !worker_error_ && document.error().reason == "timeout") {
      document = std::unexpected(deadline_.missed());
    }
    if (source_error_) document = std::unexpected(*source_error_);
    return {std::move(document), state};
  }

 private:
  Result<ParsedDocument> exchange() {
    EDIFY_CHECK(socket_.send(FrameType::parse, encode(ParseRequest{options_, reader_.size()}), deadline_.at()));
    for (;;) {
      EDIFY_TRY(std::optional<Frame> frame, socket_.receive(deadline_.at()));
      if (!frame) return fail(ErrorCode::unavailable, "the parse worker is gone", "closed");
      switch (frame->type) {
        case FrameType::read_range: EDIFY_CHECK(answer_read(frame->payload)); break;
        case FrameType::page: EDIFY_CHECK(begin_page(frame->payload)); break;
        case FrameType::scans: EDIFY_CHECK(take_scans(frame->payload)); break;
        case FrameType::want_page: EDIFY_CHECK(answer_want(frame->payload)); break;
        case FrameType::page_read: EDIFY_CHECK(take_page_text(frame->payload)); break;
        case FrameType::elements: EDIFY_CHECK(take_elements(frame->payload)); break;
        case FrameType::done: return take_facts(frame->payload);
        case FrameType::failed: return std::unexpected(worker_error_.emplace(decode_error(frame->payload)));
        case FrameType::confine:
        case FrameType::help:
        case FrameType::read_page:
        case FrameType::page_text:
        case FrameType::parse:
        case FrameType::bytes:
        case FrameType::read_failed:
        case FrameType::ready: return misbehaved("sent a message that is not an answer to a document");
      }
    }
  }

  Result<void> answer_read(std::string_view payload) {
    return answer_range(socket_, reader_, payload, deadline_, source_error_);
  }

  Result<void> take_scans(std::string_view payload) {
    EDIFY_TRY(std::vector<std::uint32_t> pages, decode_pages(payload));
    return desk_.announce(std::move(pages));
  }

  Result<void> answer_want(std::string_view payload) {
    EDIFY_TRY(const std::uint32_t wanted, decode_page(payload));
    EDIFY_TRY(const PageTurn turn, desk_.next(wanted, deadline_.at()));
    if (turn.text.empty()) {
      return socket_.send(FrameType::read_page, encode_page(turn.page_to_read), deadline_.at());
    }
    return socket_.send(FrameType::page_text, encode(PageRead{wanted, turn.text}), deadline_.at());
  }

  Result<void> take_page_text(std::string_view payload) {
    EDIFY_TRY(PageRead read, decode_page_read(payload));
    return desk_.put(read.page, std::move(read.text));
  }

  Result<void> begin_page(std::string_view payload) {
    EDIFY_TRY(const std::uint32_t number, decode_page(payload));
    deadline_.begin_page(number);
    return {};
  }

  Result<void> take_elements(std::string_view payload) {
    // Boxes and HTML come on top of the text; four times its limit is more than any honest document needs.
    received_bytes_ += payload.size();
    if (received_bytes_ / 4 > options_.limits.text_bytes) {
      return fail(ErrorCode::over_limit, "the document has more text than the limit allows; split it", "text_bytes");
    }
    EDIFY_TRY(std::vector<Element> batch, decode_elements(payload));
    if (elements_.size() + batch.size() > options_.limits.elements) {
      return fail(ErrorCode::over_limit, "the document has more elements than the limit allows; split it", "elements");
    }
    elements_.insert(elements_.end(), std::move_iterator(batch.begin()), std::move_iterator(batch.end()));
    return {};
  }

  Result<ParsedDocument> take_facts(std::string_view payload) {
    EDIFY_TRY(ParsedDocument document, decode_facts(payload));
    const auto is_beyond = [&](std::uint32_t page) { return page > document.page_count; };
    for (const Element& element : elements_) {
      const bool has_stray_page = is_beyond(element.page) || std::ranges::any_of(element.spans, is_beyond, &Span::page);
      if (has_stray_page) return misbehaved("sent an element of a page that the document does not have");
    }
    document.elements = std::move(elements_);
    return document;
  }

  FrameSocket& socket_;
  RangeReader& reader_;
  const ParseOptions& options_;
  PageDesk& desk_;
  PatientDeadline deadline_;
  std::vector<Element> elements_;
  std::uint64_t received_bytes_ = 0;
  std::optional<Error> source_error_;
  std::optional<Error> worker_error_;
};

}  // namespace

Outcome parse_through(FrameSocket& socket, RangeReader& reader, const ParseOptions& options, PageDesk& desk) {
  return Conversation(socket, reader, options, desk).run();
}

}  // namespace edify::parse
