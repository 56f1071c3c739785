#include "catalog/sqlite/sqlite_rated_answers.h"

#include <utility>

#include "catalog/comma_lists.h"
#include "catalog/message_json.h"
#include "catalog/sqlite/schema.h"

namespace edify::catalog {
Result<std::unique_ptr<SqliteRatedAnswers>> SqliteRatedAnswers::open(const sqlite::File& database) {
  EDIFY_TRY(auto connection, sqlite::Database::open(database));
  EDIFY_CHECK(migrate(connection));
  return std::unique_ptr<SqliteRatedAnswers>(new SqliteRatedAnswers(std::move(connection)));
}

Result<std::vector<RatedAnswer>> SqliteRatedAnswers::page(UnixSeconds since, std::string_view after,
                                                          std::size_t limit) {
  const std::lock_guard lock(mutex_);
  EDIFY_TRY(auto select, database_.prepare(R"sql(
      SELECT r.message_id, r.is_good, r.reasons, r.role, q.pieces,
             EXISTS (SELECT 1 FROM messages e WHERE e.conversation_id = a.conversation_id AND e.number < q.number),
             a.sources, a.outcome
      FROM ratings r JOIN messages a ON a.id = r.message_id
      JOIN messages q ON q.number = (SELECT max(b.number) FROM messages b WHERE b.conversation_id = a.conversation_id
                                     AND b.number < a.number AND b.speaker = 'user')
      WHERE r.time >= ?1 AND r.message_id > ?2 ORDER BY r.message_id LIMIT ?3)sql"));
  select.bind(1, static_cast<std::int64_t>(since.time_since_epoch().count())).bind(2, after);
  select.bind(3, static_cast<std::int64_t>(limit));
  std::vector<RatedAnswer> page;
  while (true) {
    EDIFY_TRY(const bool row, select.step());
    if (!row) return page;
    EDIFY_TRY(const auto question, pieces_from_json(select.text(4)));
    EDIFY_TRY(auto sources, sources_from_json(select.text(6)));
    page.push_back({.message_id = std::string(select.text(0)),
                    .is_good = select.integer(1) != 0,
                    .reasons = split_at_blanks(select.text(2)),
                    .role = std::string(select.text(3)),
                    .question = question.empty() ? std::string() : question.front().text,
                    .is_follow_up = select.integer(5) != 0,
                    .sources = std::move(sources),
                    .outcome = std::string(select.text(7))});
  }
}

}  // namespace edify::catalog
