// Ratings and surveys in SQLite, in the same file as the catalog.
#pragma once

#include <memory>
#include <mutex>

#include "base/sqlite.h"
#include "catalog/feedback.h"

namespace edify::catalog {

// One connection behind one lock; other processes may use the same file at the same time.
class SqliteFeedback : public Feedback {
 public:
  // Creates or migrates the tables. Errors: unavailable; conflict (made by a newer release).
  static Result<std::unique_ptr<SqliteFeedback>> open(const sqlite::File& database);

  Result<void> rate(std::string_view user, const Rating& rating) override;
  Result<std::optional<Rating>> rating_of(std::string_view user, std::string_view message_id) override;
  Result<void> answer_survey(std::string_view user, const SurveyAnswer& answer) override;
  Result<FeedbackFigures> figures(UnixSeconds since) override;
  Result<std::vector<Rating>> newest(std::size_t limit) override;
  Result<std::uint64_t> erase_user(std::string_view user) override;
  Result<std::uint64_t> forget_before(UnixSeconds time) override;

 private:
  explicit SqliteFeedback(sqlite::Database database) : database_(std::move(database)) {}

  std::mutex mutex_;
  sqlite::Database database_;
};

}  // namespace edify::catalog
