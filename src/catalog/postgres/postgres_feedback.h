// Ratings and surveys in PostgreSQL, for any number of servers.
#pragma once

#include <memory>

#include "catalog/feedback.h"
#include "catalog/postgres/pool.h"

namespace edify::catalog {

class PostgresFeedback : public Feedback {
 public:
  // Creates or migrates the tables. Errors: unavailable; conflict (made by a newer release).
  static Result<std::unique_ptr<PostgresFeedback>> open(const postgres::Address& address,
                                                        const postgres::PoolOptions& options = {});

  Result<void> rate(std::string_view user, const Rating& rating) override;
  Result<std::optional<Rating>> rating_of(std::string_view user, std::string_view message_id) override;
  Result<void> answer_survey(std::string_view user, const SurveyAnswer& answer) override;
  Result<FeedbackFigures> figures(UnixSeconds since) override;
  Result<std::vector<Rating>> newest(std::size_t limit) override;
  Result<std::uint64_t> erase_user(std::string_view user) override;
  Result<std::uint64_t> forget_before(UnixSeconds time) override;

 private:
  PostgresFeedback(const postgres::Address& address, const postgres::PoolOptions& options) : pool_(address, options) {}

  // Ratings and survey answers; `condition` is over one value, $1.
  Result<std::uint64_t> remove_where(std::string_view condition, const postgres::Value& value);

  postgres::Pool pool_;
};

}  // namespace edify::catalog
