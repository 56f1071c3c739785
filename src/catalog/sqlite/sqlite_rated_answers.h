// Answers that somebody rated, in SQLite.
#pragma once

#include <memory>
#include <mutex>

#include "base/sqlite.h"
#include "catalog/rated_answers.h"

namespace edify::catalog {

// One connection behind one lock; other processes may use the same file at the same time.
class SqliteRatedAnswers : public RatedAnswers {
 public:
  // Creates or migrates the tables. Errors: unavailable; conflict (made by a newer release).
  static Result<std::unique_ptr<SqliteRatedAnswers>> open(const sqlite::File& database);

  Result<std::vector<RatedAnswer>> page(UnixSeconds since, std::string_view after, std::size_t limit) override;

 private:
  explicit SqliteRatedAnswers(sqlite::Database database) : database_(std::move(database)) {}

  std::mutex mutex_;
  sqlite::Database database_;
};

}  // namespace edify::catalog
