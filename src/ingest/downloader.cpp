#include "ingest/downloader.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/hash.h"
#include "ingest/block_cache.h"
#include "ingest/decision.h"
#include "ingest/endings.h"
#include "ingest/failpoint.h"
#include "model/memory_reader.h"

namespace edify::ingest {
namespace {

using catalog::DocumentState;
using catalog::LedgerEntry;

// What a document that is not read whole may hold: the buffer of its first pass, then its blocks.
constexpr std::uint64_t by_ranges_bytes = 16ULL << 20;
constexpr std::uint64_t hashing_block = 8ULL << 20;

void prepare_row(LedgerEntry& row, const SourceObject& object, const std::string& source, bool forced) {
  const bool changed = row.etag != object.etag || row.size != object.size;
  if (changed || forced) row.tries = 0;
  row.source = source;
  row.size = object.size;
  row.etag = object.etag;
  row.state = DocumentState::processing;
  row.updated = unix_now();
}

Error short_read(const std::string& path) {
  return {ErrorCode::conflict, path + " ended before its listed size; it will be read again", "short_read"};
}

}  // namespace

void Downloader::work() {
  while (true) {
    const DownloadSlots::Slot slot(flow_.slots);
    auto item = flow_.work.pop();
    if (!item) return;
    if (flow_.stopping()) {
      flow_.end(item->object.path, item->object.size, true);
      continue;
    }
    flow_.note(take(std::move(*item)));
  }
}

Result<void> Downloader::take(WorkItem item) {
  auto& catalog = flow_.stages.catalog;
  const std::string path = item.object.path;
  EDIFY_TRY(auto entry, catalog.lease(path, flow_.options.owner, flow_.lease_end()));
  if (!entry) {
    flow_.hold(std::move(item));
    return {};
  }
  const bool forced = flow_.request.only && flow_.request.only(*entry);
  const Decision decision = decide(entry, item.object, flow_.options.version_for(path), unix_now());
  if (!forced && decision != Decision::process) return end_untouched(flow_, *entry, item.object.size);
  prepare_row(*entry, item.object, flow_.stages.source.description(), forced);
  EDIFY_CHECK(catalog.save(*entry));

  auto document = fetch(item);
  const bool cut_off = !document && flow_.stopping() && is_retryable(document.error().code);
  if (cut_off || (!document && is_outage(document.error()))) {
    flow_.end(path, item.object.size, true);  // the row stays as it is, for the next run
    return flow_.stopping() ? Result<void>{} : std::unexpected(std::move(document).error());
  }
  if (!document) return end_failed(flow_, *entry, document.error());
  prepare_row(*entry, item.object, entry->source, forced);
  document->entry = std::move(*entry);
  document->entry.content_hash = document->content_hash;
  document->forced = forced;
  document->restarts = item.restarts;
  flow_.tally.change([&](Report& report, Progress&) { report.bytes_read += document->object.size; });
  failpoint("downloaded");
  flow_.downloaded.push(std::move(*document));
  return {};
}

Result<Downloaded> Downloader::fetch(WorkItem& item) {
  while (true) {
    auto document = download(item.object);
    if (document) {
      flow_.health.well();
      return document;
    }
    if (is_outage(document.error())) {
      EDIFY_CHECK(flow_.health.wait_out(document.error()));
      continue;
    }
    if (document.error().code != ErrorCode::conflict || item.restarts++ >= most_restarts) return document;
    auto now = flow_.stages.source.find(item.object.path);
    if (now) item.object = std::move(*now);
    if (!now && !is_outage(now.error())) return std::unexpected(std::move(now).error());
  }
}

Result<Downloaded> Downloader::download(const SourceObject& object) {
  const bool whole = object.size <= flow_.options.whole_file_limit;
  Downloaded document;
  document.object = object;
  document.bytes = flow_.budget.reserve(ByteBudget::Share::content, whole ? object.size : by_ranges_bytes);
  EDIFY_TRY(document.reader, flow_.stages.source.open(object));
  EDIFY_CHECK(whole ? read_whole(document) : hash_by_ranges(document));
  return document;
}

Result<void> Downloader::read_whole(Downloaded& document) {
  std::string bytes(document.object.size, '\0');
  if (!bytes.empty()) {
    EDIFY_TRY(const std::size_t got, document.reader->read(0, std::as_writable_bytes(std::span(bytes))));
    if (got != bytes.size()) return std::unexpected(short_read(document.object.path));
  }
  if (!document.object.content_md5.empty()) {
    EDIFY_CHECK(check_md5(document.object, md5_base64(std::as_bytes(std::span(bytes)))));
  }
  document.content_hash = sha256_hex(bytes);
  document.reader = std::make_unique<MemoryReader>(std::move(bytes));
  return {};
}

Result<void> Downloader::hash_by_ranges(Downloaded& document) {
  const SourceObject& object = document.object;
  Sha256 sha256;
  Md5 md5;
  {
    std::vector<std::byte> block(hashing_block);
    for (std::uint64_t offset = 0; offset < object.size;) {
      const auto wanted = std::span(block).first(std::min(hashing_block, object.size - offset));
      EDIFY_TRY(const std::size_t got, document.reader->read(offset, wanted));
      if (got != wanted.size()) return std::unexpected(short_read(object.path));
      sha256.update(wanted);
      md5.update(wanted);
      offset += got;
      flow_.advance(object.path, offset / 2);  // the other half is parsing it
    }
  }
  if (!object.content_md5.empty()) EDIFY_CHECK(check_md5(object, md5.finish_base64()));
  document.content_hash = sha256.finish_hex();
  // Parsers read documents roughly in order, after a look at their end.
  auto on_fetch = [&flow = flow_, path = object.path, size = object.size](std::uint64_t end) {
    if (end < size) flow.advance(path, size / 2 + end / 2);
  };
  document.reader = std::make_unique<BlockCache>(std::move(document.reader), by_ranges_bytes, std::move(on_fetch));
  return {};
}

Result<void> Downloader::check_md5(const SourceObject& object, const std::string& md5) const {
  if (md5 == object.content_md5) return {};
  return fail(ErrorCode::conflict,
              fmt::format("the bytes of {} are not those whose MD5 its source states; it will be read again, and if it "
                          "stays so, upload it again",
                          object.path),
              "md5_mismatch");
}

}  // namespace edify::ingest
