#include "catalog/sqlite/sqlite_question_log.h"

#include <utility>

#include "catalog/question_text.h"
#include "catalog/sqlite/schema.h"

namespace edify::catalog {
namespace {

std::int64_t ticks(UnixSeconds time) { return time.time_since_epoch().count(); }
UnixSeconds time_of(std::int64_t ticks) { return UnixSeconds(std::chrono::seconds(ticks)); }
std::uint64_t count_of(const sqlite::Statement& row, int column) {
  return static_cast<std::uint64_t>(row.integer(column));
}

}  // namespace

Result<std::unique_ptr<SqliteQuestionLog>> SqliteQuestionLog::open(const sqlite::File& database) {
  EDIFY_TRY(auto connection, sqlite::Database::open(database));
  EDIFY_CHECK(migrate(connection));
  return std::unique_ptr<SqliteQuestionLog>(new SqliteQuestionLog(std::move(connection)));
}

Result<void> SqliteQuestionLog::add(const std::vector<AskedQuestion>& questions) {
  const std::lock_guard lock(mutex_);
  return database_.transaction([&]() -> Result<void> {
    EDIFY_TRY(auto insert,
              database_.prepare("INSERT INTO asked_questions (user, role, text, is_answered, latency_ms, time, "
                                "grade, subject, year) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"));
    for (const auto& each : questions) {
      insert.bind(1, each.user)
          .bind(2, each.role)
          .bind(3, normalized_question(each.text))
          .bind(4, each.is_answered ? 1 : 0);
      insert.bind(5, static_cast<std::int64_t>(each.latency_ms)).bind(6, ticks(each.time));
      EDIFY_CHECK(insert.bind(7, each.topic.grade).bind(8, each.topic.subject).bind(9, each.topic.year).run());
    }
    return {};
  });
}

Result<std::vector<QuestionCount>> SqliteQuestionLog::questions(QuestionKind kind, UnixSeconds since,
                                                                std::uint32_t people, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto select, database_.prepare(R"sql(
      SELECT text, count(*) AS times, sum(1 - is_answered) AS unanswered, max(time)
      FROM asked_questions WHERE time >= ?1 AND text <> ''
      GROUP BY text HAVING count(DISTINCT user) >= ?2 AND (?3 = 0 OR unanswered > 0)
      ORDER BY CASE WHEN ?3 = 0 THEN times ELSE unanswered END DESC, text LIMIT ?4)sql"));
  select.bind(1, ticks(since)).bind(2, static_cast<std::int64_t>(people));
  select.bind(3, kind == QuestionKind::unanswered ? 1 : 0).bind(4, static_cast<std::int64_t>(limit));
  std::vector<QuestionCount> counts;
  while (true) {
    EDIFY_TRY(const bool row, select.step());
    if (!row) return counts;
    counts.push_back(
        {std::string(select.text(0)), count_of(select, 1), count_of(select, 2), time_of(select.integer(3))});
  }
}

Result<std::vector<Usage>> SqliteQuestionLog::usage(UnixSeconds since) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto select, database_.prepare("SELECT role, count(DISTINCT user), count(*), sum(1 - is_answered) "
                                           "FROM asked_questions WHERE time >= ?1 GROUP BY role ORDER BY role"));
  select.bind(1, ticks(since));
  std::vector<Usage> usage;
  while (true) {
    EDIFY_TRY(const bool row, select.step());
    if (!row) return usage;
    usage.push_back({std::string(select.text(0)), count_of(select, 1), count_of(select, 2), count_of(select, 3)});
  }
}

Result<std::vector<TopicCount>> SqliteQuestionLog::topics(UnixSeconds since) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto select, database_.prepare("SELECT grade, subject, year, count(*), sum(1 - is_answered) "
                                           "FROM asked_questions WHERE time >= ?1 AND subject <> '' "
                                           "GROUP BY grade, subject, year ORDER BY grade, subject, year"));
  select.bind(1, ticks(since));
  std::vector<TopicCount> topics;
  while (true) {
    EDIFY_TRY(const bool row, select.step());
    if (!row) return topics;
    topics.push_back({{std::string(select.text(0)), std::string(select.text(1)), std::string(select.text(2))},
                      count_of(select, 3),
                      count_of(select, 4)});
  }
}

Result<std::vector<DayOfQuestions>> SqliteQuestionLog::days(UnixSeconds since) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto select, database_.prepare("SELECT time / 86400 * 86400 AS day, count(DISTINCT user), count(*), "
                                           "sum(1 - is_answered), avg(latency_ms) "
                                           "FROM asked_questions WHERE time >= ?1 GROUP BY day ORDER BY day"));
  select.bind(1, ticks(since));
  std::vector<DayOfQuestions> days;
  while (true) {
    EDIFY_TRY(const bool row, select.step());
    if (!row) return days;
    days.push_back(
        {time_of(select.integer(0)), count_of(select, 1), count_of(select, 2), count_of(select, 3), select.real(4)});
  }
}

Result<std::uint64_t> SqliteQuestionLog::erase_user(std::string_view user) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto remove, database_.prepare("DELETE FROM asked_questions WHERE user = ?1"));
  EDIFY_CHECK(remove.bind(1, user).run());
  return static_cast<std::uint64_t>(database_.changed_rows());
}

Result<std::uint64_t> SqliteQuestionLog::forget_before(UnixSeconds time) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto remove, database_.prepare("DELETE FROM asked_questions WHERE time < ?1"));
  EDIFY_CHECK(remove.bind(1, ticks(time)).run());
  return static_cast<std::uint64_t>(database_.changed_rows());
}

}  // namespace edify::catalog
