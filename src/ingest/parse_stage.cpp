#include "ingest/parse_stage.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ingest/endings.h"
#include "ingest/failpoint.h"
#include "ingest/findings.h"
#include "ingest/page_checkpoint.h"

namespace edify::ingest {
namespace {

DocumentRecord record_of(const Downloaded& document, const std::string& default_year) {
  DocumentRecord record;
  record.id = document.entry.document_id;
  record.path = document.object.path;
  record.placement = placement_from_path(document.object.path, default_year);
  record.size = document.object.size;
  record.content_type = document.object.content_type;
  record.last_modified = document.object.last_modified;
  record.content_hash = document.content_hash;
  return record;
}

// The name's extension is a hint to the parser: only documents that share it are read alike.
std::string_view extension(std::string_view path) {
  const auto dot = path.find_last_of("./");
  return dot == std::string_view::npos || path[dot] == '/' ? std::string_view{} : path.substr(dot);
}

std::uint64_t bytes_of(const std::vector<Chunk>& chunks) {
  std::uint64_t bytes = 0;
  for (const auto& chunk : chunks) {
    bytes += sizeof(Chunk) + chunk.text.size() + chunk.spans.size() * sizeof(chunk.spans.front());
  }
  return bytes + chunks.size() * sizeof(Embedding);
}

}  // namespace

void let_twins_go_on(Flow& flow, const std::string& content_hash) {
  for (auto& twin : flow.twins.leave(content_hash)) flow.downloaded.push_again(std::move(twin));
}

void ParseStage::work() {
  while (auto document = flow_.downloaded.pop()) {
    const std::string hash = document->content_hash;
    if (!flow_.twins.enter(*document)) continue;
    const auto under_way = take(*document);
    if (!under_way || !*under_way) let_twins_go_on(flow_, hash);
    if (!under_way) flow_.note(std::unexpected(under_way.error()));
  }
}

Result<bool> ParseStage::take(Downloaded& document) {
  const DocumentRecord record = record_of(document, flow_.options.default_year);
  document.version = document_version(document.content_hash, flow_.options.version_for(record.path));
  if (!document.forced) {
    EDIFY_TRY(const bool published, is_published(document, record));
    if (published) return false;
    EDIFY_TRY(const bool copied, is_copied(document, record));
    if (copied) return false;
  }
  return parse(document, record);
}

Result<bool> ParseStage::is_published(Downloaded& document, const DocumentRecord& record) {
  auto& entry = document.entry;
  if (entry.version != document.version || !entry.reason.empty() || entry.chunks == 0) return false;
  const auto updated = flow_.stages.store.update_record(record);
  if (!updated && updated.error().code == ErrorCode::not_found) return false;
  EDIFY_CHECK(updated);
  flow_.tally.change([](Report& report, Progress&) { ++report.files_processed; });
  EDIFY_CHECK(end_done(flow_, entry));
  return true;
}

Result<bool> ParseStage::is_copied(Downloaded& document, const DocumentRecord& record) {
  auto& entry = document.entry;
  EDIFY_TRY(const auto twins, flow_.stages.catalog.done_with_content(document.content_hash));
  for (const auto& path : twins) {
    if (path == record.path || extension(path) != extension(record.path)) continue;
    EDIFY_TRY(const auto twin, flow_.stages.catalog.find(path));
    if (!twin || twin->version != document.version) continue;
    EDIFY_TRY(const auto copy, flow_.stages.store.publish_copy(record, document.version, twin->document_id));
    if (!copy) continue;
    failpoint("published");
    entry.version = document.version;
    entry.chunks = copy->chunks;
    entry.pages = copy->pages;
    entry.pages_needing_ocr = twin->pages_needing_ocr;
    entry.quality = twin->quality;
    entry.reason = twin->reason;
    entry.message = twin->message;
    entry.findings = findings_of_place(record, flow_.options.default_year);
    for (const auto& word : twin->findings) {
      if (!is_about_place(word)) entry.findings.push_back(word);
    }
    flow_.tally.change([&](Report& report, Progress& progress) {
      ++report.duplicates;
      report.chunks_created += copy->chunks;
      report.embeddings_stored += copy->chunks;
      progress.chunks += copy->chunks;
      if (!record.placement.recognized) report.unplaced.push_back(entry.path);
    });
    flow_.copied.insert(document.content_hash);
    EDIFY_CHECK(end_done(flow_, entry));
    return true;
  }
  return false;
}

Result<bool> ParseStage::parse(Downloaded& document, DocumentRecord record) {
  document.entry.version = document.version;
  parse::ParseOptions options;
  options.name = record.path;
  options.limits = flow_.options.limits;
  options.ocr = flow_.options.ocr;
  options.strategy = flow_.options.strategy;
  PageCheckpoint pages(flow_.stages.catalog, document.content_hash);
  options.page_store = &pages;
  auto parsed = flow_.stages.parse(*document.reader, options);
  if (!parsed) return give_up(document, parsed.error());
  failpoint("parsed");
  document.entry.quality = report_quality(*parsed);
  if (auto allowed = apply_personal_data_policy(document, *parsed); !allowed) {
    EDIFY_CHECK(end_failed(flow_, document.entry, allowed.error()));
    return false;
  }
  record.content_type = parsed->content_type;
  record.title = parsed->title;
  record.page_count = parsed->page_count;

  auto job = std::make_shared<DocumentJob>();
  job->chunks = chunk::split_into_chunks(parsed->elements, flow_.stages.count_tokens);
  job->entry = std::move(document.entry);
  job->entry.chunks = static_cast<std::uint32_t>(job->chunks.size());
  job->entry.pages = parsed->page_count;
  job->entry.pages_needing_ocr = std::move(parsed->pages_needing_ocr);
  job->entry.findings = findings_of(record, job->entry, flow_.options.default_year);
  job->record = std::move(record);
  job->unstaged = job->chunks.size();
  // First the bytes go, then the text's are asked for: nobody waits for one share with the other in hand.
  parsed->elements.clear();
  document.reader.reset();
  document.bytes.end();
  job->text = flow_.budget.reserve(ByteBudget::Share::text, bytes_of(job->chunks));
  EDIFY_CHECK(send_chunks(std::move(job)));
  return true;
}

// Back to its source where the source is to blame; else into the ledger.
Result<bool> ParseStage::give_up(Downloaded& document, const Error& error) {
  if (flow_.stopping() && is_retryable(error.code)) {
    flow_.end(document.object.path, document.object.size, true);  // the row stays as it is, for the next run
    return false;
  }
  const bool outage = is_outage(error);
  if (!outage && (error.code != ErrorCode::conflict || document.restarts >= most_restarts)) {
    EDIFY_CHECK(end_failed(flow_, document.entry, error));
    return false;
  }
  flow_.work.push_again({document.object, document.restarts + (outage ? 0 : 1)});
  return false;
}

Result<void> ParseStage::apply_personal_data_policy(Downloaded& document, ParsedDocument& parsed) const {
  const std::string& path = document.object.path;
  const Module module = placement_from_path(path, flow_.options.default_year).partition.module;
  const auto policy = flow_.options.policy_for(module);
  auto& counts = document.entry.quality.personal_data;
  counts = apply_policy(policy, parsed);
  if (policy != PersonalDataPolicy::quarantine || counts.empty()) return {};
  std::string found;
  for (const auto& [kind, count] : counts) found += fmt::format("{}{} × {}", found.empty() ? "" : ", ", count, kind);
  return fail(
      ErrorCode::forbidden,
      fmt::format("{} holds personal data ({}) and personal_data.{} is quarantine; remove it from the document, "
                  "or set the policy to mask or index and run `edify reprocess`",
                  path, found, to_string(module)),
      std::string(personal_data_reason));
}

Result<void> ParseStage::send_chunks(std::shared_ptr<DocumentJob> job) {
  // What an earlier try staged may be other chunks of the same version.
  EDIFY_CHECK(flow_.stages.store.discard_staged(job->record.id));
  const std::size_t all = job->chunks.size();
  if (all == 0) flow_.to_store.push({std::move(job), 0, 0, {}});
  for (std::size_t begin = 0; begin < all; begin += flow_.options.embed_batch) {
    const std::size_t end = std::min<std::size_t>(begin + flow_.options.embed_batch, all);
    flow_.to_embed.push({job, begin, end, {}}, end - begin);
  }
  return {};
}

}  // namespace edify::ingest
