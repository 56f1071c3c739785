// The log of how questions went in PostgreSQL, for any number of servers.
#pragma once

#include <memory>

#include "catalog/postgres/pool.h"
#include "catalog/question_log.h"

namespace edify::catalog {

class PostgresQuestionLog : public QuestionLog {
 public:
  // Creates or migrates the tables. Errors: unavailable; conflict (made by a newer release).
  static Result<std::unique_ptr<PostgresQuestionLog>> open(const postgres::Address& address,
                                                           const postgres::PoolOptions& options = {});

  Result<void> add(const std::vector<AskedQuestion>& questions) override;
  Result<std::vector<QuestionCount>> questions(QuestionKind kind, UnixSeconds since, std::uint32_t people,
                                               std::size_t limit) override;
  Result<std::vector<Usage>> usage(UnixSeconds since) override;
  Result<std::vector<TopicCount>> topics(UnixSeconds since) override;
  Result<std::vector<DayOfQuestions>> days(UnixSeconds since) override;
  Result<std::uint64_t> erase_user(std::string_view user) override;
  Result<std::uint64_t> forget_before(UnixSeconds time) override;

 private:
  PostgresQuestionLog(const postgres::Address& address, const postgres::PoolOptions& options)
      : pool_(address, options) {}

  postgres::Pool pool_;
};

}  // namespace edify::catalog
