// Server-sent events out of bytes as they come (WHATWG HTML, 9.2.6), of which only the data is of interest here.
// Belongs to one thread.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace edify::answer::llm {

class EventReader {
 public:
  // `longest`: bytes of one event, which is all that is ever held.
  explicit EventReader(std::size_t longest = std::size_t{256} << 10U) : longest_(longest) {}

  using Take = std::function<Result<void>(std::string_view data)>;

  // `take` gets the data of each event that these bytes end. Errors: over_limit (long_event), those of `take`.
  Result<void> read(std::string_view bytes, const Take& take);

 private:
  Result<void> end_line(const Take& take);

  const std::size_t longest_;
  std::string line_;
  std::string data_;
  bool has_data_ = false;
  bool after_return_ = false;  // a line feed right behind a carriage return ends no second line
};

}  // namespace edify::answer::llm
