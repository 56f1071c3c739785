#include "catalog/postgres/archive.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/json.hpp>
#include <string_view>
#include <utility>

#include "catalog/postgres/pool.h"
#include "catalog/postgres/schema.h"

namespace edify::catalog::postgres {
namespace {

namespace json = boost::json;

constexpr std::string_view end_of_rows = "\\.";
// Without the table that says which schema it is: the one that reads makes its own.
constexpr const char* list_tables =
    "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' "
    "AND relname <> 'catalog_meta' ORDER BY oid";  // parents were made before their children
constexpr const char* list_columns =
    "SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY "
    "attnum";
constexpr const char* list_identities =
    "SELECT c.relname, a.attname, pg_get_serial_sequence(quote_ident(c.relname), a.attname) "
    "FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
    "WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND a.attidentity <> '' "
    "ORDER BY c.oid, a.attnum";

// Tables may be long and the other side of a copy slow: the server sets no limit, we give up when nothing comes.
constexpr const char* without_limits =
    "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0";
constexpr std::chrono::seconds longest_silence{60};

ConnectionOptions patient() { return {.statement_time = longest_silence}; }

std::string in_quotes(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + '"';
}

Result<std::vector<std::string>> names(Connection& connection, const char* sql, const Values& values = {}) {
  EDIFY_TRY(const auto rows, connection.run(sql, values));
  std::vector<std::string> out;
  for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(rows[i].text(0));
  return out;
}

Result<std::int64_t> number(Connection& connection, const std::string& sql) {
  EDIFY_TRY(const auto rows, connection.run(sql));
  return rows.front().integer(0);
}

std::string copy_of(const std::string& table, const std::vector<std::string>& columns, std::string_view direction) {
  std::vector<std::string> quoted_columns;
  for (const auto& column : columns) quoted_columns.push_back(in_quotes(column));
  return fmt::format("COPY {} ({}) {}", in_quotes(table), fmt::join(quoted_columns, ", "), direction);
}

Result<void> hand_on_line(const TakeBytes& take, const json::value& line) {
  const std::string text = json::serialize(line) + '\n';
  return take(std::as_bytes(std::span(text)));
}

Result<void> write_table(Connection& connection, const std::string& table, const TakeBytes& take) {
  EDIFY_TRY(const auto columns, names(connection, list_columns, {in_quotes(table)}));
  EDIFY_CHECK(hand_on_line(take, json::object{{"table", table}, {"columns", json::array(columns.begin(), columns.end())}}));
  EDIFY_CHECK(connection.copy_out(copy_of(table, columns, "TO STDOUT"), take));
  const std::string end = std::string(end_of_rows) + '\n';
  return take(std::as_bytes(std::span(end)));
}

// Numbers are given away outside of transactions: asked for last, they are no smaller than those in the rows.
Result<void> write_sequences(Connection& connection, const TakeBytes& take) {
  EDIFY_TRY(const auto identities, connection.run(list_identities));
  json::array sequences;
  for (std::size_t i = 0; i < identities.size(); ++i) {
    const Row identity = identities[i];
    EDIFY_TRY(const auto state, connection.run(fmt::format("SELECT last_value, is_called FROM {}", identity.text(2))));
    sequences.push_back(json::object{{"table", identity.text(0)},
                                     {"column", identity.text(1)},
                                     {"last", state.front().integer(0)},
                                     {"is_called", state.front().truth(1)}});
  }
  return hand_on_line(take, json::object{{"sequences", std::move(sequences)}});
}

Result<ArchiveSummary> summarize(Connection& connection) {
  EDIFY_TRY(const auto published,
            connection.run("SELECT count(*), coalesce(sum(chunk_count), 0)::bigint FROM published_versions"));
  EDIFY_TRY(const auto head,
            connection.run("SELECT sequence, hash FROM (SELECT sequence, hash FROM audit_rows UNION ALL "
                           "SELECT sequence, hash FROM audit_base) AS chain ORDER BY sequence DESC LIMIT 1"));
  return ArchiveSummary{.published = {static_cast<std::uint64_t>(published.front().integer(0)),
                                      static_cast<std::uint64_t>(published.front().integer(1))},
                        .audit_head = {static_cast<std::uint64_t>(head.front().integer(0)), head.front().text(1)}};
}

std::unexpected<Error> no_archive(std::string_view why) {
  return fail(ErrorCode::unreadable, fmt::format("the archive of the catalog is not as it should be: {}", why),
              "archive");
}

Result<void> set_sequence(Connection& connection, const json::value& sequence) {
  EDIFY_CHECK(connection.run(
      "SELECT setval(pg_get_serial_sequence($1, $2), $3::bigint, $4::boolean)",
      {in_quotes(std::string(sequence.at("table").as_string())), std::string(sequence.at("column").as_string()),
       sequence.at("last").as_int64(), sequence.at("is_called").as_bool()}));
  return {};
}

Result<bool> holds_nothing(Connection& connection) {
  for (const auto* table :
       {"ledger", "published_versions", "audit_rows", "conversations", "api_keys", "denied_users"}) {
    EDIFY_TRY(const auto there, connection.run("SELECT to_regclass($1) IS NOT NULL", {table}));
    if (!there.front().truth(0)) continue;
    EDIFY_TRY(const auto any, connection.run(fmt::format("SELECT EXISTS (SELECT 1 FROM {})", table)));
    if (any.front().truth(0)) return false;
  }
  return true;
}

// Tables bring their indexes, triggers and the sequences of their columns with them.
Result<void> move_objects(Connection& connection, const std::string& schema, const std::string& target) {
  const char* tables =
      "SELECT relname FROM pg_class WHERE relnamespace = $1::regnamespace AND relkind = 'r' ORDER BY oid";
  const char* functions = "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = $1::regnamespace";
  EDIFY_TRY(const auto old_tables, names(connection, tables, {in_quotes(target)}));
  EDIFY_TRY(const auto new_tables, names(connection, tables, {in_quotes(schema)}));
  EDIFY_TRY(const auto new_functions, names(connection, functions, {in_quotes(schema)}));
  for (const auto& table : new_tables) {
    if (std::ranges::find(old_tables, table) != old_tables.end()) {
      EDIFY_CHECK(connection.run(fmt::format("DROP TABLE {}.{} CASCADE", in_quotes(target), in_quotes(table))));
    }
    EDIFY_CHECK(
        connection.run(fmt::format("ALTER TABLE {}.{} SET SCHEMA {}", in_quotes(schema), in_quotes(table), in_quotes(target))));
  }
  for (const auto& function : new_functions) {
    // regprocedure names the schema where search_path does not lead to it.
    const auto name = function.substr(function.find('.') + 1);
    EDIFY_CHECK(connection.run(fmt::format("DROP FUNCTION IF EXISTS {}.{}", in_quotes(target), name)));
    EDIFY_CHECK(connection.run(fmt::format("ALTER FUNCTION {} SET SCHEMA {}", function, in_quotes(target))));
  }
  EDIFY_CHECK(connection.run(fmt::format("DROP SCHEMA {}", in_quotes(schema))));
  return {};
}

}  // namespace

Result<ArchiveSummary> write_archive(const Address& address, const TakeBytes& take) {
  EDIFY_TRY(auto connection, Connection::open(address, patient()));
  EDIFY_CHECK(connection.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"));
  EDIFY_CHECK(connection.run_script(without_limits, longest_silence));
  EDIFY_TRY(const auto there, connection.run("SELECT to_regclass('catalog_meta') IS NOT NULL"));
  if (!there.front().truth(0)) {
    return fail(ErrorCode::not_found, fmt::format("there is no catalog in {}", address.description()));
  }
  EDIFY_TRY(const auto schema, number(connection, "SELECT max(schema_version) FROM catalog_meta"));
  EDIFY_CHECK(hand_on_line(take, json::object{{"schema", schema}}));
  EDIFY_TRY(const auto tables, names(connection, list_tables));
  for (const auto& table : tables) EDIFY_CHECK(write_table(connection, table, take));
  EDIFY_CHECK(write_sequences(connection, take));
  EDIFY_TRY(const auto summary, summarize(connection));
  EDIFY_CHECK(connection.run("COMMIT"));
  return summary;
}

Result<ArchiveReader> ArchiveReader::begin(const Address& address) {
  Pool pool(address, {.connections = 1});
  EDIFY_CHECK(migrate(pool));
  EDIFY_TRY(auto connection, Connection::open(address, patient()));
  EDIFY_CHECK(connection.run("BEGIN"));
  EDIFY_CHECK(connection.run_script(without_limits, longest_silence));
  EDIFY_TRY(const auto tables, names(connection, list_tables));
  std::vector<std::string> quoted_tables;
  for (const auto& table : tables) {
    // Those of the audit trail take rows at its end alone, and keep what migrations put into them.
    EDIFY_CHECK(connection.run(fmt::format("ALTER TABLE {} DISABLE TRIGGER USER", in_quotes(table))));
    quoted_tables.push_back(in_quotes(table));
  }
  EDIFY_CHECK(connection.run(fmt::format("TRUNCATE {}", fmt::join(quoted_tables, ", "))));
  return ArchiveReader(std::move(connection));
}

Result<void> ArchiveReader::append(std::span<const std::byte> bytes) {
  std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  while (!text.empty()) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) {
      rest_ += text;
      return {};
    }
    const auto line = text.substr(0, end + 1);
    text.remove_prefix(line.size());
    if (rest_.empty()) {
      EDIFY_CHECK(take_line(line));
    } else {
      rest_ += line;
      EDIFY_CHECK(take_line(rest_));
      rest_.clear();
    }
  }
  return {};
}

