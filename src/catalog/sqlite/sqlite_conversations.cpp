#include "catalog/sqlite/sqlite_conversations.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "catalog/message_json.h"
#include "catalog/message_search.h"
#include "catalog/sqlite/schema.h"

namespace edify::catalog {
namespace {

std::int64_t ticks(UnixSeconds time) { return time.time_since_epoch().count(); }
UnixSeconds time_of(std::int64_t ticks) { return UnixSeconds(std::chrono::seconds(ticks)); }

constexpr std::string_view summary_columns =
    "c.id, c.title, c.created, c.updated, (SELECT count(*) FROM messages m WHERE m.conversation_id = c.id)";

ConversationSummary read_summary(const sqlite::Statement& row) {
  return {std::string(row.text(0)), std::string(row.text(1)), time_of(row.integer(2)), time_of(row.integer(3)),
          static_cast<std::uint64_t>(row.integer(4))};
}

Result<Message> read_message(const sqlite::Statement& row) {
  Message message{.id = std::string(row.text(0)),
                  .speaker = row.text(1) == "user" ? Speaker::user : Speaker::assistant,
                  .created = time_of(row.integer(2))};
  EDIFY_TRY(message.pieces, pieces_from_json(row.text(3)));
  EDIFY_TRY(message.sources, sources_from_json(row.text(4)));
  message.outcome = row.text(5);
  return message;
}

}  // namespace

Result<std::unique_ptr<SqliteConversations>> SqliteConversations::open(const sqlite::File& database) {
  EDIFY_TRY(auto connection, sqlite::Database::open(database));
  EDIFY_CHECK(migrate(connection));
  return std::unique_ptr<SqliteConversations>(new SqliteConversations(std::move(connection)));
}

Result<std::vector<ConversationSummary>> SqliteConversations::list(std::string_view user,
                                                                   const ConversationQuery& query) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto select, database_.prepare(fmt::format(
                             R"sql(SELECT {} FROM conversations c WHERE c.user = ?1
         AND (?2 = '' OR c.title LIKE ?3 ESCAPE '\' OR EXISTS (SELECT 1 FROM messages m
              WHERE m.conversation_id = c.id AND m.plain_text LIKE ?3 ESCAPE '\'))
         AND (?4 = '' OR (c.updated, c.number) < (SELECT b.updated, b.number FROM conversations b
              WHERE b.id = ?4 AND b.user = ?1))
         ORDER BY c.updated DESC, c.number DESC LIMIT ?5)sql",
                             summary_columns)));
  select.bind(1, user).bind(2, query.text).bind(3, like_pattern(query.text)).bind(4, query.before);
  select.bind(5, static_cast<std::int64_t>(query.limit));
  std::vector<ConversationSummary> listed;
  while (true) {
    EDIFY_TRY(const bool row, select.step());
    if (!row) return listed;
    listed.push_back(read_summary(select));
  }
}

Result<std::optional<Conversation>> SqliteConversations::find(std::string_view user, std::string_view id) {
  const std::lock_guard lock(mutex_);
  std::optional<Conversation> found;
  const auto read = [&]() -> Result<void> {
    EDIFY_TRY(auto select, database_.prepare(fmt::format(
                               "SELECT {} FROM conversations c WHERE c.id = ?1 AND c.user = ?2", summary_columns)));
    select.bind(1, id).bind(2, user);
    EDIFY_TRY(const bool is_there, select.step());
    if (!is_there) return {};
    found.emplace(Conversation{.summary = read_summary(select), .messages = {}});
    EDIFY_TRY(auto rows, database_.prepare("SELECT id, speaker, created, pieces, sources, outcome FROM messages "
                                           "WHERE conversation_id = ?1 ORDER BY number"));
    rows.bind(1, id);
    while (true) {
      EDIFY_TRY(const bool row, rows.step());
      if (!row) return {};
      EDIFY_TRY(found->messages.emplace_back(), read_message(rows));
    }
  };
  EDIFY_CHECK(database_.read_transaction(read));
  return found;
}

