#include "app/source_originals.h"

#include <string_view>
#include <utility>

#include "app/source_wiring.h"
#include "base/log.h"

namespace edify::app {
namespace {

Error changed() {
  return {ErrorCode::conflict, "the original has changed since it was read", std::string(api::changed_reason)};
}

// The log says why; whoever reads is told only that it is away.
Error away(const Error& error) {
  log::warn("an original can not be opened: {}", error.message);
  return {ErrorCode::unavailable, "the original's source does not answer", std::string(api::source_away_reason)};
}

Error as_told(const Error& error) {
  const bool is_gone = error.code == ErrorCode::not_found || error.code == ErrorCode::conflict;
  return is_gone ? changed() : away(error);
}

// A row of the ledger names a place below its source, whatever it says: no part goes up, none starts anew.
bool stays_inside(std::string_view path) {
  if (path.empty() || path.contains('\0') || path.contains('\\')) return false;
  while (true) {
    const auto end = path.find('/');
    const auto part = path.substr(0, end);
    if (part.empty() || part == "." || part == "..") return false;
    if (end == std::string_view::npos) return true;
    path.remove_prefix(end + 1);
  }
}

// Answers the errors of the source in the words of the API. The source stays open as long as its reader.
class OriginalReader final : public RangeReader {
 public:
  OriginalReader(std::shared_ptr<source::Source> source, std::unique_ptr<RangeReader> reader)
      : source_(std::move(source)), reader_(std::move(reader)) {}
  std::uint64_t size() const override { return reader_->size(); }
  Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> out) override {
    auto count = reader_->read(offset, out);
    if (!count) return std::unexpected(as_told(count.error()));
    return count;
  }

 private:
  std::shared_ptr<source::Source> source_;
  std::unique_ptr<RangeReader> reader_;
};

}  // namespace

Result<std::shared_ptr<source::Source>> SourceOriginals::source_of(const std::string& description) {
  const std::lock_guard lock(mutex_);
  auto& source = sources_[description];
  if (source == nullptr) {
    EDIFY_TRY(auto opened, reopen_source(config_, description, stop_.get_token()));
    source = std::move(opened.source);
  }
  return source;
}

Result<std::unique_ptr<RangeReader>> SourceOriginals::open(const store::ReadableDocument& document) {
  const std::string& path = document.document.path;
  EDIFY_TRY(const auto entry, catalog_.find(path));
  // Another content than the published one's: what was read since has not been published, or never will be.
  if (!entry || entry->content_hash != document.document.content_hash || !stays_inside(path)) {
    return std::unexpected(changed());
  }
  const auto source = source_of(entry->source);
  if (!source) return std::unexpected(away(source.error()));
  SourceObject known;
  known.path = path;
  known.size = entry->size;
  known.etag = entry->etag;
  auto reader = (*source)->reopen(known);
  if (!reader) return std::unexpected(as_told(reader.error()));
  return std::make_unique<OriginalReader>(*source, std::move(*reader));
}

}  // namespace edify::app
