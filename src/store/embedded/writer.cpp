#include "store/embedded/writer.h"

#include <fmt/format.h>

#include <vector>

#include "store/embedded/columns.h"

namespace edify::store {

Result<void> Writer::stage(std::string_view document_id, std::string_view version,
                           std::span<const EmbeddedChunk> chunks) {
  const std::lock_guard lock(mutex_);
  return connection_.database().transaction([&]() -> Result<void> {
    EDIFY_TRY(const auto version_id, make_version(document_id, version));
    EDIFY_TRY(const auto published, find_published(document_id));
    // A version names its content, so what is already published needs no second writing; and must not be
    // touched, because readers see it.
    if (published && published->version_id == version_id) return {};
    for (const auto& chunk : chunks) EDIFY_CHECK(write_chunk(version_id, chunk));
    return {};
  });
}

Result<void> Writer::publish(const DocumentRecord& document, std::string_view version, std::uint32_t chunk_count) {
  const std::lock_guard lock(mutex_);
  return connection_.database().transaction([&]() -> Result<void> {
    EDIFY_TRY(const auto version_id, make_version(document.id, version));
    EDIFY_TRY(const auto staged, count_chunks(version_id));
    if (staged != chunk_count) {
      return fail(ErrorCode::conflict,
                  fmt::format("{} has {} of {} chunks staged: ingest it again", document.path, staged, chunk_count),
                  "staged_chunks");
    }
    return publish_locked(document, version_id, chunk_count);
  });
}

Result<std::optional<CopiedVersion>> Writer::publish_copy(const DocumentRecord& document, std::string_view version,
                                                          std::string_view twin_id) {
  const std::lock_guard lock(mutex_);
  std::optional<CopiedVersion> copied;
  const auto copy = [&]() -> Result<void> {
    DocumentRecord record = document;
    EDIFY_TRY(const auto twin, take_over_twin(twin_id, version, record));
    if (!twin) return {};
    EDIFY_TRY(const auto version_id, make_version(record.id, version));
    EDIFY_TRY(auto insert, connection_.query(R"sql(
      INSERT OR IGNORE INTO store_chunks (version_id, chunk_index, text, heading_path, element_types, spans, page,
                                          token_count, embedding, stored_at)
      SELECT ?1, chunk_index, text, heading_path, element_types, spans, page, token_count, embedding, ?3
      FROM store_chunks WHERE version_id = ?2 ORDER BY chunk_index)sql"));
    insert->bind(1, version_id).bind(2, *twin).bind(3, unix_now().time_since_epoch().count());
    EDIFY_CHECK(insert->run());
    EDIFY_TRY(const auto chunks, count_chunks(version_id));
    copied = CopiedVersion{.chunks = chunks, .pages = record.page_count};
    return publish_locked(record, version_id, chunks);
  };
  EDIFY_CHECK(connection_.database().transaction(copy));
  return copied;
}

Result<void> Writer::update_record(const DocumentRecord& document) {
  const std::lock_guard lock(mutex_);
  return connection_.database().transaction([&]() -> Result<void> {
    EDIFY_TRY(const auto published, find_published(document.id));
    if (!published) return fail(ErrorCode::not_found, fmt::format("{} is not in the store", document.path));
    return update_record_locked(document, *published);
  });
}

Result<void> Writer::remove(std::string_view document_id) {
  const std::lock_guard lock(mutex_);
  return connection_.database().transaction([&]() -> Result<void> {
    EDIFY_TRY(const auto published, find_published(document_id));
    if (published) {
      EDIFY_CHECK(log_removed(published->partition_id, published->version_id));
      EDIFY_TRY(auto forget, connection_.query("DELETE FROM store_documents WHERE id = ?1"));
      EDIFY_CHECK(forget->bind(1, document_id).run());
    }
    constexpr std::int64_t no_version = 0;
    return delete_other_versions(document_id, no_version);
  });
}

Result<void> Writer::discard_staged(std::string_view document_id) {
  const std::lock_guard lock(mutex_);
  return connection_.database().transaction([&]() -> Result<void> {
    EDIFY_TRY(const auto published, find_published(document_id));
    return delete_other_versions(document_id, published ? published->version_id : 0);
  });
}

Result<void> Writer::publish_locked(const DocumentRecord& document, std::int64_t version_id,
                                    std::uint32_t chunk_count) {
  EDIFY_TRY(const auto published, find_published(document.id));
  if (published && published->version_id == version_id) return update_record_locked(document, *published);
  if (published) EDIFY_CHECK(log_removed(published->partition_id, published->version_id));
  EDIFY_TRY(const auto partition_id, make_partition(document.placement.partition));
  EDIFY_CHECK(write_document(document, version_id, partition_id, chunk_count));
  EDIFY_CHECK(log_added(partition_id, version_id));
  return delete_other_versions(document.id, version_id);
}

Result<std::optional<std::int64_t>> Writer::take_over_twin(std::string_view twin_id, std::string_view version,
                                                           DocumentRecord& document) {
  if (twin_id == document.id) return std::nullopt;
  EDIFY_TRY(auto select, connection_.query("SELECT v.id, d.title, d.page_count, d.content_type FROM store_documents d "
                                           "JOIN store_versions v ON v.id = d.current_version "
                                           "WHERE d.id = ?1 AND v.version = ?2"));
  select->bind(1, twin_id).bind(2, version);
  EDIFY_TRY(const bool found, select->step());
  if (!found) return std::nullopt;
  document.title = select->text(1);
  document.page_count = static_cast<std::uint32_t>(select->integer(2));
  document.content_type = select->text(3);
  return select->integer(0);
}

Result<std::optional<Writer::Published>> Writer::find_published(std::string_view document_id) {
  EDIFY_TRY(auto select, connection_.query("SELECT current_version, partition_id FROM store_documents WHERE id = ?1"));
  select->bind(1, document_id);
  EDIFY_TRY(const bool found, select->step());
  if (!found) return std::nullopt;
  return Published{.version_id = select->integer(0), .partition_id = select->integer(1)};
}

Result<std::int64_t> Writer::make_version(std::string_view document_id, std::string_view version) {
  EDIFY_TRY(auto insert,
            connection_.query("INSERT OR IGNORE INTO store_versions (document_id, version) VALUES (?1, ?2)"));
  EDIFY_CHECK(insert->bind(1, document_id).bind(2, version).run());
  EDIFY_TRY(auto select, connection_.query("SELECT id FROM store_versions WHERE document_id = ?1 AND version = ?2"));
  select->bind(1, document_id).bind(2, version);
  EDIFY_CHECK(select->step());
  return select->integer(0);
}

Result<std::int64_t> Writer::make_partition(const Partition& partition) {
  const auto module = to_string(partition.module);
  EDIFY_TRY(auto insert, connection_.query("INSERT OR IGNORE INTO store_partitions (module, grade) VALUES (?1, ?2)"));
  EDIFY_CHECK(insert->bind(1, module).bind(2, std::string_view(partition.grade)).run());
  EDIFY_TRY(auto select, connection_.query("SELECT id FROM store_partitions WHERE module = ?1 AND grade = ?2"));
  select->bind(1, module).bind(2, std::string_view(partition.grade));
  EDIFY_CHECK(select->step());
  return select->integer(0);
}

Result<std::uint32_t> Writer::count_chunks(std::int64_t version_id) {
  EDIFY_TRY(auto select, connection_.query("SELECT count(*) FROM store_chunks WHERE version_id = ?1"));
  select->bind(1, version_id);
  EDIFY_CHECK(select->step());
  return static_cast<std::uint32_t>(select->integer(0));
}

Result<void> Writer::write_chunk(std::int64_t version_id, const EmbeddedChunk& embedded) {
  const Chunk& chunk = embedded.chunk;
  EDIFY_TRY(auto insert, connection_.query(R"sql(
      INSERT INTO store_chunks (version_id, chunk_index, text, heading_path, element_types, spans, page, token_count,
                                embedding, stored_at)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
      ON CONFLICT (version_id, chunk_index) DO UPDATE SET
        text = excluded.text, heading_path = excluded.heading_path, element_types = excluded.element_types,
        spans = excluded.spans, page = excluded.page, token_count = excluded.token_count,
        embedding = excluded.embedding, stored_at = excluded.stored_at)sql"));
  insert->bind(1, version_id)
      .bind(2, std::int64_t{chunk.index})
      .bind(3, std::string_view(chunk.text))
      .bind(4, std::string_view(pack_headings(chunk.heading_path)))
      .bind(5, std::string_view(pack_element_types(chunk.element_types)))
      .bind(6, std::span<const std::byte>(encode_spans(chunk.spans)))
      .bind(7, std::int64_t{chunk.page})
      .bind(8, std::int64_t{chunk.token_count})
      .bind(9, pack_embedding(embedded.embedding))
      .bind(10, unix_now().time_since_epoch().count());
  return insert->run();
}

Result<void> Writer::write_document(const DocumentRecord& document, std::int64_t version_id, std::int64_t partition_id,
                                    std::uint32_t chunk_count) {
  const Placement& placement = document.placement;
  EDIFY_TRY(auto insert, connection_.query(R"sql(
      INSERT INTO store_documents (id, current_version, partition_id, path, year, category, recognized, size,
                                   content_type, last_modified, content_hash, title, page_count, chunk_count)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
      ON CONFLICT (id) DO UPDATE SET
        current_version = excluded.current_version, partition_id = excluded.partition_id, path = excluded.path,
        year = excluded.year, category = excluded.category, recognized = excluded.recognized, size = excluded.size,
        content_type = excluded.content_type, last_modified = excluded.last_modified,
        content_hash = excluded.content_hash, title = excluded.title, page_count = excluded.page_count,
        chunk_count = excluded.chunk_count)sql"));
  insert->bind(1, std::string_view(document.id))
      .bind(2, version_id)
      .bind(3, partition_id)
      .bind(4, std::string_view(document.path))
      .bind(5, std::string_view(placement.year))
      .bind(6, std::string_view(placement.category))
      .bind(7, placement.recognized ? 1 : 0)
      .bind(8, static_cast<std::int64_t>(document.size))
      .bind(9, std::string_view(document.content_type))
      .bind(10, document.last_modified.time_since_epoch().count())
      .bind(11, std::string_view(document.content_hash))
      .bind(12, std::string_view(document.title))
      .bind(13, std::int64_t{document.page_count})
      .bind(14, std::int64_t{chunk_count});
  return insert->run();
}

Result<void> Writer::delete_other_versions(std::string_view document_id, std::int64_t kept_version) {
  // Chunks go with their version (ON DELETE CASCADE).
  EDIFY_TRY(auto forget, connection_.query("DELETE FROM store_versions WHERE document_id = ?1 AND id <> ?2"));
  return forget->bind(1, document_id).bind(2, kept_version).run();
}

Result<void> Writer::log_added(std::int64_t partition_id, std::int64_t version_id) {
  EDIFY_TRY(auto insert, connection_.query("INSERT INTO store_changes (partition_id, added_version) VALUES (?1, ?2)"));
  EDIFY_CHECK(insert->bind(1, partition_id).bind(2, version_id).run());
  return bump_generation(partition_id);
}

Result<void> Writer::log_removed(std::int64_t partition_id, std::int64_t version_id) {
  std::vector<PointKey> keys;
  EDIFY_TRY(auto select, connection_.query("SELECT key FROM store_chunks WHERE version_id = ?1 ORDER BY key"));
  select->bind(1, version_id);
  while (true) {
    EDIFY_TRY(const bool row, select->step());
    if (!row) break;
    keys.push_back(static_cast<PointKey>(select->integer(0)));
  }
  EDIFY_TRY(auto insert, connection_.query("INSERT INTO store_changes (partition_id, removed_keys) VALUES (?1, ?2)"));
  EDIFY_CHECK(insert->bind(1, partition_id).bind(2, pack_keys(keys)).run());
  return bump_generation(partition_id);
}

Result<void> Writer::bump_generation(std::int64_t partition_id) {
  EDIFY_TRY(auto bump, connection_.query("UPDATE store_partitions SET generation = generation + 1 WHERE id = ?1"));
  return bump->bind(1, partition_id).run();
}

Result<void> Writer::update_record_locked(const DocumentRecord& document, const Published& published) {
  EDIFY_TRY(const auto partition_id, make_partition(document.placement.partition));
  EDIFY_TRY(const auto chunk_count, count_chunks(published.version_id));
  EDIFY_CHECK(write_document(document, published.version_id, partition_id, chunk_count));
  if (partition_id == published.partition_id) return bump_generation(partition_id);
  // Its place decides who may see it, so the chunks must change partitions with it.
  EDIFY_CHECK(log_removed(published.partition_id, published.version_id));
  return log_added(partition_id, published.version_id);
}

}  // namespace edify::store
