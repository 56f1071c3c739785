#include "parse/sandbox/conversation.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <atomic>
#include <functional>
#include <thread>

#include "model/memory_reader.h"
#include "parse/sandbox/worker.h"

namespace edify::parse {
namespace {

using namespace std::chrono_literals;

// Runs `worker` as the other end of a conversation about `bytes`.
Outcome converse(const std::function<void(FrameSocket&)>& worker, RangeReader& reader,
                 const ParseOptions& options = {}) {
  auto ends = connected_pair();
  std::jthread thread([&worker, end = std::move(ends->second)]() mutable { worker(end); });
  FrameSocket ours = std::move(ends->first);
  PageDesk desk(options.limits, nullptr, {});
  return parse_through(ours, reader, options, desk);
}

// A worker out of protocol: takes the request, says `payload`, closes.
Outcome converse_with_liar(FrameType type, const std::string& payload, const ParseOptions& options = {}) {
  MemoryReader reader("twelve bytes");
  return converse(
      [&](FrameSocket& socket) {
        static_cast<void>(socket.receive());
        static_cast<void>(socket.send(type, payload));
        static_cast<void>(socket.receive());
      },
      reader, options);
}

// Answers the document's bytes as one element.
Result<ParsedDocument> echo(RangeReader& reader, const ParseOptions&) {
  std::string bytes(reader.size(), '\0');
  EDIFY_TRY(const std::size_t count, reader.read(0, std::as_writable_bytes(std::span(bytes))));
  bytes.resize(count);
  ParsedDocument document;
  document.elements.emplace_back().text = bytes;
  return document;
}

void serve_echo(FrameSocket& socket) { static_cast<void>(serve_documents(socket, echo)); }

class CountingReader final : public RangeReader {
 public:
  explicit CountingReader(std::uint64_t size) : size_(size) {}
  std::uint64_t size() const override { return size_; }
  Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> out) override {
    ++reads;
    const std::size_t count = std::min<std::uint64_t>(out.size(), size_ - offset);
    for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<std::byte>((offset + i) % 113);
    return count;
  }
  std::atomic<int> reads = 0;