// With its line end.
Result<void> ArchiveReader::take_line(std::string_view line) {
  if (!in_rows_) return take_heading(line);
  if (line.substr(0, line.size() - 1) != end_of_rows) return connection_.put_copy_data(std::as_bytes(std::span(line)));
  in_rows_ = false;
  return connection_.end_copy_in();
}

Result<void> ArchiveReader::take_heading(std::string_view line) {
  try {
    const auto heading = json::parse(line);
    if (!has_schema_) {
      EDIFY_TRY(const auto ours, number(connection_, "SELECT max(schema_version) FROM catalog_meta"));
      if (heading.at("schema").as_int64() != ours) {
        return fail(ErrorCode::conflict,
                    fmt::format("it was written by a release whose catalog has schema {}, this one's has {}: restore "
                                "with that release, then start this one",
                                heading.at("schema").as_int64(), ours),
                    "other_schema");
      }
      has_schema_ = true;
      return {};
    }
    if (const auto* sequences = heading.as_object().if_contains("sequences")) {
      for (const auto& sequence : sequences->as_array()) EDIFY_CHECK(set_sequence(connection_, sequence));
      has_ended_ = true;
      return {};
    }
    in_rows_ = true;
    return connection_.begin_copy_in(copy_of(std::string(heading.at("table").as_string()),
                                             json::value_to<std::vector<std::string>>(heading.at("columns")),
                                             "FROM STDIN"));
  } catch (const std::exception& error) {  // of the JSON library
    return no_archive(error.what());
  }
}

