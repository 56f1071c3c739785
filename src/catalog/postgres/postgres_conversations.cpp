#include "catalog/postgres/postgres_conversations.h"

#include <fmt/format.h>

#include <utility>

#include "catalog/message_json.h"
#include "catalog/message_search.h"
#include "catalog/postgres/schema.h"

namespace edify::catalog {

using postgres::Connection;
using postgres::Transaction;

namespace {

std::int64_t ticks(UnixSeconds time) { return time.time_since_epoch().count(); }
UnixSeconds time_of(std::int64_t ticks) { return UnixSeconds(std::chrono::seconds(ticks)); }

constexpr std::string_view summary_columns =
    "c.id, c.title, c.created, c.updated, (SELECT count(*) FROM messages m WHERE m.conversation_id = c.id)";

ConversationSummary read_summary(const postgres::Row& row) {
  return {row.text(0), row.text(1), time_of(row.integer(2)), time_of(row.integer(3)),
          static_cast<std::uint64_t>(row.integer(4))};
}

Result<Message> read_message(const postgres::Row& row) {
  Message message{.id = row.text(0),
                  .speaker = row.text(1) == "user" ? Speaker::user : Speaker::assistant,
                  .created = time_of(row.integer(2))};
  EDIFY_TRY(message.pieces, pieces_from_json(row.text(3)));
  EDIFY_TRY(message.sources, sources_from_json(row.text(4)));
  message.outcome = row.text(5);
  return message;
}

// A message that is there already is no conflict where it is this very one: an earlier try may have been committed
// though the answer to its COMMIT was lost.
Result<void> insert_message(Connection& connection, std::string_view conversation_id, const Message& message) {
  EDIFY_TRY(const auto inserted,
            connection.run("INSERT INTO messages (id, conversation_id, speaker, created, plain_text, pieces, sources, "
                           "outcome) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO UPDATE SET id = "
                           "excluded.id WHERE (messages.conversation_id, messages.pieces, messages.sources, "
                           "messages.outcome) = ($2, $6, $7, $8)",
                           {message.id, conversation_id, message.speaker == Speaker::user ? "user" : "assistant",
                            ticks(message.created), plain_text(message), pieces_to_json(message.pieces),
                            sources_to_json(message.sources), message.outcome}));
  if (inserted.changed() > 0) return {};
  return fail(ErrorCode::conflict, fmt::format("there is a message {} already", message.id), "message_exists");
}

}  // namespace

Result<std::unique_ptr<PostgresConversations>> PostgresConversations::open(const postgres::Address& address,
                                                                           const postgres::PoolOptions& options) {
  std::unique_ptr<PostgresConversations> opened(new PostgresConversations(address, options));
  EDIFY_CHECK(postgres::migrate(opened->pool_));
  return opened;
}

Result<std::vector<ConversationSummary>> PostgresConversations::list(std::string_view user,
                                                                     const ConversationQuery& query) {
  EDIFY_TRY(const auto rows, pool_.run(fmt::format(
                                           R"sql(SELECT {} FROM conversations c WHERE c.user_name = $1
         AND ($2::text = '' OR c.title ILIKE $3 ESCAPE '\' OR EXISTS (SELECT 1 FROM messages m
              WHERE m.conversation_id = c.id AND m.plain_text ILIKE $3 ESCAPE '\'))
         AND ($4::text = '' OR (c.updated, c.number) < (SELECT b.updated, b.number FROM conversations b
              WHERE b.id = $4 AND b.user_name = $1))
         ORDER BY c.updated DESC, c.number DESC LIMIT $5)sql",
                                           summary_columns),
                                       {user, query.text, like_pattern(query.text), query.before, query.limit}));
  std::vector<ConversationSummary> listed;
  for (std::size_t i = 0; i < rows.size(); ++i) listed.push_back(read_summary(rows[i]));
  return listed;
}

Result<std::optional<Conversation>> PostgresConversations::find(std::string_view user, std::string_view id) {
  std::optional<Conversation> found;
  const auto read = [&](Connection& connection) -> Result<void> {
    found.reset();
    EDIFY_TRY(const auto head,
              connection.run(
                  fmt::format("SELECT {} FROM conversations c WHERE c.id = $1 AND c.user_name = $2", summary_columns),
                  {id, user}));
    if (head.empty()) return {};
    found.emplace(Conversation{.summary = read_summary(head.front()), .messages = {}});
    EDIFY_TRY(const auto rows, connection.run("SELECT id, speaker, created, pieces, sources, outcome FROM messages "
                                              "WHERE conversation_id = $1 ORDER BY number",
                                              {id}));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      EDIFY_TRY(found->messages.emplace_back(), read_message(rows[i]));
    }
    return {};
  };
  EDIFY_CHECK(pool_.transaction(read, Transaction::snapshot));
  return found;
}

Result<std::optional<std::string>> PostgresConversations::conversation_of(std::string_view user,
                                                                          std::string_view message_id) {
  EDIFY_TRY(const auto rows, pool_.run("SELECT c.id FROM messages m JOIN conversations c ON c.id = m.conversation_id "
                                       "WHERE m.id = $1 AND c.user_name = $2",
                                       {message_id, user}));
  if (rows.empty()) return std::nullopt;
  return rows.front().text(0);
}

Result<void> PostgresConversations::append(std::string_view user, std::string_view id, std::string_view title,
                                           const std::vector<Message>& messages) {
  UnixSeconds first{};
  UnixSeconds last{};
  for (const auto& message : messages) {
    first = first == UnixSeconds{} ? message.created : std::min(first, message.created);
    last = std::max(last, message.created);
  }
  return pool_.transaction([&](Connection& connection) -> Result<void> {
    EDIFY_TRY(
        const auto head,
        connection.run("INSERT INTO conversations AS c (id, user_name, title, created, updated) VALUES ($1, $2, $3, "
                       "$4, $5) ON CONFLICT (id) DO UPDATE SET updated = greatest(c.updated, excluded.updated) "
                       "WHERE c.user_name = $2",
                       {id, user, title, ticks(first), ticks(last)}));
    if (head.changed() == 0) {
      return fail(ErrorCode::conflict, "this conversation can not be added to", "conversation_exists");
    }
    for (const auto& message : messages) EDIFY_CHECK(insert_message(connection, id, message));
    return {};
  });
}

Result<bool> PostgresConversations::rename(std::string_view user, std::string_view id, std::string_view title) {
  EDIFY_TRY(const auto done,
            pool_.run("UPDATE conversations SET title = $3 WHERE id = $1 AND user_name = $2", {id, user, title}));
  return done.changed() > 0;
}

Result<bool> PostgresConversations::remove(std::string_view user, std::string_view id) {
  EDIFY_TRY(const auto done, pool_.run("DELETE FROM conversations WHERE id = $1 AND user_name = $2", {id, user}));
  return done.changed() > 0;
}

Result<std::uint64_t> PostgresConversations::erase_user(std::string_view user) {
  EDIFY_TRY(const auto done, pool_.run("DELETE FROM conversations WHERE user_name = $1", {user}));
  return done.changed();
}

Result<std::uint64_t> PostgresConversations::forget_before(UnixSeconds time) {
  EDIFY_TRY(const auto done, pool_.run("DELETE FROM conversations WHERE updated < $1", {ticks(time)}));
  return done.changed();
}

}  // namespace edify::catalog
