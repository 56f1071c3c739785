// The log of questions in SQLite, in the same file as the catalog.
#pragma once

#include <memory>
#include <mutex>

#include "base/sqlite.h"
#include "catalog/question_log.h"

namespace edify::catalog {

// One connection behind one lock; other processes may use the same file at the same time.
class SqliteQuestionLog : public QuestionLog {
 public:
  // Creates or migrates the tables. Errors: unavailable; conflict (made by a newer release).
  static Result<std::unique_ptr<SqliteQuestionLog>> open(const sqlite::File& database);

  Result<void> add(const std::vector<AskedQuestion>& questions) override;
  Result<std::vector<QuestionCount>> questions(QuestionKind kind, UnixSeconds since, std::uint32_t people,
                                               std::size_t limit) override;
  Result<std::vector<Usage>> usage(UnixSeconds since) override;
  Result<std::vector<TopicCount>> topics(UnixSeconds since) override;
  Result<std::vector<DayOfQuestions>> days(UnixSeconds since) override;
  Result<std::uint64_t> erase_user(std::string_view user) override;
  Result<std::uint64_t> forget_before(UnixSeconds time) override;

 private:
  explicit SqliteQuestionLog(sqlite::Database database) : database_(std::move(database)) {}

  std::mutex mutex_;
  sqlite::Database database_;
};

}  // namespace edify::catalog