Result<void> ArchiveReader::finish() {
  if (!has_ended_ || in_rows_ || !rest_.empty()) return no_archive("it ends too soon");
  EDIFY_TRY(const auto tables, names(connection_, list_tables));
  for (const auto& table : tables) {
    EDIFY_CHECK(connection_.run(fmt::format("ALTER TABLE {} ENABLE TRIGGER USER", in_quotes(table))));
  }
  EDIFY_CHECK(connection_.run("COMMIT"));
  return {};
}

Address in_schema(Address address, const std::string& schema) {
  auto& options = address.parameters["options"];  // the last -c of a name counts
  options += fmt::format("{}-c search_path={}", options.empty() ? "" : " ", schema);
  return address;
}

Result<bool> holds_nothing(const Address& address) {
  EDIFY_TRY(auto connection, Connection::open(address, {}));
  return holds_nothing(connection);
}

Result<void> make_schema(const Address& address, const std::string& schema) {
  EDIFY_CHECK(drop_schema(address, schema));
  EDIFY_TRY(auto connection, Connection::open(address, {}));
  EDIFY_CHECK(connection.run(fmt::format("CREATE SCHEMA {}", in_quotes(schema))));
  return {};
}

Result<void> drop_schema(const Address& address, const std::string& schema) {
  EDIFY_TRY(auto connection, Connection::open(address, patient()));
  EDIFY_CHECK(connection.run(fmt::format("DROP SCHEMA IF EXISTS {} CASCADE", in_quotes(schema))));
  return {};
}

Result<void> move_from_schema(const Address& address, const std::string& schema) {
  EDIFY_TRY(auto connection, Connection::open(address, patient()));
  EDIFY_CHECK(connection.run("BEGIN"));
  EDIFY_TRY(const bool is_empty, holds_nothing(connection));
  if (!is_empty) {
    return fail(ErrorCode::conflict, fmt::format("there is a catalog in {} by now", address.description()),
                "not_empty");
  }
  EDIFY_TRY(const auto target, names(connection, "SELECT current_schema()"));
  EDIFY_CHECK(move_objects(connection, schema, target.front()));
  EDIFY_CHECK(connection.run("COMMIT"));
  return {};
}

}  // namespace edify::catalog::postgres
