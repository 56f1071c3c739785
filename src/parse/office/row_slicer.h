// Cuts the elements of a few names out of a stream of XML, so that a sheet of a million rows is never a tree. One
// thread.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace edify::parse {

// The elements are found by local name and must not nest in one another. What XML allows and no spreadsheet program
// writes (such an element in a comment) may be taken for an element; each slice is parsed by itself later.
class RowSlicer {
 public:
  using Take = std::function<Result<void>(std::string_view name, std::string element)>;

  RowSlicer(std::vector<std::string_view> names, Take take) : names_(std::move(names)), take_(std::move(take)) {}

  // The next bytes of the stream. Errors: over_limit ("entry_bytes") for an element above 16 MiB; what `take` says.
  Result<void> feed(std::string_view piece);

 private:
  // True: an element or a tag was passed, go on; false: more bytes are needed.
  Result<bool> step();
  Result<bool> slice(std::string_view name, std::string_view qualified);

  std::vector<std::string_view> names_;
  Take take_;
  std::string buffer_;
  std::size_t at_ = 0;        // before it all is done
  std::size_t searched_ = 0;  // before it there is no end tag of the element at at_
};

}  // namespace edify::parse
