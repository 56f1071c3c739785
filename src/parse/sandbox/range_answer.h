// A worker's wish for bytes of a document, and the parent's answer.
#pragma once

#include <optional>
#include <string_view>

#include "base/error.h"
#include "model/range_reader.h"
#include "parse/sandbox/frame_socket.h"
#include "parse/sandbox/patient_deadline.h"

namespace edify::parse {

// Reads what the read_range frame's `payload` asks for and sends it; the time that `reader` takes is not the worker's.
// The first Error of `reader` is kept in `source_error` and told to the worker. Errors: internal ("protocol"), those of
// the socket.
Result<void> answer_range(FrameSocket& socket, RangeReader& reader, std::string_view payload, PatientDeadline& deadline,
                          std::optional<Error>& source_error);

}  // namespace edify::parse
