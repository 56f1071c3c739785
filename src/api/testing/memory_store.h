// A VectorStore in a vector, for the API's own tests: exact, small, with a gate that holds retrievals back.
#pragma once

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "embed/embedder.h"
#include "store/vector_store.h"

namespace edify::api {

class MemoryStore : public store::VectorStore {
 public:
  // A document of one chunk for each text.
  void add(const embed::Embedder& embedder, const std::string& path, const std::vector<std::string>& texts) {
    DocumentRecord document{.id = document_id(path),
                            .path = path,
                            .placement = placement_from_path(path, "2025-2026"),
                            .size = 1000,
                            .content_type = "application/pdf",
                            .last_modified = UnixSeconds(std::chrono::seconds(1'700'000'000)),
                            .content_hash = "hash",
                            .title = "A \"title\"",
                            .page_count = 3};
    for (std::uint32_t i = 0; i < texts.size(); ++i) {
      Hit hit;
      hit.key = hits_.size() + 1;
      hit.point_id = point_id(document.id, "v1", i);
      hit.document = document;
      hit.version = "v1";
      hit.chunk.index = i;
      hit.chunk.text = texts[i];
      hit.chunk.heading_path = {"Chapter 1", "Section 2"};
      hit.chunk.element_types = {ElementType::narrative_text};
      hit.chunk.page = 2;
      hit.chunk.spans = {{0, static_cast<std::uint32_t>(texts[i].size()), 2, {72, 100.5F, 300, 112}}};
      hit.embedding_model = embed::model_name;
      hit.stored_at = UnixSeconds(std::chrono::seconds(1'700'000'100));
      hits_.push_back(std::move(hit));
      vectors_.push_back(embedder.embed_one(texts[i]));
    }
    documents_.push_back(document.id);
  }

  // While closed, retrievals wait; waiting() counts them.
  void close_gate() { open_ = false; }
  void open_gate() {
    {
      const std::scoped_lock lock(mutex_);
      open_ = true;
    }
    opened_.notify_all();
  }
  int waiting() const { return waiting_; }

  // While broken, every call answers `unavailable`.
  void set_broken(bool broken) { broken_ = broken; }

  Result<std::vector<ScoredPoint>> search_dense(const Scope& scope, const store::DenseQuery& query) override {
    EDIFY_CHECK(check());
    std::vector<ScoredPoint> points;
    for (std::size_t i = 0; i < hits_.size(); ++i) {
      const float score = cosine(i, query.vector);
      if (visible(scope, i) && selected(query.selection, i) && score >= query.threshold)
        points.push_back({hits_[i].key, score});
    }
    return best(std::move(points), query.limit);
  }

  Result<std::vector<ScoredPoint>> search_lexical(const Scope& scope, const store::LexicalQuery& query) override {
    EDIFY_CHECK(check());
    std::vector<ScoredPoint> points;
    for (std::size_t i = 0; i < hits_.size(); ++i) {
      const bool has_words = hits_[i].chunk.text.find(query.text) != std::string::npos;
      if (visible(scope, i) && selected(query.selection, i) && has_words) {
        points.push_back({hits_[i].key, 1});
      }
    }
    return best(std::move(points), query.limit);
  }

  Result<std::vector<Hit>> fetch(const Scope& scope, std::span<const PointKey> keys,
                                 std::span<const float, embedding_dimension> query_vector) override {
    EDIFY_CHECK(check());
    std::vector<Hit> found;
    for (const auto key : keys) {
      if (!visible(scope, key - 1)) continue;
      found.push_back(hits_[key - 1]);
      found.back().score = cosine(key - 1, query_vector);
    }
    return found;
  }

  Result<std::vector<Hit>> read_chunks(const Scope& scope, std::string_view document_id,
                                       const store::ChunkRange& range) override {
    EDIFY_CHECK(check());
    std::vector<Hit> found;
    for (std::size_t i = 0; i < hits_.size(); ++i) {
      const Hit& hit = hits_[i];
      const bool is_asked = hit.document.id == document_id && hit.chunk.index >= range.first &&
                            hit.chunk.index - range.first < range.count;
      if (is_asked && visible(scope, i)) found.push_back(hit);
    }
    return found;
  }

  Result<std::optional<store::ReadableDocument>> find_document(const Scope& scope, std::string_view id) override {
    std::optional<store::ReadableDocument> found;
    EDIFY_CHECK(each_readable(scope, [&](const store::ReadableDocument& document) {
      if (document.document.id == id) found = document;
      return !found;
    }));
    return found;
  }

  Result<void> each_readable(const Scope& scope,
                             const std::function<bool(const store::ReadableDocument&)>& visit) override {
    EDIFY_CHECK(check());
    for (std::size_t i = 0; i < hits_.size(); ++i) {
      if (!visible(scope, i) || hits_[i].chunk.index != 0) continue;
      const auto& id = hits_[i].document.id;
      const auto chunks = std::ranges::count(hits_, id, [](const Hit& hit) { return hit.document.id; });
      if (!visit({hits_[i].document, hits_[i].version, static_cast<std::uint32_t>(chunks)})) break;
    }
    return {};
  }

  // The first thing that a retrieval asks for.
  Result<std::uint64_t> generation(const Scope&) override {
    wait_at_gate();
    return 1;
  }
  Result<store::StoreStats> stats() override {
    EDIFY_CHECK(check());
    return store::StoreStats{documents_.size(), hits_.size()};
  }
  Result<bool> are_current(const Scope&, std::span<const store::SeenVersion>) override { return true; }

  Result<void> stage(std::string_view, std::string_view, std::span<const EmbeddedChunk>) override {
    return read_only();
  }
  Result<void> publish(const DocumentRecord&, std::string_view, std::uint32_t) override { return read_only(); }
  Result<void> update_record(const DocumentRecord&) override { return read_only(); }
  Result<void> remove(std::string_view) override { return read_only(); }
  Result<std::optional<store::CopiedVersion>> publish_copy(const DocumentRecord&, std::string_view,
                                                           std::string_view) override {
    return std::unexpected(read_only().error());
  }
  Result<void> discard_staged(std::string_view) override { return read_only(); }
  Result<void> each_document(const std::function<bool(const store::PublishedDocument&)>&) override {
    return read_only();
  }

 private:
  static Result<void> read_only() { return fail(ErrorCode::internal, "the API never writes"); }
  Result<void> check() const {
    if (broken_) return fail(ErrorCode::unavailable, "disk /secret/path is gone");
    return {};
  }
  bool selected(const store::Selection& selection, std::size_t i) const {
    const auto& document = hits_[i].document;
    const auto is = [](const std::string& wanted, const std::string& have) { return wanted.empty() || wanted == have; };
    return (!selection.module || *selection.module == document.placement.partition.module) &&
           is(selection.document_id, document.id) && is(selection.year, document.placement.year) &&
           is(selection.content_type, document.content_type);
  }
  bool visible(const Scope& scope, std::size_t i) const { return scope.allows(hits_[i].document.placement.partition); }
  float cosine(std::size_t i, std::span<const float, embedding_dimension> vector) const {
    return std::inner_product(vector.begin(), vector.end(), vectors_[i].begin(), 0.0F);
  }
  static std::vector<ScoredPoint> best(std::vector<ScoredPoint> points, std::size_t limit) {
    std::ranges::stable_sort(points, std::greater{}, &ScoredPoint::score);
    points.resize(std::min(points.size(), limit));
    return points;
  }
  void wait_at_gate() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    opened_.wait(lock, [this] { return open_.load(); });
    --waiting_;
  }

  std::vector<Hit> hits_;
  std::vector<Embedding> vectors_;
  std::vector<std::string> documents_;
  std::mutex mutex_;
  std::condition_variable opened_;
  std::atomic<bool> open_{true};
  std::atomic<int> waiting_{0};
  std::atomic<bool> broken_{false};
};

}  // namespace edify::api
