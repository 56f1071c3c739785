#include "ingest/document_task.h"

#include <algorithm>
#include <utility>

#include "base/hash.h"
#include "base/log.h"
#include "model/memory_reader.h"

namespace edify::ingest {
namespace {

using catalog::DocumentState;

constexpr std::size_t block_bytes = 1 << 20;

// Reads all bytes in order, hands each block to `take`, and insists on getting as many as were promised.
template <typename Take>
Result<void> read_in_order(RangeReader& reader, const std::string& path, Take&& take) {
  std::vector<std::byte> block(std::min<std::uint64_t>(block_bytes, reader.size()));
  for (std::uint64_t offset = 0; offset < reader.size();) {
    EDIFY_TRY(const std::size_t count, reader.read(offset, block));
    if (count == 0) {
      return fail(ErrorCode::conflict, path + " ended before its listed size; it will be read again", "short_read");
    }
    take(std::span<const std::byte>(block).first(count));
    offset += count;
  }
  return {};
}

}  // namespace

struct DocumentTask::Content {
  std::unique_ptr<RangeReader> reader;
  std::string hash;
  ByteBudget::Reservation reservation;
};

Result<void> DocumentTask::run(WorkItem item) {
  item.entry.state = DocumentState::processing;
  item.entry.updated = unix_now();
  EDIFY_CHECK(stages_.catalog.save(item.entry));

  auto content = read(item.object);
  if (!content) return fail_document(item, content.error());
  const std::string version = document_version(content->hash, options_.version_for(item.object.path));
  const bool published_before = item.entry.version == version && item.entry.reason.empty() && item.entry.chunks > 0;
  item.entry.content_hash = content->hash;
  if (published_before && !item.forced) {
    EDIFY_CHECK(stages_.store.update_record(record_of(item, content->hash)));
    item.entry.state = DocumentState::done;
    tally_.change([](Report& report, Progress&) { ++report.files_processed; });
    return stages_.catalog.save(item.entry);
  }
  item.entry.version = version;

  parse::ParseOptions parse_options;
  parse_options.name = item.object.path;
  parse_options.limits = options_.limits;
  auto parsed = stages_.parse(*content->reader, parse_options);
  if (!parsed) return fail_document(item, parsed.error());
  item.entry.quality = report_quality(*parsed);
  if (auto allowed = apply_personal_data_policy(item, *parsed); !allowed) return fail_document(item, allowed.error());
  return publish(item, *content, *parsed);
}

Result<void> DocumentTask::apply_personal_data_policy(WorkItem& item, ParsedDocument& parsed) const {
  const Module module = placement_from_path(item.object.path, options_.default_year).partition.module;
  const auto policy = options_.policy_for(module);
  auto& counts = item.entry.quality.personal_data;
  counts = apply_policy(policy, parsed);
  if (policy != PersonalDataPolicy::quarantine || counts.empty()) return {};
  std::string found;
  for (const auto& [kind, count] : counts) found += fmt::format("{}{} × {}", found.empty() ? "" : ", ", count, kind);
  return fail(
      ErrorCode::forbidden,
      fmt::format("{} holds personal data ({}) and personal_data.{} is quarantine; remove it from the document, "
                  "or set the policy to mask or index and run `edify reprocess`",
                  item.object.path, found, to_string(module)),
      std::string(personal_data_reason));
}

Result<DocumentTask::Content> DocumentTask::read(const SourceObject& object) {
  const bool whole = object.size <= options_.whole_file_limit;
  // A large document's blocks: this one's first pass, then what the parser keeps of it.
  constexpr std::uint64_t by_ranges = 16ULL << 20;
  Content content{nullptr, {}, budget_.reserve(whole ? object.size : by_ranges)};
  EDIFY_TRY(content.reader, stages_.source.open(object));
  Sha256 hash;
  std::string bytes;
  if (whole) bytes.reserve(object.size);
  EDIFY_CHECK(read_in_order(*content.reader, object.path, [&](std::span<const std::byte> block) {
    hash.update(block);
    if (whole) bytes.append(reinterpret_cast<const char*>(block.data()), block.size());
  }));
  if (whole) content.reader = std::make_unique<MemoryReader>(std::move(bytes));
  content.hash = hash.finish_hex();
  tally_.change([&](Report& report, Progress&) { report.bytes_read += object.size; });
  return content;
}

DocumentRecord DocumentTask::record_of(const WorkItem& item, const std::string& content_hash) const {
  DocumentRecord record;
  record.id = item.entry.document_id;
  record.path = item.object.path;
  record.placement = placement_from_path(item.object.path, options_.default_year);
  record.size = item.object.size;
  record.content_type = item.object.content_type;
  record.last_modified = item.object.last_modified;
  record.content_hash = content_hash;
  return record;
}

Result<std::uint32_t> DocumentTask::make_chunks_and_stage(const DocumentRecord& record, const std::string& version,
                                                          const ParsedDocument& parsed) {
  const auto chunks = chunk::split_into_chunks(parsed.elements, stages_.count_tokens);
  std::vector<std::string> texts;
  std::vector<EmbeddedChunk> batch;
  for (std::size_t begin = 0; begin < chunks.size(); begin += options_.embed_batch) {
    const std::size_t end = std::min<std::size_t>(begin + options_.embed_batch, chunks.size());
    texts.clear();
    batch.clear();
    for (std::size_t i = begin; i < end; ++i) texts.push_back(chunks[i].text);
    const auto vectors = stages_.embed(texts);
    for (std::size_t i = begin; i < end; ++i) batch.push_back({chunks[i], vectors[i - begin]});
    EDIFY_CHECK(stages_.store.stage(record.id, version, batch));
    tally_.change([&](Report& report, Progress& progress) {
      report.chunks_created += batch.size();
      report.embeddings_stored += batch.size();
      progress.chunks += batch.size();
    });
  }
  return static_cast<std::uint32_t>(chunks.size());
}

Result<void> DocumentTask::publish(WorkItem& item, const Content& content, const ParsedDocument& parsed) {
  DocumentRecord record = record_of(item, content.hash);
  record.content_type = parsed.content_type;
  record.title = parsed.title;
  record.page_count = parsed.page_count;
  EDIFY_TRY(const std::uint32_t chunks, make_chunks_and_stage(record, item.entry.version, parsed));
  EDIFY_CHECK(stages_.store.publish(record, item.entry.version, chunks));

  auto& entry = item.entry;
  const auto without_text = parsed.pages_needing_ocr.size();
  entry.state = DocumentState::done;
  entry.chunks = chunks;
  entry.pages = parsed.page_count;
  entry.pages_needing_ocr = parsed.pages_needing_ocr;
  entry.tries = 0;
  entry.retry_after = {};
  entry.reason = without_text > 0 ? "needs_ocr" : "";
  entry.message = without_text > 0
                      ? fmt::format("{} of {} pages could not be read, by OCR neither", without_text, parsed.page_count)
                      : "";
  entry.updated = unix_now();
  EDIFY_TRY(const std::uint64_t twins, stages_.catalog.count_same_content(content.hash, entry.path));
  const bool first_of_its_bytes = tally_.is_first_with(content.hash) && twins == 0;
  tally_.change([&](Report& report, Progress& progress) {
    ++report.files_processed;
    report.duplicates += first_of_its_bytes ? 0 : 1;
    report.pages += parsed.page_count;
    report.files_needing_ocr += without_text > 0 ? 1 : 0;
    report.pages_needing_ocr += without_text;
    progress.pages += parsed.page_count;
    if (!record.placement.recognized) report.unplaced.push_back(entry.path);
  });
  return stages_.catalog.save(entry);
}

Result<void> DocumentTask::forget_vanished(WorkItem& item) {
  EDIFY_CHECK(stages_.store.remove(item.entry.document_id));
  item.entry.state = DocumentState::deleted;
  item.entry.chunks = 0;
  item.entry.updated = unix_now();
  tally_.change([](Report& report, Progress&) { ++report.files_deleted; });
  return stages_.catalog.save(item.entry);
}

Result<void> DocumentTask::fail_document(WorkItem& item, const Error& error) {
  if (error.reason == "vanished") return forget_vanished(item);
  record_failure(item.entry, error, unix_now());
  // The old version of a document that changed into something unreadable must not go on answering.
  const bool will_be_tried = item.entry.state == DocumentState::failed && item.entry.retry_after != UnixSeconds{};
  if (!will_be_tried) {
    EDIFY_CHECK(stages_.store.remove(item.entry.document_id));
    item.entry.chunks = 0;
  }
  log::debug("{}: {}", item.entry.path, error.message);
  tally_.change([&](Report& report, Progress& progress) {
    ++report.files_failed;
    ++progress.failed;
    report.errors.push_back({item.entry.path, std::string(to_string(error.code)), error.reason, error.message});
  });
  return stages_.catalog.save(item.entry);
}

}  // namespace edify::ingest
