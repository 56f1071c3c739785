// Where documents come from. An implementation a folder: folder/ (a directory tree), azure/ (later).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"
#include "model/document.h"
#include "model/range_reader.h"

namespace edify::source {

// Reasons of an Error that is about the whole source and not about one object. No document is to blame, and none may be
// forgotten for it.
inline constexpr std::string_view unreachable_reason = "source_unreachable";  // no answer: it may come back by itself
inline constexpr std::string_view refused_reason = "source_refused";  // an answer that somebody must do something about

// What a source has asked for and got so far.
struct Traffic {
  std::uint64_t requests = 0;  // attempts, repeated ones among them
  std::uint64_t retries = 0;
  std::uint64_t bytes_received = 0;          // of bodies
  std::map<unsigned, std::uint64_t> errors;  // by HTTP status; 0: no answer at all
};

// Takes one listed object; false stops the listing early.
using ListingVisitor = std::function<bool(SourceObject&&)>;

// Thread-safe: all methods may run at once.
class Source {
 public:
  virtual ~Source() = default;

  // Visits every object whose path starts with `prefix`, lazily: memory does not grow with their number.
  // An Error means that the listing is incomplete, and nothing may be concluded from what was not visited.
  virtual Result<void> list(std::string_view prefix, const ListingVisitor& visit) = 0;

  // The object as a listing would show it now. Errors: not_found.
  virtual Result<SourceObject> find(const std::string& path) = 0;

  // Opens the object as it was listed. Errors: not_found (gone since), conflict (changed since), unavailable.
  virtual Result<std::unique_ptr<RangeReader>> open(const SourceObject& object) = 0;

  // Opens what was listed long ago, by its path, size and ETag. What is not there any more in just that form is told
  // here or, where that saves a request, by the first read. Errors: those of open().
  virtual Result<std::unique_ptr<RangeReader>> reopen(const SourceObject& known) {
    EDIFY_TRY(const auto object, find(known.path));
    if (object.etag == known.etag && object.size == known.size) return open(object);
    return fail(ErrorCode::conflict, known.path + " changed since it was listed", "changed");
  }

  // Nothing where no network is between.
  virtual Traffic traffic() const { return {}; }

  // For messages: "folder samples/", "azure container edify-content".
  virtual std::string description() const = 0;
};

}  // namespace edify::source
