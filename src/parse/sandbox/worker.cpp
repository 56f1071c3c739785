#include "parse/sandbox/worker.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <exception>
#include <new>
#include <span>
#include <thread>
#include <utility>

#include "base/heap.h"
#include "parse/pdf/scanned_pages.h"
#include "parse/sandbox/process_lock.h"
#include "parse/sandbox/socket_page_texts.h"
#include "parse/sandbox/socket_reader.h"

namespace edify::parse {
namespace {

Result<ParsedDocument> parse_guarded(RangeReader& reader, const ParseOptions& options, const ParseFunction& parse) {
  try {
    errno = 0;  // a crash with ENOMEM in errno is told apart in process_lock.cpp
    return parse(reader, options);
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::over_limit, "the document needs more memory than a parse worker may have; split it",
                "memory");
  } catch (const std::exception& error) {
    return fail(ErrorCode::unreadable, fmt::format("the document's parser failed: {}", error.what()), "malformed");
  }
}

Result<void> send_document(FrameSocket& socket, const ParsedDocument& document) {
  const std::span<const Element> elements(document.elements);
  std::size_t begin = 0;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    bytes += encoded_size(elements[i]);
    if (bytes < batch_bytes && i + 1 < elements.size()) continue;
    EDIFY_CHECK(socket.send(FrameType::elements, encode(elements.subspan(begin, i + 1 - begin))));
    begin = i + 1;
    bytes = 0;
  }
  return socket.send(FrameType::done, encode_facts(document));
}

Result<void> answer(FrameSocket& socket, const Result<ParsedDocument>& document) {
  if (!document) return socket.send(FrameType::failed, encode(document.error()));
  auto sent = send_document(socket, *document);
  // An element larger than a frame is the document's fault: nothing of it has been sent.
  if (!sent && sent.error().code == ErrorCode::over_limit) return socket.send(FrameType::failed, encode(sent.error()));
  return sent;
}

// Answers an Error only where the parent is gone or out of protocol; a page that can not be read is sent as no text.
Result<void> serve_pages(FrameSocket& socket, SocketReader& reader, const ParseOptions& options) {
  PageAssistant assistant(reader, options);
  for (;;) {
    EDIFY_TRY(const std::optional<Frame> frame, socket.receive());
    if (!frame || frame->type != FrameType::read_page) {
      return fail(ErrorCode::internal, "the parse worker was sent something else than a page to read", "protocol");
    }
    EDIFY_TRY(const std::uint32_t page, decode_page(frame->payload));
    if (page == 0) return {};
    PageRead read{page, {}};
    try {
      errno = 0;
      if (auto text = assistant.read(page)) read.text = std::move(*text);
    } catch (const std::exception&) {
      // The document's own worker reads the page then, and says what is wrong with it.
    }
    EDIFY_CHECK(socket.send(FrameType::page_read, encode(read)));
  }
}

// The first message says how to lock this process; the answer is what holds it then.
Result<void> take_confinement(FrameSocket& socket) {
  EDIFY_TRY(const std::optional<Frame> frame, socket.receive());
  if (!frame || frame->type != FrameType::confine) {
    return fail(ErrorCode::internal, "the parse worker was sent something else than its sandbox", "protocol");
  }
  EDIFY_TRY(const SandboxPolicy policy, decode_policy(frame->payload));
  const auto confinement = lock_down_process(policy);
  if (confinement) return socket.send(FrameType::ready, encode(*confinement));
  static_cast<void>(socket.send(FrameType::failed, encode(confinement.error())));
  return std::unexpected(confinement.error());
}

// A parent that was killed can not end a worker that is deep in a parser, and PR_SET_PDEATHSIG would fire already when
// the parent's *thread* that started us ends. The socket's hang-up is the parent's death and nothing else.
void exit_when_parent_hangs_up(int descriptor) {
  std::thread([descriptor] {
    pollfd hang_up = {descriptor, 0, 0};
    while (::poll(&hang_up, 1, -1) < 0 && errno == EINTR) {
    }
    ::_exit(0);
  }).detach();
}

}  // namespace

Result<void> serve_documents(FrameSocket& socket, const ParseFunction& parse) {
  for (;;) {
    EDIFY_TRY(const std::optional<Frame> frame, socket.receive());
    if (!frame) return {};
    if (frame->type != FrameType::parse && frame->type != FrameType::help) {
      return fail(ErrorCode::internal, "the parse worker was sent something else than a document", "protocol");
    }
    EDIFY_TRY(ParseRequest request, decode_parse_request(frame->payload));
    SocketReader reader(socket, request.size);
    if (frame->type == FrameType::help) {
      EDIFY_CHECK(serve_pages(socket, reader, request.options));
      return_free_memory();
      continue;
    }
    // Where it can not be sent the parent is gone, which the next read of the document finds out, too.
    request.options.on_page = [&](std::uint32_t page) {
      static_cast<void>(socket.send(FrameType::page, encode_page(page)));
    };
    SocketPageTexts page_texts(socket);
    request.options.page_texts = &page_texts;
    EDIFY_CHECK(answer(socket, parse_guarded(reader, request.options, parse)));
    return_free_memory();
  }
}

int run_parse_worker(int socket_descriptor, const ParseFunction& parse) {
#ifndef __SANITIZE_ADDRESS__
  // Image codecs tell standard error, which is the parent's, what they think of a picture. Ours is /dev/null's.
  ::dup2(STDOUT_FILENO, STDERR_FILENO);
#endif
  return_large_blocks();
  FrameSocket socket(socket_descriptor);
  if (!take_confinement(socket)) return 1;
  exit_when_parent_hangs_up(socket.descriptor());
  return serve_documents(socket, parse) ? 0 : 1;
}

}  // namespace edify::parse
