#include "store/qdrant/reindex.h"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <set>

#include "store/qdrant/collection.h"
#include "store/qdrant/filters.h"
#include "store/qdrant/point.h"
#include "store/qdrant/scroll.h"

namespace edify::store::qdrant {
namespace {

namespace json = boost::json;
using Kind = Peer::Kind;

// More passes than that find something new only where documents come faster than they can be copied.
constexpr int most_passes = 20;

std::string path_of(const std::string& collection) {
  return fmt::format("/collections/{}", http::percent_encode(collection));
}

// "edify_documents_v7" → "edify_documents_v8"
std::string next_name(const std::string& alias, const std::string& from) {
  unsigned number = 0;
  const std::string prefix = alias + "_v";
  if (from.starts_with(prefix)) std::from_chars(from.data() + prefix.size(), from.data() + from.size(), number);
  return fmt::format("{}{}", prefix, number + 1);
}

std::string placement_of(const DocumentRecord& document) { return json::serialize(placement_payload(document, 0)); }

}  // namespace

Reindex::Reindex(Peer& peer, catalog::VersionRegister& versions, const Options& options, Embed embed, Progress progress)
    : peer_(peer), versions_(versions), options_(options), embed_(std::move(embed)), progress_(std::move(progress)) {}

Result<ReindexReport> Reindex::run(bool keeps_old) {
  EDIFY_CHECK(find_source());
  // Of a run that ended early.
  EDIFY_CHECK(delete_collection(peer_, report_.to));
  EDIFY_CHECK(create_collection(peer_, report_.to, options_.layout));
  bool found_something = true;
  for (int i = 0; i < most_passes && found_something; ++i) {
    EDIFY_TRY(found_something, pass());
  }
  EDIFY_CHECK(point_alias(peer_, options_.collection, report_.to));
  EDIFY_CHECK(pass());
  if (!keeps_old) EDIFY_CHECK(delete_collection(peer_, report_.from));
  report_.documents = copied_.size();
  return report_;
}

Result<void> Reindex::find_source() {
  EDIFY_TRY(const auto target, alias_target(peer_, options_.collection));
  if (!target) {
    return fail(ErrorCode::invalid_argument,
                fmt::format("{} is no alias, so nothing can take its place: name another in qdrant.collection and "
                            "ingest again, or let `edify ingest` make one",
                            options_.collection),
                "no_alias");
  }
  report_.from = *target;
  report_.to = next_name(options_.collection, *target);
  EDIFY_TRY(const auto description, peer_.call({.method = http::Method::get, .target = path_of(*target), .body = {}}));
  const auto compare = [&]() -> Result<bool> {
    const auto& config = description.at("config").as_object();
    const auto* metadata = config.if_contains("metadata");
    return metadata != nullptr && metadata->at("embedding_model") == json::value(options_.layout.embedding_model) &&
           metadata->at("dimension") == json::value(embedding_dimension);
  };
  EDIFY_TRY(const bool is_same_model, read_answer(compare));
  report_.embedded_again = !is_same_model;
  return {};
}

Result<bool> Reindex::pass() {
  bool did_something = false;
  std::set<std::string> seen;
  Result<void> outcome;
  EDIFY_CHECK(versions_.each([&](const catalog::PublishedVersion& published) {
    seen.insert(published.document.id);
    const auto brought = bring(published);
    if (!brought) outcome = std::unexpected(brought.error());
    if (brought && *brought) did_something = true;
    return outcome.has_value();
  }));
  EDIFY_CHECK(std::move(outcome));
  for (auto each = copied_.begin(); each != copied_.end();) {
    if (seen.contains(each->first)) {
      ++each;
      continue;
    }
    EDIFY_CHECK(forget(each->first));
    each = copied_.erase(each);
    did_something = true;
  }
  return did_something;
}

Result<bool> Reindex::bring(const catalog::PublishedVersion& published) {
  const auto& document = published.document;
  Copied now{.number = published.number, .placement = placement_of(document)};
  const auto before = copied_.find(document.id);
  const bool has_chunks = before != copied_.end() && before->second.number == now.number;
  if (has_chunks && before->second.placement == now.placement && before->second.chunks == published.chunks) {
    return false;
  }
  if (before != copied_.end() && !has_chunks) EDIFY_CHECK(forget(document.id));
  // Before its chunks are shown in the old collection they may not all be there; a later pass looks again.
  EDIFY_TRY(now.chunks, copy_chunks(published));
  report_.chunks += now.chunks;
  copied_[document.id] = std::move(now);
  ++report_.documents;
  if (progress_) progress_(report_);
  return true;
}

Result<std::uint32_t> Reindex::copy_chunks(const catalog::PublishedVersion& published) {
  const VersionMark mark{
      .document_id = published.document.id, .version = published.version, .number = published.number};
  const PointFormat format{.embedding_model = options_.layout.embedding_model,
                           .average_length = options_.layout.average_length};
  std::uint32_t copied = 0;
  const auto copy_page = [&](const json::array& page) -> Result<void> {
    std::vector<EmbeddedChunk> chunks;
    EDIFY_CHECK(read_answer([&]() -> Result<void> {
      for (const auto& point : page) {
        EDIFY_TRY(auto chunk, report_.embedded_again ? read_chunk(point) : read_embedded_chunk(point));
        chunks.push_back(std::move(chunk));
      }
      return {};
    }));
    if (report_.embedded_again) {
      std::vector<std::string> texts;
      for (const auto& each : chunks) texts.push_back(each.chunk.text);
      const auto vectors = embed_(texts);
      for (std::size_t i = 0; i < chunks.size(); ++i) chunks[i].embedding = vectors[i];
    }
    std::string points;
    for (const auto& chunk : chunks) {
      if (!points.empty()) points += ',';
      append_point(points, mark, chunk, format, &published.document);
    }
    copied += static_cast<std::uint32_t>(chunks.size());
    if (points.empty()) return {};
    return peer_.perform({.method = http::Method::put,
                          .target = path_of(report_.to) + "/points?wait=true&ordering=medium",
                          .body = fmt::format(R"({{"points":[{}]}})", points),
                          .kind = Kind::write});
  };
  EDIFY_CHECK(scroll(peer_, path_of(report_.from),
                     {{"filter", filter_of_version(published.document.id, published.number)},
                      {"with_payload", true},
                      {"with_vector", json::array{"dense"}}},
                     copy_page));
  return copied;
}

Result<void> Reindex::forget(const std::string& document_id) {
  const auto& copied = copied_.at(document_id);
  const json::object body{{"filter", filter_of_others(document_id, copied.number, 0)}};
  return peer_.perform({.target = path_of(report_.to) + "/points/delete?wait=true&ordering=medium",
                        .body = json::serialize(body),
                        .kind = Kind::write});
}

}  // namespace edify::store::qdrant
