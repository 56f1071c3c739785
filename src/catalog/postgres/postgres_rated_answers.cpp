#include "catalog/postgres/postgres_rated_answers.h"

#include <utility>

#include "catalog/comma_lists.h"
#include "catalog/message_json.h"
#include "catalog/postgres/schema.h"

namespace edify::catalog {
Result<std::unique_ptr<PostgresRatedAnswers>> PostgresRatedAnswers::open(const postgres::Address& address,
                                                                         const postgres::PoolOptions& options) {
  std::unique_ptr<PostgresRatedAnswers> opened(new PostgresRatedAnswers(address, options));
  EDIFY_CHECK(postgres::migrate(opened->pool_));
  return opened;
}

Result<std::vector<RatedAnswer>> PostgresRatedAnswers::page(UnixSeconds since, std::string_view after,
                                                            std::size_t limit) {
  EDIFY_TRY(const auto rows, pool_.run(R"sql(
      SELECT r.message_id, r.is_good, array_to_string(r.reasons, ' '), r.role, q.pieces,
             EXISTS (SELECT 1 FROM messages e WHERE e.conversation_id = a.conversation_id AND e.number < q.number),
             a.sources, a.outcome
      FROM ratings r JOIN messages a ON a.id = r.message_id
      JOIN messages q ON q.number = (SELECT max(b.number) FROM messages b WHERE b.conversation_id = a.conversation_id
                                     AND b.number < a.number AND b.speaker = 'user')
      WHERE r.time >= $1 AND r.message_id > $2 ORDER BY r.message_id LIMIT $3)sql",
                                       {since.time_since_epoch().count(), after, limit}));
  std::vector<RatedAnswer> page;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto row = rows[i];
    EDIFY_TRY(const auto question, pieces_from_json(row.text(4)));
    EDIFY_TRY(auto sources, sources_from_json(row.text(6)));
    page.push_back({.message_id = row.text(0),
                    .is_good = row.truth(1),
                    .reasons = split_at_blanks(row.text(2)),
                    .role = row.text(3),
                    .question = question.empty() ? std::string() : question.front().text,
                    .is_follow_up = row.truth(5),
                    .sources = std::move(sources),
                    .outcome = row.text(7)});
  }
  return page;
}

}  // namespace edify::catalog
