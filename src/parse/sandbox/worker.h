// The parse worker: the process that touches hostile documents, so that its parent does not.
#pragma once

#include <functional>

#include "base/error.h"
#include "parse/parser.h"
#include "parse/sandbox/frame_socket.h"

namespace edify::parse {

using ParseFunction = std::function<Result<ParsedDocument>(RangeReader&, const ParseOptions&)>;

// The exit code of a worker whose parser died because memory ran out.
inline constexpr int out_of_memory_exit = 77;

// Parses one document after the other as the peer asks, until it closes the socket. Answers an Error only for a
// peer out of protocol. Exceptions of `parse` become Errors of the document (std::bad_alloc: over_limit, "memory").
Result<void> serve_documents(FrameSocket& socket, const ParseFunction& parse);

// The whole life of a worker process; answers its exit code. Locks the process as the peer's first message says. Ends
// when the parent closes the socket or dies, even in the middle of a document. Call it first in main, before any thread
// exists: it changes the process (see process_lock.h). `socket_descriptor` is owned from here on.
int run_parse_worker(int socket_descriptor, const ParseFunction& parse = parse_document);

}  // namespace edify::parse
