#include "answer/llm/event_reader.h"

#include <algorithm>
#include <utility>

namespace edify::answer::llm {

Result<void> EventReader::read(std::string_view bytes, const Take& take) {
  while (!bytes.empty()) {
    if (std::exchange(after_return_, false) && bytes.front() == '\n') {
      bytes.remove_prefix(1);
      continue;
    }
    const auto end = std::min(bytes.find_first_of("\r\n"), bytes.size());
    if (line_.size() + data_.size() + end > longest_) {
      return fail(ErrorCode::over_limit, "the language model sends an event without end", "long_event");
    }
    line_ += bytes.substr(0, end);
    if (end == bytes.size()) break;
    after_return_ = bytes[end] == '\r';
    bytes.remove_prefix(end + 1);
    EDIFY_CHECK(end_line(take));
  }
  return {};
}

Result<void> EventReader::end_line(const Take& take) {
  const std::string line = std::exchange(line_, {});
  if (line.empty()) {
    const std::string data = std::exchange(data_, {});
    if (std::exchange(has_data_, false)) return take(data);
    return {};
  }
  const auto colon = std::min(line.find(':'), line.size());
  if (std::string_view(line).substr(0, colon) != "data") return {};
  std::string_view value = std::string_view(line).substr(std::min(colon + 1, line.size()));
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (std::exchange(has_data_, true)) data_ += '\n';
  data_ += value;
  return {};
}

}  // namespace edify::answer::llm
