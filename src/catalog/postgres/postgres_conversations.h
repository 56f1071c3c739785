// Conversations in PostgreSQL, for any number of servers.
#pragma once

#include <memory>

#include "catalog/conversations.h"
#include "catalog/postgres/pool.h"

namespace edify::catalog {

class PostgresConversations : public Conversations {
 public:
  // Creates or migrates the tables. Errors: unavailable; conflict (made by a newer release).
  static Result<std::unique_ptr<PostgresConversations>> open(const postgres::Address& address,
                                                             const postgres::PoolOptions& options = {});

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
  PostgresConversations(const postgres::Address& address, const postgres::PoolOptions& options)
      : pool_(address, options) {}

  postgres::Pool pool_;
};

}  // namespace edify::catalog
