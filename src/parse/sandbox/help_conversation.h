// The parent's side of a worker that reads pages of another worker's document.
#pragma once

#include <functional>

#include "model/range_reader.h"
#include "parse/parser.h"
#include "parse/sandbox/conversation.h"
#include "parse/sandbox/frame_socket.h"
#include "parse/sandbox/page_desk.h"

namespace edify::parse {

// Has the worker read one page after the other from `desk`, each within options.limits.page_time, until there is none
// or `go_on` answers false. `reader` must stand calls of several threads. A page that fails goes back to the desk.
// Blocks.
WorkerState help_through(FrameSocket& socket, RangeReader& reader, const ParseOptions& options, PageDesk& desk,
                         const std::function<bool()>& go_on);

}  // namespace edify::parse
