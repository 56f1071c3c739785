#include "catalog/postgres/postgres_question_log.h"

#include <fmt/format.h>

#include <utility>

#include "base/hash.h"
#include "catalog/postgres/schema.h"
#include "catalog/question_text.h"

namespace edify::catalog {

using postgres::Connection;

namespace {

std::int64_t ticks(UnixSeconds time) { return time.time_since_epoch().count(); }
UnixSeconds time_of(std::int64_t ticks) { return UnixSeconds(std::chrono::seconds(ticks)); }

std::uint64_t count_of(const postgres::Row& row, int column) { return static_cast<std::uint64_t>(row.integer(column)); }

}  // namespace

Result<std::unique_ptr<PostgresQuestionLog>> PostgresQuestionLog::open(const postgres::Address& address,
                                                                       const postgres::PoolOptions& options) {
  std::unique_ptr<PostgresQuestionLog> opened(new PostgresQuestionLog(address, options));
  EDIFY_CHECK(postgres::migrate(opened->pool_));
  return opened;
}

Result<void> PostgresQuestionLog::add(const std::vector<AskedQuestion>& questions) {
  // The ids are drawn once, so that a transaction that runs twice counts once.
  std::vector<std::string> ids(questions.size());
  for (auto& id : ids) id = random_uuid();
  return pool_.transaction([&](Connection& connection) -> Result<void> {
    for (std::size_t i = 0; i < questions.size(); ++i) {
      const auto& each = questions[i];
      EDIFY_CHECK(
          connection.run("INSERT INTO asked_questions (id, user_name, role, text, is_answered, latency_ms, time, "
                         "grade, subject, year) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) "
                         "ON CONFLICT (id) DO NOTHING",
                         {ids[i], each.user, each.role, normalized_question(each.text), each.is_answered,
                          each.latency_ms, ticks(each.time), each.topic.grade, each.topic.subject, each.topic.year}));
    }
    return {};
  });
}

Result<std::vector<QuestionCount>> PostgresQuestionLog::questions(QuestionKind kind, UnixSeconds since,
                                                                  std::uint32_t people, std::size_t limit) {
  const bool only_unanswered = kind == QuestionKind::unanswered;
  EDIFY_TRY(const auto rows, pool_.run(R"sql(
      SELECT text, times, unanswered, newest FROM (
        SELECT text, count(*) AS times, count(*) FILTER (WHERE NOT is_answered) AS unanswered, max(time) AS newest,
               count(DISTINCT user_name) AS people
        FROM asked_questions WHERE time >= $1 AND text <> '' GROUP BY text) AS counted
      WHERE people >= $2 AND (NOT $3::boolean OR unanswered > 0)
      ORDER BY CASE WHEN $3::boolean THEN unanswered ELSE times END DESC, text LIMIT $4)sql",
                                       {ticks(since), people, only_unanswered, limit}));
  std::vector<QuestionCount> counts;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    counts.push_back({rows[i].text(0), count_of(rows[i], 1), count_of(rows[i], 2), time_of(rows[i].integer(3))});
  }
  return counts;
}

Result<std::vector<Usage>> PostgresQuestionLog::usage(UnixSeconds since) {
  EDIFY_TRY(const auto rows,
            pool_.run("SELECT role, count(DISTINCT user_name), count(*), count(*) FILTER (WHERE NOT is_answered) "
                      "FROM asked_questions WHERE time >= $1 GROUP BY role ORDER BY role",
                      {ticks(since)}));
  std::vector<Usage> usage;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    usage.push_back({rows[i].text(0), count_of(rows[i], 1), count_of(rows[i], 2), count_of(rows[i], 3)});
  }
  return usage;
}

Result<std::vector<TopicCount>> PostgresQuestionLog::topics(UnixSeconds since) {
  EDIFY_TRY(const auto rows,
            pool_.run("SELECT grade, subject, year, count(*), count(*) FILTER (WHERE NOT is_answered) "
                      "FROM asked_questions WHERE time >= $1 AND subject <> '' "
                      "GROUP BY grade, subject, year ORDER BY grade, subject, year",
                      {ticks(since)}));
  std::vector<TopicCount> topics;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    topics.push_back(
        {{rows[i].text(0), rows[i].text(1), rows[i].text(2)}, count_of(rows[i], 3), count_of(rows[i], 4)});
  }
  return topics;
}

Result<std::vector<DayOfQuestions>> PostgresQuestionLog::days(UnixSeconds since) {
  EDIFY_TRY(const auto rows, pool_.run("SELECT time / 86400 * 86400 AS day, count(DISTINCT user_name), count(*), "
                                       "count(*) FILTER (WHERE NOT is_answered), avg(latency_ms)::float8 "
                                       "FROM asked_questions WHERE time >= $1 GROUP BY day ORDER BY day",
                                       {ticks(since)}));
  std::vector<DayOfQuestions> days;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    days.push_back({time_of(rows[i].integer(0)), count_of(rows[i], 1), count_of(rows[i], 2), count_of(rows[i], 3),
                    rows[i].real(4)});
  }
  return days;
}

Result<std::uint64_t> PostgresQuestionLog::erase_user(std::string_view user) {
  EDIFY_TRY(const auto done, pool_.run("DELETE FROM asked_questions WHERE user_name = $1", {user}));
  return done.changed();
}

Result<std::uint64_t> PostgresQuestionLog::forget_before(UnixSeconds time) {
  EDIFY_TRY(const auto done, pool_.run("DELETE FROM asked_questions WHERE time < $1", {ticks(time)}));
  return done.changed();
}

}  // namespace edify::catalog
