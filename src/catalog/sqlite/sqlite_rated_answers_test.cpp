#include "catalog/sqlite/sqlite_rated_answers.h"

#include <filesystem>

#include "base/hash.h"
#include "catalog/rated_answers_contract.h"
#include "catalog/sqlite/sqlite_conversations.h"
#include "catalog/sqlite/sqlite_feedback.h"

namespace edify::catalog {
namespace {

RatedAnswersParts fresh() {
  const auto folder = std::filesystem::temp_directory_path() / ("edify-rated-" + random_uuid());
  std::filesystem::create_directories(folder);
  const std::shared_ptr<void> place(nullptr, [folder](void*) { std::filesystem::remove_all(folder); });
  return {place, SqliteConversations::open(folder / "edify.db").value(),
          SqliteFeedback::open(folder / "edify.db").value(), SqliteRatedAnswers::open(folder / "edify.db").value()};
}

INSTANTIATE_TEST_SUITE_P(Sqlite, RatedAnswersContract, testing::Values(fresh));

}  // namespace
}  // namespace edify::catalog
