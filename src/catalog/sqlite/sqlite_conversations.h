// Conversations in SQLite, in the same file as the catalog.
#pragma once

#include <functional>
#include <memory>
#include <mutex>

#include "base/sqlite.h"
#include "catalog/conversations.h"

namespace edify::catalog {

// One connection behind one lock; other processes may use the same file at the same time.
class SqliteConversations : public Conversations {
 public:
  // Creates or migrates the tables. Errors: unavailable; conflict (made by a newer release).
  static Result<std::unique_ptr<SqliteConversations>> open(const sqlite::File& database);

  Result<std::vector<ConversationSummary>> list(std::string_view user, const ConversationQuery& query) override;
  Result<std::optional<Conversation>> find(std::string_view user, std::string_view id) override;
  Result<std::optional<std::string>> conversation_of(std::string_view user, std::string_view message_id) override;
  Result<void> append(std::string_view user, std::string_view id, std::string_view title,
                      const std::vector<Message>& messages) override;
  Result<bool> rename(std::string_view user, std::string_view id, std::string_view title) override;
  Result<bool> remove(std::string_view user, std::string_view id) override;
  Result<std::uint64_t> erase_user(std::string_view user) override;
  Result<std::uint64_t> forget_before(UnixSeconds time) override;

 private:
  explicit SqliteConversations(sqlite::Database database) : database_(std::move(database)) {}
  // Conversations and their messages that fit a condition on `conversations`, with one parameter.
  Result<std::uint64_t> remove_where(std::string_view condition, const std::function<void(sqlite::Statement&)>& bind);

  std::mutex mutex_;
  sqlite::Database database_;
};

}  // namespace edify::catalog
