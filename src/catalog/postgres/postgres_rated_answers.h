// Answers that somebody rated, in PostgreSQL.
#pragma once

#include <memory>

#include "catalog/postgres/pool.h"
#include "catalog/rated_answers.h"

namespace edify::catalog {

class PostgresRatedAnswers : public RatedAnswers {
 public:
  // Creates or migrates the tables. Errors: unavailable; conflict (made by a newer release).
  static Result<std::unique_ptr<PostgresRatedAnswers>> open(const postgres::Address& address,
                                                            const postgres::PoolOptions& options = {});

  Result<std::vector<RatedAnswer>> page(UnixSeconds since, std::string_view after, std::size_t limit) override;

 private:
  PostgresRatedAnswers(const postgres::Address& address, const postgres::PoolOptions& options)
      : pool_(address, options) {}

  postgres::Pool pool_;
};

}  // namespace edify::catalog