 private:
  std::uint64_t size_;
};

class FailingReader final : public RangeReader {
 public:
  std::uint64_t size() const override { return 100; }
  Result<std::size_t> read(std::uint64_t, std::span<std::byte>) override {
    return fail(ErrorCode::conflict, "the blob changed while it was read", "changed");
  }
};

TEST(Conversation, BringsTheDocumentToTheWorkerAndItsElementsBack) {
  MemoryReader reader("नमस्ते, school");
  const Outcome outcome = converse(serve_echo, reader);
  ASSERT_TRUE(outcome.document) << outcome.document.error().message;
  EXPECT_EQ(outcome.document->elements.at(0).text, "नमस्ते, school");
  EXPECT_EQ(outcome.worker, WorkerState::ready);
}

TEST(Conversation, ServesTinyReadsFromBlocksAndSequentialOnesAhead) {
  CountingReader reader(8 << 20);
  const auto read_all = [](RangeReader& worker_reader, const ParseOptions&) -> Result<ParsedDocument> {
    std::byte piece[32];
    for (std::uint64_t at = 0; at < worker_reader.size(); at += sizeof(piece)) {
      EDIFY_TRY(const std::size_t count, worker_reader.read(at, piece));
      for (std::size_t i = 0; i < count; ++i) {
        if (piece[i] != static_cast<std::byte>((at + i) % 113)) return fail(ErrorCode::internal, "a wrong byte");
      }
    }
    return ParsedDocument{};
  };
  const Outcome outcome =
      converse([&](FrameSocket& socket) { static_cast<void>(serve_documents(socket, read_all)); }, reader);
  EXPECT_TRUE(outcome.document) << outcome.document.error().message;
  EXPECT_LE(reader.reads, 10);
}

TEST(Conversation, SendsLargeDocumentsInBatches) {
  const auto many = [](RangeReader&, const ParseOptions&) -> Result<ParsedDocument> {
    ParsedDocument document;
    document.elements.resize(100'000);
    for (std::size_t i = 0; i < document.elements.size(); ++i) document.elements[i].text = std::to_string(i);
    return document;
  };
  MemoryReader reader("x");
  const Outcome outcome =
      converse([&](FrameSocket& socket) { static_cast<void>(serve_documents(socket, many)); }, reader);
  ASSERT_TRUE(outcome.document) << outcome.document.error().message;
  ASSERT_EQ(outcome.document->elements.size(), 100'000U);
  EXPECT_EQ(outcome.document->elements.back().text, "99999");
}

TEST(Conversation, AnswersTheSourcesErrorWhateverTheParserMadeOfIt) {
  FailingReader reader;
  const auto calls_it_malformed = [](RangeReader& worker_reader, const ParseOptions&) -> Result<ParsedDocument> {
    std::byte byte[1];
    static_cast<void>(worker_reader.read(0, byte));
    return fail(ErrorCode::unreadable, "not a PDF", "malformed");
  };
  const Outcome outcome =
      converse([&](FrameSocket& socket) { static_cast<void>(serve_documents(socket, calls_it_malformed)); }, reader);
  ASSERT_FALSE(outcome.document);
  EXPECT_EQ(outcome.document.error().code, ErrorCode::conflict);
  EXPECT_EQ(outcome.document.error().reason, "changed");
  EXPECT_EQ(outcome.worker, WorkerState::ready);
}

TEST(Conversation, SuspectsAWorkerThatIsOutOfProtocol) {
  EXPECT_EQ(converse_with_liar(FrameType::elements, "rubbish").worker, WorkerState::suspect);
  EXPECT_EQ(converse_with_liar(FrameType::done, "rubbish").worker, WorkerState::suspect);
  EXPECT_EQ(converse_with_liar(FrameType::bytes, "").worker, WorkerState::suspect);
  EXPECT_EQ(converse_with_liar(FrameType::read_range, encode(RangeRequest{12, 1})).worker, WorkerState::suspect);
  EXPECT_EQ(converse_with_liar(FrameType::read_range, encode(RangeRequest{UINT64_MAX, 1})).worker,
            WorkerState::suspect);
}

TEST(Conversation, SuspectsAWorkerWhoseElementsAreOnPagesThatTheDocumentDoesNotHave) {
  MemoryReader reader("x");
  const Outcome outcome = converse(
      [](FrameSocket& socket) {
        static_cast<void>(socket.receive());
        Element element;
        element.page = 2;
        ParsedDocument facts;
        facts.page_count = 1;
        static_cast<void>(socket.send(FrameType::elements, encode(std::span(&element, 1))));
        static_cast<void>(socket.send(FrameType::done, encode_facts(facts)));
        static_cast<void>(socket.receive());
      },
      reader);
  ASSERT_FALSE(outcome.document);
  EXPECT_EQ(outcome.worker, WorkerState::suspect);
}

TEST(Conversation, EnforcesTheLimitsThatTheWorkerIgnores) {
  const std::vector<Element> elements(3);
  ParseOptions options;
  options.limits.elements = 2;
  const Outcome too_many = converse_with_liar(FrameType::elements, encode(elements), options);
  ASSERT_FALSE(too_many.document);
  EXPECT_EQ(too_many.document.error().reason, "elements");
  EXPECT_EQ(too_many.worker, WorkerState::suspect);
  options = {};
  options.limits.text_bytes = 10;
  const Outcome too_long = converse_with_liar(FrameType::elements, encode(elements), options);
  ASSERT_FALSE(too_long.document);
  EXPECT_EQ(too_long.document.error().reason, "text_bytes");
}

TEST(Conversation, EndsAtTheTimeLimitEvenWhereTheWorkerKeepsTalking) {
  CountingReader reader(64);
  ParseOptions options;
  options.limits.time = 50ms;
  const Outcome outcome = converse(
      [](FrameSocket& socket) {
        static_cast<void>(socket.receive());
        while (socket.send(FrameType::read_range, encode(RangeRequest{0, 1})) && socket.receive()) {
        }
      },
      reader, options);
  ASSERT_FALSE(outcome.document);
  EXPECT_EQ(outcome.document.error().code, ErrorCode::over_limit);
  EXPECT_EQ(outcome.document.error().reason, "timeout");
  EXPECT_EQ(outcome.worker, WorkerState::suspect);
}

TEST(Conversation, EndsAtAPagesTimeLimitAndNamesThePage) {
  MemoryReader reader("x");
  ParseOptions options;
  options.limits.page_time = 50ms;
  const Outcome outcome = converse(
      [](FrameSocket& socket) {
        static_cast<void>(socket.receive());
        static_cast<void>(socket.send(FrameType::page, encode_page(7)));
        static_cast<void>(socket.receive());
      },
      reader, options);
  ASSERT_FALSE(outcome.document);
  EXPECT_EQ(outcome.document.error().reason, "page_timeout");
  EXPECT_NE(outcome.document.error().message.find("page 7"), std::string::npos);
  EXPECT_EQ(outcome.worker, WorkerState::suspect);
}

TEST(Conversation, StopsAPagesClockWhereTheLastPageEnds) {
  MemoryReader reader("x");
  ParseOptions options;
  options.limits.page_time = 1s;
  const auto slow_behind_its_pages = [](RangeReader&, const ParseOptions& worker_options) -> Result<ParsedDocument> {
    worker_options.on_page(1);
    worker_options.on_page(0);
    std::this_thread::sleep_for(1500ms);  // the slowness itself is what is tested
    return ParsedDocument{};
  };
  const Outcome outcome = converse(
      [&](FrameSocket& socket) { static_cast<void>(serve_documents(socket, slow_behind_its_pages)); }, reader, options);
  EXPECT_TRUE(outcome.document) << outcome.document.error().message;
}

TEST(Conversation, DoesNotChargeTheSourcesTimeToTheDocument) {
  class SlowReader final : public RangeReader {
   public:
    std::uint64_t size() const override { return 4; }
    Result<std::size_t> read(std::uint64_t, std::span<std::byte> out) override {
      std::this_thread::sleep_for(600ms);  // three times the limit: the slowness itself is what is tested
      std::ranges::fill(out, std::byte{'a'});
      return out.size();
    }
  } reader;
  ParseOptions options;
  options.limits.time = 200ms;
  const Outcome outcome = converse(serve_echo, reader, options);
  EXPECT_TRUE(outcome.document) << outcome.document.error().message;
}

TEST(Conversation, SaysThatAWorkerIsGoneWhenItClosesInTheMiddleOfAFrame) {
  MemoryReader reader("x");
  const Outcome outcome = converse(
      [](FrameSocket& socket) {
        static_cast<void>(socket.receive());
        const std::string header = encode_header({FrameType::elements, 1000});
        static_cast<void>(::send(socket.descriptor(), header.data(), header.size(), MSG_NOSIGNAL));
      },
      reader);
  ASSERT_FALSE(outcome.document);
  EXPECT_EQ(outcome.worker, WorkerState::gone);
}

}  // namespace
}  // namespace edify::parse
