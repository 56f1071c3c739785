#include "store/embedded/reader.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <unordered_map>

#include "store/embedded/columns.h"

namespace edify::store {
namespace {

// A document as its hits share it.
struct CurrentDocument {
  DocumentRecord record;
  std::string version;
};

DocumentRecord read_record(const sqlite::Statement& row, Partition partition) {
  return {.id = std::string(row.text(0)),
          .path = std::string(row.text(1)),
          .placement = {.partition = std::move(partition),
                        .year = std::string(row.text(4)),
                        .category = std::string(row.text(5)),
                        .recognized = row.integer(6) != 0},
          .size = static_cast<std::uint64_t>(row.integer(7)),
          .content_type = std::string(row.text(8)),
          .last_modified = UnixSeconds(std::chrono::seconds(row.integer(9))),
          .content_hash = std::string(row.text(10)),
          .title = std::string(row.text(11)),
          .page_count = static_cast<std::uint32_t>(row.integer(12))};
}

// Of a row that has the version and the number of chunks behind the record; nothing where the Scope does not allow it.
Result<std::optional<ReadableDocument>> read_document(const sqlite::Statement& row, const Scope& scope) {
  EDIFY_TRY(auto partition, unpack_partition(row.text(2), row.text(3)));
  if (!scope.allows(partition)) return std::nullopt;
  return ReadableDocument{.document = read_record(row, std::move(partition)),
                          .version = std::string(row.text(13)),
                          .chunks = static_cast<std::uint32_t>(row.integer(14))};
}

// Nothing where the version is not the current one or the Scope does not allow its partition.
Result<std::optional<CurrentDocument>> find_version(Connection& connection, const Scope& scope,
                                                    std::int64_t version_id) {
  EDIFY_TRY(auto row, connection.query(R"sql(
      SELECT d.id, d.path, p.module, p.grade, d.year, d.category, d.recognized, d.size, d.content_type,
             d.last_modified, d.content_hash, d.title, d.page_count, v.version
      FROM store_documents d
      JOIN store_partitions p ON p.id = d.partition_id
      JOIN store_versions v ON v.id = d.current_version
      WHERE d.current_version = ?1)sql"));
  row->bind(1, version_id);
  EDIFY_TRY(const bool found, row->step());
  if (!found) return std::nullopt;
  EDIFY_TRY(auto partition, unpack_partition(row->text(2), row->text(3)));
  if (!scope.allows(partition)) return std::nullopt;
  return CurrentDocument{.record = read_record(*row, std::move(partition)), .version = std::string(row->text(13))};
}

Result<Chunk> read_chunk(const sqlite::Statement& row) {
  EDIFY_TRY(auto spans, decode_spans(row.blob(5)));
  return Chunk{.index = static_cast<std::uint32_t>(row.integer(1)),
               .text = std::string(row.text(2)),
               .heading_path = unpack_headings(row.text(3)),
               .element_types = unpack_element_types(row.text(4)),
               .spans = std::move(spans),
               .page = static_cast<std::uint32_t>(row.integer(6)),
               .token_count = static_cast<std::uint32_t>(row.integer(7))};
}

// Both have length 1, so the cosine is the dot product.
float cosine(std::span<const float, embedding_dimension> a, std::span<const float, embedding_dimension> b) {
  return std::transform_reduce(a.begin(), a.end(), b.begin(), 0.0F);
}

}  // namespace

Result<std::vector<Hit>> Reader::fetch(const Scope& scope, std::span<const PointKey> keys,
                                       std::span<const float, embedding_dimension> query_vector) {
  std::vector<Hit> hits;
  hits.reserve(keys.size());
  EDIFY_TRY(auto connection, pool_.borrow());
  const auto read = [&]() -> Result<void> {
    // The hits of one question tend to come from few documents.
    std::unordered_map<std::int64_t, std::optional<CurrentDocument>> documents;
    EDIFY_TRY(auto row, connection->query(R"sql(
        SELECT version_id, chunk_index, text, heading_path, element_types, spans, page, token_count, embedding,
               stored_at
        FROM store_chunks WHERE key = ?1)sql"));
    for (const PointKey key : keys) {
      row->reset();
      row->bind(1, static_cast<std::int64_t>(key));
      EDIFY_TRY(const bool found, row->step());
      if (!found) continue;
      const auto version_id = row->integer(0);
      auto document = documents.find(version_id);
      if (document == documents.end()) {
        EDIFY_TRY(auto current, find_version(*connection, scope, version_id));
        document = documents.emplace(version_id, std::move(current)).first;
      }
      if (!document->second) continue;
      EDIFY_TRY(auto chunk, read_chunk(*row));
      EDIFY_TRY(const auto embedding, unpack_embedding(row->blob(8)));
      const auto& [record, version] = *document->second;
      hits.push_back({.key = key,
                      .point_id = point_id(record.id, version, chunk.index),
                      .document = record,
                      .version = version,
                      .chunk = std::move(chunk),
                      .embedding_model = embedding_model_,
                      .stored_at = UnixSeconds(std::chrono::seconds(row->integer(9))),
                      .score = cosine(embedding, query_vector)});
    }
    return {};
  };
  EDIFY_CHECK(connection->database().read_transaction(read));
  return hits;
}

Result<std::vector<Hit>> Reader::read_chunks(const Scope& scope, std::string_view document_id,
                                             const ChunkRange& range) {
  std::vector<PointKey> keys;
  {
    EDIFY_TRY(auto connection, pool_.borrow());
    EDIFY_TRY(auto row, connection->query(R"sql(
        SELECT c.key FROM store_documents d JOIN store_chunks c ON c.version_id = d.current_version
        WHERE d.id = ?1 AND c.chunk_index >= ?2 AND c.chunk_index < ?3 ORDER BY c.chunk_index)sql"));
    row->bind(1, document_id).bind(2, std::int64_t{range.first});
    row->bind(3, std::int64_t{range.first} + std::int64_t{range.count});
    while (true) {
      EDIFY_TRY(const bool found, row->step());
      if (!found) break;
      keys.push_back(static_cast<PointKey>(row->integer(0)));
    }
  }
  constexpr Embedding no_question{};
  return fetch(scope, keys, no_question);
}

Result<std::vector<PointKey>> Reader::select(const Selection& selection) {
  EDIFY_TRY(auto connection, pool_.borrow());
  EDIFY_TRY(auto row, selection.document_id.empty() ? connection->query(R"sql(
        SELECT c.key FROM store_documents d JOIN store_partitions p ON p.id = d.partition_id
        JOIN store_chunks c ON c.version_id = d.current_version
        WHERE ?1 IN ('', d.id) AND ?2 IN ('', d.year) AND ?3 IN ('', d.content_type) AND ?4 IN ('', p.module))sql")
                                                    : connection->query(R"sql(
        SELECT c.key FROM store_documents d JOIN store_partitions p ON p.id = d.partition_id
        JOIN store_chunks c ON c.version_id = d.current_version
        WHERE d.id = ?1 AND ?2 IN ('', d.year) AND ?3 IN ('', d.content_type) AND ?4 IN ('', p.module))sql"));
  row->bind(1, selection.document_id).bind(2, selection.year).bind(3, selection.content_type);
  row->bind(4, selection.module ? to_string(*selection.module) : std::string_view());
  std::vector<PointKey> keys;
  while (true) {
    EDIFY_TRY(const bool found, row->step());
    if (!found) break;
    keys.push_back(static_cast<PointKey>(row->integer(0)));
  }
  std::ranges::sort(keys);
  return keys;
}

Result<std::optional<ReadableDocument>> Reader::find_document(const Scope& scope, std::string_view document_id) {
  EDIFY_TRY(auto connection, pool_.borrow());
  EDIFY_TRY(auto row, connection->query(R"sql(
      SELECT d.id, d.path, p.module, p.grade, d.year, d.category, d.recognized, d.size, d.content_type,
             d.last_modified, d.content_hash, d.title, d.page_count, v.version, d.chunk_count
      FROM store_documents d
      JOIN store_partitions p ON p.id = d.partition_id
      JOIN store_versions v ON v.id = d.current_version
      WHERE d.id = ?1)sql"));
  row->bind(1, document_id);
  EDIFY_TRY(const bool found, row->step());
  if (!found) return std::nullopt;
  return read_document(*row, scope);
}

Result<void> Reader::each_readable(const Scope& scope, const std::function<bool(const ReadableDocument&)>& visit) {
  EDIFY_TRY(auto connection, pool_.borrow());
  EDIFY_TRY(auto row, connection->query(R"sql(
      SELECT d.id, d.path, p.module, p.grade, d.year, d.category, d.recognized, d.size, d.content_type,
             d.last_modified, d.content_hash, d.title, d.page_count, v.version, d.chunk_count
      FROM store_documents d
      JOIN store_partitions p ON p.id = d.partition_id
      JOIN store_versions v ON v.id = d.current_version)sql"));
  while (true) {
    EDIFY_TRY(const bool found, row->step());
    if (!found) return {};
    EDIFY_TRY(const auto document, read_document(*row, scope));
    if (document && !visit(*document)) return {};
  }
}

Result<bool> Reader::are_current(const Scope& scope, std::span<const SeenVersion> versions) {
  bool current = true;
  EDIFY_TRY(auto connection, pool_.borrow());
  const auto read = [&]() -> Result<void> {
    EDIFY_TRY(auto row, connection->query(R"sql(
        SELECT v.version, p.module, p.grade
        FROM store_documents d
        JOIN store_versions v ON v.id = d.current_version
        JOIN store_partitions p ON p.id = d.partition_id
        WHERE d.id = ?1)sql"));
    for (const auto& seen : versions) {
      row->reset();
      row->bind(1, std::string_view(seen.document_id));
      EDIFY_TRY(const bool found, row->step());
      current = found && row->text(0) == seen.version;
      if (!current) break;
      EDIFY_TRY(const auto partition, unpack_partition(row->text(1), row->text(2)));
      current = scope.allows(partition);
      if (!current) break;
    }
    return {};
  };
  EDIFY_CHECK(connection->database().read_transaction(read));
  return current;
}

Result<std::uint64_t> Reader::generation(const Scope& scope) {
  EDIFY_TRY(auto connection, pool_.borrow());
  // Partitions outside the Scope are not even stepped over: how many there are must not show in the time that this
  // takes.
  EDIFY_TRY(auto all, connection->query("SELECT sum(generation) FROM store_partitions WHERE module = ?1"));
  EDIFY_TRY(auto one, connection->query("SELECT generation FROM store_partitions WHERE module = ?1 AND grade = ?2"));
  std::uint64_t sum = 0;  // of counters that only grow, so it moves when any of them does
  const auto add = [&sum](Query& row) -> Result<void> {
    EDIFY_TRY(const bool found, row->step());
    if (found) sum += static_cast<std::uint64_t>(row->integer(0));
    row->reset();
    return {};
  };
  for (const Module module : scope.modules()) {
    if (scope.all_grades()) {
      all->bind(1, to_string(module));
      EDIFY_CHECK(add(all));
      continue;
    }
    one->bind(1, to_string(module)).bind(2, std::string_view(general_grade));
    EDIFY_CHECK(add(one));
    for (const auto& grade : scope.grades()) {
      one->bind(1, to_string(module)).bind(2, std::string_view(grade));
      EDIFY_CHECK(add(one));
    }
  }
  return sum;
}

Result<StoreStats> Reader::stats() {
  EDIFY_TRY(auto connection, pool_.borrow());
  EDIFY_TRY(auto row, connection->query("SELECT count(*), coalesce(sum(chunk_count), 0) FROM store_documents"));
  EDIFY_CHECK(row->step());
  return StoreStats{.documents = static_cast<std::uint64_t>(row->integer(0)),
                    .chunks = static_cast<std::uint64_t>(row->integer(1))};
}

Result<void> Reader::each_document(const std::function<bool(const PublishedDocument&)>& visit) {
  EDIFY_TRY(auto connection, pool_.borrow());
  // Page by page in the primary key's order, so that no read transaction lasts as long as the visitor.
  constexpr std::int64_t page_size = 1000;
  std::string after;
  while (true) {
    std::vector<PublishedDocument> page;
    {
      EDIFY_TRY(auto select, connection->query("SELECT d.id, d.path, v.version FROM store_documents d "
                                               "JOIN store_versions v ON v.id = d.current_version "
                                               "WHERE d.id > ?1 ORDER BY d.id LIMIT ?2"));
      select->bind(1, std::string_view(after)).bind(2, page_size);
      while (true) {
        EDIFY_TRY(const bool row, select->step());
        if (!row) break;
        page.push_back({std::string(select->text(0)), std::string(select->text(1)), std::string(select->text(2))});
      }
    }
    for (const auto& document : page) {
      if (!visit(document)) return {};
    }
    if (page.empty()) return {};
    after = page.back().id;
  }
}

}  // namespace edify::store
