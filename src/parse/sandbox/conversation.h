// The parent's side of one document: answers the worker's reads, collects its elements, believes nothing.
#pragma once

#include <cstdint>

#include "base/error.h"
#include "model/element.h"
#include "model/range_reader.h"
#include "parse/parser.h"
#include "parse/sandbox/frame_socket.h"
#include "parse/sandbox/page_desk.h"

namespace edify::parse {

// What the conversation says about the worker; the document's Error is another matter.
enum class WorkerState : std::uint8_t {
  ready,    // for the next document
  gone,     // closed its socket: it crashed or ran out of memory
  suspect,  // late, short of memory or out of protocol: replace it
};

struct Outcome {
  Result<ParsedDocument> document;
  WorkerState worker = WorkerState::ready;
};

// Has the worker at the other end parse one document. Enforces options.limits (time, page_time, elements,
// text_bytes, pages) by itself; time that `reader` takes does not count. Where the source failed, its Error is the
// answer, whatever the parser made of the missing bytes. Blocks. One conversation a socket at a time.
// The document's scanned pages go over `desk`, a new one for each call.
Outcome parse_through(FrameSocket& socket, RangeReader& reader, const ParseOptions& options, PageDesk& desk);

}  // namespace edify::parse
