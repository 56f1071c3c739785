#include "ingest/store_stages.h"

#include <fmt/format.h>

#include <utility>

#include "ingest/endings.h"
#include "ingest/failpoint.h"
#include "ingest/parse_stage.h"

namespace edify::ingest {

void EmbedStage::work() {
  while (auto first = flow_.to_embed.pop()) {
    std::vector<ChunkSlice> slices;
    std::size_t chunks = first->end - first->begin;
    slices.push_back(std::move(*first));
    while (chunks < flow_.options.embed_batch) {
      auto next = flow_.to_embed.try_pop();
      if (!next) break;
      chunks += next->end - next->begin;
      slices.push_back(std::move(*next));
    }
    embed(slices);
  }
}

void EmbedStage::embed(std::vector<ChunkSlice>& slices) {
  std::vector<std::string> texts;
  for (const auto& slice : slices) {
    for (std::size_t i = slice.begin; i < slice.end; ++i) texts.push_back(slice.job->chunks[i].text);
  }
  const auto vectors = flow_.stages.embed(texts);
  auto next = vectors.begin();
  for (auto& slice : slices) {
    const auto count = static_cast<std::ptrdiff_t>(slice.end - slice.begin);
    slice.vectors.assign(next, next + count);
    next += count;
    flow_.to_store.push(std::move(slice), static_cast<std::size_t>(count));
  }
}

void StoreStage::work() {
  while (auto slice = flow_.to_store.pop()) flow_.note(store(*slice));
}

Result<void> StoreStage::store(ChunkSlice& slice) {
  DocumentJob& job = *slice.job;
  const std::size_t count = slice.end - slice.begin;
  std::vector<EmbeddedChunk> chunks;
  chunks.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    chunks.push_back({std::move(job.chunks[slice.begin + i]), slice.vectors[i]});
  }
  if (count > 0) EDIFY_CHECK(flow_.stages.store.stage(job.record.id, job.entry.version, chunks));
  failpoint("staged");
  flow_.tally.change([&](Report& report, Progress& progress) {
    report.chunks_created += count;
    report.embeddings_stored += count;
    progress.chunks += count;
  });
  const bool last = job.unstaged.fetch_sub(count) == count;
  return last ? publish(job) : Result<void>{};
}

Result<void> StoreStage::publish(DocumentJob& job) {
  EDIFY_CHECK(flow_.stages.store.publish(job.record, job.entry.version, job.entry.chunks));
  failpoint("published");
  auto& entry = job.entry;
  const auto without_text = entry.pages_needing_ocr.size();
  entry.reason = without_text > 0 ? "needs_ocr" : "";
  entry.message = without_text > 0
                      ? fmt::format("{} of {} pages could not be read, by OCR neither", without_text, entry.pages)
                      : "";
  flow_.tally.change([&](Report& report, Progress& progress) {
    ++report.files_processed;
    report.pages += entry.pages;
    report.files_needing_ocr += without_text > 0 ? 1 : 0;
    report.pages_needing_ocr += without_text;
    progress.pages += entry.pages;
    if (!job.record.placement.recognized) report.unplaced.push_back(entry.path);
  });
  const std::string hash = job.record.content_hash;
  job.text.end();
  EDIFY_CHECK(end_done(flow_, entry));
  let_twins_go_on(flow_, hash);
  return {};
}

}  // namespace edify::ingest
