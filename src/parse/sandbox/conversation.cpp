#include "parse/sandbox/conversation.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace edify::parse {
namespace {

std::unexpected<Error> misbehaved(std::string_view what) {
  return fail(ErrorCode::internal, fmt::format("the parse worker {}", what), "protocol");
}

// Two deadlines, the document's and its page's, that the source's slowness moves.
class PatientDeadline {
 public:
  explicit PatientDeadline(const Limits& limits) : limits_(limits), document_(from_now(limits.time)) {}

  void begin_page(std::uint32_t number) {
    page_number_ = number;
    page_ = number > 0 ? from_now(limits_.page_time) : no_deadline;
  }

  template <typename Function>
  auto pause_for(Function&& function) {
    const auto start = std::chrono::steady_clock::now();
    auto result = function();
    const auto pause = std::chrono::steady_clock::now() - start;
    for (Deadline* each : {&document_, &page_}) {
      if (*each != no_deadline) *each += pause;
    }
    return result;
  }

  Deadline at() const { return std::min(document_, page_); }

  Error missed() const {
    const auto seconds = [](std::chrono::milliseconds time) { return static_cast<double>(time.count()) / 1000; };
    if (page_ < document_) {
      return {ErrorCode::over_limit,
              fmt::format("page {} took longer than {} s; raise parse.max_page_seconds or mend the page", page_number_,
                          seconds(limits_.page_time)),
              "page_timeout"};
    }
    return {ErrorCode::over_limit,
            fmt::format("reading the document took longer than {} s; raise parse.max_seconds or split it",
                        seconds(limits_.time)),
            "timeout"};
  }

 private:
  static Deadline from_now(std::chrono::milliseconds time) {
    const auto now = std::chrono::steady_clock::now();
    return time < no_deadline - now ? now + time : no_deadline;
  }

  const Limits& limits_;
  Deadline document_;
  Deadline page_ = no_deadline;
  std::uint32_t page_number_ = 0;
};

class Conversation {
 public:
  Conversation(FrameSocket& socket, RangeReader& reader, const ParseOptions& options)
      : socket_(socket), reader_(reader), options_(options), deadline_(options.limits) {}

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
        case FrameType::elements: EDIFY_CHECK(take_elements(frame->payload)); break;
        case FrameType::done: return take_facts(frame->payload);
        case FrameType::failed: return std::unexpected(worker_error_.emplace(decode_error(frame->payload)));
        case FrameType::confine:
        case FrameType::parse:
        case FrameType::bytes:
        case FrameType::read_failed:
        case FrameType::ready: return misbehaved("sent a message that is not an answer to a document");
      }
    }
  }

  Result<void> answer_read(std::string_view payload) {
    EDIFY_TRY(const RangeRequest request, decode_range_request(payload));
    if (request.offset >= reader_.size()) return misbehaved("asked for bytes behind the end of the document");
    std::string bytes(request.length, '\0');
    const auto count =
        deadline_.pause_for([&] { return reader_.read(request.offset, std::as_writable_bytes(std::span(bytes))); });
    if (!count) {
      if (!source_error_) source_error_ = count.error();
      return socket_.send(FrameType::read_failed, encode(count.error()), deadline_.at());
    }
    return socket_.send(FrameType::bytes, std::string_view(bytes).substr(0, *count), deadline_.at());
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
  PatientDeadline deadline_;
  std::vector<Element> elements_;
  std::uint64_t received_bytes_ = 0;
  std::optional<Error> source_error_;
  std::optional<Error> worker_error_;
};

}  // namespace

Outcome parse_through(FrameSocket& socket, RangeReader& reader, const ParseOptions& options) {
  return Conversation(socket, reader, options).run();
}

}  // namespace edify::parse
