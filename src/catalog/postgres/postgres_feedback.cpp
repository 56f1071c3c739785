#include "catalog/postgres/postgres_feedback.h"

#include <fmt/format.h>

#include <utility>

#include "base/hash.h"
#include "catalog/comma_lists.h"
#include "catalog/postgres/schema.h"

namespace edify::catalog {

using postgres::Connection;
using postgres::Transaction;

namespace {

std::int64_t ticks(UnixSeconds time) { return time.time_since_epoch().count(); }
UnixSeconds time_of(std::int64_t ticks) { return UnixSeconds(std::chrono::seconds(ticks)); }

// Reasons are words without blanks.
constexpr std::string_view rating_columns = "message_id, is_good, array_to_string(reasons, ' '), comment, role, time";

Rating read_rating(const postgres::Row& row) {
  return {row.text(0), row.truth(1), split_at_blanks(row.text(2)), row.text(3), row.text(4), time_of(row.integer(5))};
}

}  // namespace

Result<std::unique_ptr<PostgresFeedback>> PostgresFeedback::open(const postgres::Address& address,
                                                                 const postgres::PoolOptions& options) {
  std::unique_ptr<PostgresFeedback> opened(new PostgresFeedback(address, options));
  EDIFY_CHECK(postgres::migrate(opened->pool_));
  return opened;
}

Result<void> PostgresFeedback::rate(std::string_view user, const Rating& rating) {
  EDIFY_CHECK(
      pool_.run("INSERT INTO ratings (user_name, message_id, is_good, reasons, comment, role, time) "
                "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (user_name, message_id) DO UPDATE SET "
                "(is_good, reasons, comment, role, time) = ROW ($3, $4, $5, $6, $7)",
                {user, rating.message_id, rating.is_good, std::span<const std::string>(rating.reasons), rating.comment,
                 rating.role, ticks(rating.time)}));
  return {};
}

Result<std::optional<Rating>> PostgresFeedback::rating_of(std::string_view user, std::string_view message_id) {
  EDIFY_TRY(const auto rows,
            pool_.run(fmt::format("SELECT {} FROM ratings WHERE user_name = $1 AND message_id = $2", rating_columns),
                      {user, message_id}));
  if (rows.empty()) return std::nullopt;
  return read_rating(rows.front());
}

Result<void> PostgresFeedback::answer_survey(std::string_view user, const SurveyAnswer& answer) {
  // The id is drawn once, so that a statement that runs twice counts once.
  EDIFY_CHECK(
      pool_.run("INSERT INTO survey_answers (id, user_name, score, comment, role, time) "
                "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING",
                {random_uuid(), user, answer.score, answer.comment, answer.role, ticks(answer.time)}));
  return {};
}

Result<FeedbackFigures> PostgresFeedback::figures(UnixSeconds since) {
  FeedbackFigures figures;
  const auto read = [&](Connection& connection) -> Result<void> {
    figures = {};
    EDIFY_TRY(const auto ratings,
              connection.run("SELECT count(*) FILTER (WHERE is_good), count(*) FILTER (WHERE NOT is_good) "
                             "FROM ratings WHERE time >= $1",
                             {ticks(since)}));
    figures.good = static_cast<std::uint64_t>(ratings.front().integer(0));
    figures.bad = static_cast<std::uint64_t>(ratings.front().integer(1));
    EDIFY_TRY(const auto reasons, connection.run("SELECT reason, count(*) FROM ratings, unnest(reasons) AS reason "
                                                 "WHERE time >= $1 AND NOT is_good GROUP BY reason",
                                                 {ticks(since)}));
    for (std::size_t i = 0; i < reasons.size(); ++i) {
      figures.reasons[reasons[i].text(0)] = static_cast<std::uint64_t>(reasons[i].integer(1));
    }
    EDIFY_TRY(const auto survey,
              connection.run("SELECT count(*), coalesce(avg(score), 0)::float8 FROM survey_answers WHERE time >= $1",
                             {ticks(since)}));
    figures.survey_answers = static_cast<std::uint64_t>(survey.front().integer(0));
    figures.mean_score = survey.front().real(1);
    return {};
  };
  EDIFY_CHECK(pool_.transaction(read, Transaction::snapshot));
  return figures;
}

Result<std::vector<Rating>> PostgresFeedback::newest(std::size_t limit) {
  EDIFY_TRY(const auto rows,
            pool_.run(fmt::format("SELECT {} FROM ratings ORDER BY time DESC, message_id LIMIT $1", rating_columns),
                      {limit}));
  std::vector<Rating> ratings;
  for (std::size_t i = 0; i < rows.size(); ++i) ratings.push_back(read_rating(rows[i]));
  return ratings;
}

Result<std::uint64_t> PostgresFeedback::erase_user(std::string_view user) {
  return remove_where("user_name = $1", user);
}

Result<std::uint64_t> PostgresFeedback::forget_before(UnixSeconds time) {
  return remove_where("time < $1", ticks(time));
}

Result<std::uint64_t> PostgresFeedback::remove_where(std::string_view condition, const postgres::Value& value) {
  std::uint64_t gone = 0;
  EDIFY_CHECK(pool_.transaction([&](Connection& connection) -> Result<void> {
    gone = 0;
    for (const auto* table : {"ratings", "survey_answers"}) {
      EDIFY_TRY(const auto done, connection.run(fmt::format("DELETE FROM {} WHERE {}", table, condition), {value}));
      gone += done.changed();
    }
    return {};
  }));
  return gone;
}

}  // namespace edify::catalog
