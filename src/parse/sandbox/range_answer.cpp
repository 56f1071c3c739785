#include "parse/sandbox/range_answer.h"

#include <span>
#include <string>

namespace edify::parse {

Result<void> answer_range(FrameSocket& socket, RangeReader& reader, std::string_view payload, PatientDeadline& deadline,
                          std::optional<Error>& source_error) {
  EDIFY_TRY(const RangeRequest request, decode_range_request(payload));
  if (request.offset >= reader.size()) {
    return fail(ErrorCode::internal, "the parse worker asked for bytes behind the end of the document", "protocol");
  }
  std::string bytes(request.length, '\0');
  const auto count =
      deadline.pause_for([&] { return reader.read(request.offset, std::as_writable_bytes(std::span(bytes))); });
  if (!count) {
    if (!source_error) source_error = count.error();
    return socket.send(FrameType::read_failed, encode(count.error()), deadline.at());
  }
  return socket.send(FrameType::bytes, std::string_view(bytes).substr(0, *count), deadline.at());
}

}  // namespace edify::parse
