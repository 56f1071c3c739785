// The originals of documents, in the sources they came from.
#pragma once

#include <cstdint>
#include <memory>

#include "base/error.h"
#include "model/range_reader.h"
#include "store/vector_store.h"

namespace edify::api {

inline constexpr std::string_view changed_reason = "changed";
inline constexpr std::string_view source_away_reason = "source_away";

// Thread-safe. Implemented where the sources are opened.
class Originals {
 public:
  virtual ~Originals() = default;

  // The very bytes that the published version was made of: a reader bound to them, so that bytes of two versions never
  // mix. Keeps nothing.
  // Errors, here or of the first read: conflict (changed: another content or none since), unavailable (source_away).
  virtual Result<std::unique_ptr<RangeReader>> open(const store::ReadableDocument& document) = 0;
};

}  // namespace edify::api