Result<std::optional<std::string>> SqliteConversations::conversation_of(std::string_view user,
                                                                        std::string_view message_id) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto select,
            database_.prepare("SELECT c.id FROM messages m JOIN conversations c ON c.id = m.conversation_id "
                              "WHERE m.id = ?1 AND c.user = ?2"));
  select.bind(1, message_id).bind(2, user);
  EDIFY_TRY(const bool row, select.step());
  if (!row) return std::nullopt;
  return std::string(select.text(0));
}

Result<void> SqliteConversations::append(std::string_view user, std::string_view id, std::string_view title,
                                         const std::vector<Message>& messages) {
  const std::lock_guard lock(mutex_);
  const auto body = [&]() -> Result<void> {
    UnixSeconds first{};
    UnixSeconds last{};
    for (const auto& message : messages) {
      first = first == UnixSeconds{} ? message.created : std::min(first, message.created);
      last = std::max(last, message.created);
    }
    EDIFY_TRY(
        auto upsert,
        database_.prepare("INSERT INTO conversations (id, user, title, created, updated) VALUES (?1, ?2, ?3, ?4, ?5) "
                          "ON CONFLICT (id) DO UPDATE SET updated = max(updated, excluded.updated) WHERE user = ?2"));
    upsert.bind(1, id).bind(2, user).bind(3, title).bind(4, ticks(first)).bind(5, ticks(last));
    EDIFY_CHECK(upsert.run());
    if (database_.changed_rows() == 0) {
      return fail(ErrorCode::conflict, "this conversation can not be added to", "conversation_exists");
    }
    EDIFY_TRY(
        auto insert,
        database_.prepare("INSERT INTO messages (id, conversation_id, speaker, created, plain_text, pieces, sources, "
                          "outcome) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING"));
    for (const auto& message : messages) {
      insert.bind(1, message.id).bind(2, id).bind(3, message.speaker == Speaker::user ? "user" : "assistant");
      insert.bind(4, ticks(message.created)).bind(5, plain_text(message)).bind(6, pieces_to_json(message.pieces));
      insert.bind(7, sources_to_json(message.sources)).bind(8, message.outcome);
      EDIFY_CHECK(insert.run());
      if (database_.changed_rows() == 0) {
        return fail(ErrorCode::conflict, fmt::format("there is a message {} already", message.id), "message_exists");
      }
    }
    return {};
  };
  return database_.transaction(body);
}

Result<bool> SqliteConversations::rename(std::string_view user, std::string_view id, std::string_view title) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto update, database_.prepare("UPDATE conversations SET title = ?3 WHERE id = ?1 AND user = ?2"));
  EDIFY_CHECK(update.bind(1, id).bind(2, user).bind(3, title).run());
  return database_.changed_rows() > 0;
}

Result<bool> SqliteConversations::remove(std::string_view user, std::string_view id) {
  EDIFY_TRY(const auto removed, remove_where("id = ?1 AND user = ?2", [&](sqlite::Statement& statement) {
              statement.bind(1, id).bind(2, user);
            }));
  return removed > 0;
}

Result<std::uint64_t> SqliteConversations::erase_user(std::string_view user) {
  return remove_where("user = ?1", [&](sqlite::Statement& statement) { statement.bind(1, user); });
}

Result<std::uint64_t> SqliteConversations::forget_before(UnixSeconds time) {
  return remove_where("updated < ?1", [&](sqlite::Statement& statement) { statement.bind(1, ticks(time)); });
}

Result<std::uint64_t> SqliteConversations::remove_where(std::string_view condition,
                                                        const std::function<void(sqlite::Statement&)>& bind) {
  const std::lock_guard lock(mutex_);
  std::uint64_t removed = 0;
  const auto body = [&]() -> Result<void> {
    EDIFY_TRY(auto messages,
              database_.prepare(fmt::format(
                  "DELETE FROM messages WHERE conversation_id IN (SELECT id FROM conversations WHERE {})", condition)));
    bind(messages);
    EDIFY_CHECK(messages.run());
    EDIFY_TRY(auto conversations, database_.prepare(fmt::format("DELETE FROM conversations WHERE {}", condition)));
    bind(conversations);
    EDIFY_CHECK(conversations.run());
    removed = static_cast<std::uint64_t>(database_.changed_rows());
    return {};
  };
  EDIFY_CHECK(database_.transaction(body));
  return removed;
}

}  // namespace edify::catalog
