// Random access to a document's bytes without having them: parsers ask for ranges, sources answer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/error.h"

namespace edify {

// One open document. Used by one thread at a time. Implemented by sources, and by the parse worker over its socket.
class RangeReader {
 public:
  virtual ~RangeReader() = default;

  virtual std::uint64_t size() const = 0;

  // Fills `out` from `offset`; answers the bytes read, which is less than out.size() only at the end.
  // Errors: conflict (the document changed since it was listed), unavailable, not_found.
  virtual Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> out) = 0;
};

}  // namespace edify
