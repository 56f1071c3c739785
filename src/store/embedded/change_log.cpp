#include "store/embedded/change_log.h"

#include "store/embedded/columns.h"

namespace edify::store {
namespace {

constexpr std::int64_t changes_kept = 10'000;

// Headings help to find the chunks below them. The chunk that has the heading in its text needs no second copy.
std::string searchable_words(std::string_view heading_column, std::string_view text) {
  std::string words;
  for (const auto& heading : unpack_headings(heading_column)) {
    if (text.find(heading) == std::string_view::npos) words += heading + '\n';
  }
  return words.append(text);
}

Result<void> read_version(Connection& connection, std::int64_t version_id, PartitionChanges& into) {
  EDIFY_TRY(auto row, connection.query("SELECT key, heading_path, text, embedding FROM store_chunks "
                                       "WHERE version_id = ?1 ORDER BY key"));
  row->bind(1, version_id);
  while (true) {
    EDIFY_TRY(const bool found, row->step());
    if (!found) return {};
    EDIFY_TRY(const auto embedding, unpack_embedding(row->blob(3)));
    into.added.insert_or_assign(
        static_cast<PointKey>(row->integer(0)),
        NewChunk{.words = searchable_words(row->text(1), row->text(2)), .vector = to_half(embedding)});
  }
}

Result<LogPosition> last_position(Connection& connection) {
  EDIFY_TRY(auto row, connection.query("SELECT sequence, token FROM store_changes ORDER BY sequence DESC LIMIT 1"));
  EDIFY_TRY(const bool found, row->step());
  if (!found) return LogPosition{};
  return LogPosition{.sequence = row->integer(0), .token = row->integer(1)};
}

}  // namespace

Result<bool> leads_on_from(Connection& connection, const LogPosition& position) {
  if (position == LogPosition{}) {
    EDIFY_TRY(auto first, connection.query("SELECT coalesce(min(sequence), 1) FROM store_changes"));
    EDIFY_CHECK(first->step());
    return first->integer(0) == 1;
  }
  EDIFY_TRY(auto row, connection.query("SELECT token FROM store_changes WHERE sequence = ?1"));
  row->bind(1, position.sequence);
  EDIFY_TRY(const bool found, row->step());
  return found && row->integer(0) == position.token;
}

Result<ChangeBatch> read_changes(Connection& connection, const LogPosition& after) {
  ChangeBatch batch{.partitions = {}, .position = after, .is_last = true};
  std::size_t chunks = 0;
  const auto read = [&]() -> Result<void> {
    EDIFY_TRY(auto row, connection.query(R"sql(
        SELECT c.sequence, c.token, p.module, p.grade, c.added_version, c.removed_keys
        FROM store_changes c JOIN store_partitions p ON p.id = c.partition_id
        WHERE c.sequence > ?1 ORDER BY c.sequence)sql"));
    row->bind(1, after.sequence);
    while (true) {
      EDIFY_TRY(const bool found, row->step());
      if (!found) return {};
      if (chunks >= chunks_a_batch) {
        batch.is_last = false;
        return {};
      }
      EDIFY_TRY(auto partition, unpack_partition(row->text(2), row->text(3)));
      auto& changes = batch.partitions[std::move(partition)];
      for (const PointKey key : unpack_keys(row->blob(5))) {
        changes.added.erase(key);
        changes.removed.push_back(key);
      }
      const std::size_t before = changes.added.size();
      if (!row->is_null(4)) EDIFY_CHECK(read_version(connection, row->integer(4), changes));
      chunks += changes.added.size() - before;
      batch.position = {.sequence = row->integer(0), .token = row->integer(1)};
    }
  };
  EDIFY_CHECK(connection.database().read_transaction(read));
  return batch;
}

Result<Published> list_published(Connection& connection) {
  Published published;
  const auto read = [&]() -> Result<void> {
    EDIFY_TRY(published.position, last_position(connection));
    EDIFY_TRY(auto row, connection.query(R"sql(
        SELECT p.module, p.grade, d.current_version
        FROM store_documents d JOIN store_partitions p ON p.id = d.partition_id
        ORDER BY d.partition_id, d.current_version)sql"));
    while (true) {
      EDIFY_TRY(const bool found, row->step());
      if (!found) return {};
      EDIFY_TRY(auto partition, unpack_partition(row->text(0), row->text(1)));
      published.versions.push_back({.partition = std::move(partition), .version_id = row->integer(2)});
    }
  };
  EDIFY_CHECK(connection.database().read_transaction(read));
  return published;
}

Result<ChangeBatch> read_published(Connection& connection, const Published& published, std::size_t& begin) {
  ChangeBatch batch{.partitions = {}, .position = published.position, .is_last = true};
  std::size_t chunks = 0;
  const auto read = [&]() -> Result<void> {
    for (; begin < published.versions.size() && chunks < chunks_a_batch; ++begin) {
      const auto& [partition, version_id] = published.versions[begin];
      auto& changes = batch.partitions[partition];
      const std::size_t before = changes.added.size();
      EDIFY_CHECK(read_version(connection, version_id, changes));
      chunks += changes.added.size() - before;
    }
    batch.is_last = begin == published.versions.size();
    return {};
  };
  EDIFY_CHECK(connection.database().read_transaction(read));
  return batch;
}

Result<void> trim_changes(Connection& connection, const LogPosition& position) {
  EDIFY_TRY(auto trim, connection.query("DELETE FROM store_changes WHERE sequence <= ?1"));
  return trim->bind(1, position.sequence - changes_kept).run();
}

}  // namespace edify::store
