#include "catalog/sqlite/sqlite_feedback.h"

#include <utility>

#include "catalog/comma_lists.h"
#include "catalog/sqlite/schema.h"

namespace edify::catalog {
namespace {

std::int64_t ticks(UnixSeconds time) { return time.time_since_epoch().count(); }

// Reasons are words without blanks, so blanks keep them apart in a column.
std::string joined(const std::vector<std::string>& words) {
  std::string column;
  for (const auto& word : words) column += (column.empty() ? "" : " ") + word;
  return column;
}

// message_id, is_good, reasons, comment, role, time
Rating read_rating(const sqlite::Statement& row) {
  return {std::string(row.text(0)), row.integer(1) != 0,      split_at_blanks(row.text(2)),
          std::string(row.text(3)), std::string(row.text(4)), UnixSeconds(std::chrono::seconds(row.integer(5)))};
}

}  // namespace

Result<std::unique_ptr<SqliteFeedback>> SqliteFeedback::open(const sqlite::File& database) {
  EDIFY_TRY(auto connection, sqlite::Database::open(database));
  EDIFY_CHECK(migrate(connection));
  return std::unique_ptr<SqliteFeedback>(new SqliteFeedback(std::move(connection)));
}

Result<void> SqliteFeedback::rate(std::string_view user, const Rating& rating) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto insert, database_.prepare(
                             "INSERT OR REPLACE INTO ratings (user, message_id, is_good, reasons, comment, role, time) "
                             "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"));
  insert.bind(1, user).bind(2, rating.message_id).bind(3, rating.is_good ? 1 : 0).bind(4, joined(rating.reasons));
  return insert.bind(5, rating.comment).bind(6, rating.role).bind(7, ticks(rating.time)).run();
}

Result<std::optional<Rating>> SqliteFeedback::rating_of(std::string_view user, std::string_view message_id) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto select, database_.prepare("SELECT message_id, is_good, reasons, comment, role, time FROM ratings "
                                           "WHERE user = ?1 AND message_id = ?2"));
  select.bind(1, user).bind(2, message_id);
  EDIFY_TRY(const bool row, select.step());
  if (!row) return std::nullopt;
  return read_rating(select);
}

Result<void> SqliteFeedback::answer_survey(std::string_view user, const SurveyAnswer& answer) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto insert, database_.prepare("INSERT INTO survey_answers (user, score, comment, role, time) "
                                           "VALUES (?1, ?2, ?3, ?4, ?5)"));
  insert.bind(1, user).bind(2, static_cast<std::int64_t>(answer.score)).bind(3, answer.comment);
  return insert.bind(4, answer.role).bind(5, ticks(answer.time)).run();
}

Result<FeedbackFigures> SqliteFeedback::figures(UnixSeconds since) {
  const std::lock_guard lock(mutex_);
  FeedbackFigures figures;
  const auto read = [&]() -> Result<void> {
    EDIFY_TRY(auto ratings, database_.prepare("SELECT is_good, reasons FROM ratings WHERE time >= ?1"));
    ratings.bind(1, ticks(since));
    while (true) {
      EDIFY_TRY(const bool row, ratings.step());
      if (!row) break;
      const bool is_good = ratings.integer(0) != 0;
      ++(is_good ? figures.good : figures.bad);
      if (is_good) continue;
      for (auto& reason : split_at_blanks(ratings.text(1))) ++figures.reasons[std::move(reason)];
    }
    EDIFY_TRY(auto survey,
              database_.prepare("SELECT count(*), coalesce(avg(score), 0.0) FROM survey_answers WHERE time >= ?1"));
    survey.bind(1, ticks(since));
    EDIFY_CHECK(survey.step());
    figures.survey_answers = static_cast<std::uint64_t>(survey.integer(0));
    figures.mean_score = survey.real(1);
    return {};
  };
  EDIFY_CHECK(database_.read_transaction(read));
  return figures;
}

Result<std::vector<Rating>> SqliteFeedback::newest(std::size_t limit) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto select, database_.prepare("SELECT message_id, is_good, reasons, comment, role, time FROM ratings "
                                           "ORDER BY time DESC, message_id LIMIT ?1"));
  select.bind(1, static_cast<std::int64_t>(limit));
  std::vector<Rating> ratings;
  while (true) {
    EDIFY_TRY(const bool row, select.step());
    if (!row) return ratings;
    ratings.push_back(read_rating(select));
  }
}

Result<std::uint64_t> SqliteFeedback::erase_user(std::string_view user) {
  const std::lock_guard lock(mutex_);
  std::int64_t gone = 0;
  EDIFY_CHECK(database_.transaction([&]() -> Result<void> {
    for (const auto* sql : {"DELETE FROM ratings WHERE user = ?1", "DELETE FROM survey_answers WHERE user = ?1"}) {
      EDIFY_TRY(auto remove, database_.prepare(sql));
      EDIFY_CHECK(remove.bind(1, user).run());
      gone += database_.changed_rows();
    }
    return {};
  }));
  return static_cast<std::uint64_t>(gone);
}

Result<std::uint64_t> SqliteFeedback::forget_before(UnixSeconds time) {
  const std::lock_guard lock(mutex_);
  std::int64_t gone = 0;
  EDIFY_CHECK(database_.transaction([&]() -> Result<void> {
    for (const auto* sql : {"DELETE FROM ratings WHERE time < ?1", "DELETE FROM survey_answers WHERE time < ?1"}) {
      EDIFY_TRY(auto remove, database_.prepare(sql));
      EDIFY_CHECK(remove.bind(1, ticks(time)).run());
      gone += database_.changed_rows();
    }
    return {};
  }));
  return static_cast<std::uint64_t>(gone);
}

}  // namespace edify::catalog
