// What a caller may not see can neither be found nor move a result or a score.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "store/embedded/embedded_store.h"
#include "store/store_test_data.h"

namespace edify::store::test {
namespace {

const std::vector<std::string> grades = {"general", "ik1", "grade1", "grade2", "grade5", "grade11", "grade12"};
const std::vector<std::string> words = {"leaf", "root", "water", "light", "sugar", "stone", "river", "cloud"};

class Library {
 public:
  explicit Library(std::uint64_t seed) : random_(seed) {}

  std::unique_ptr<EmbeddedStore> open(const std::filesystem::path& folder) {
    auto store = EmbeddedStore::open({.database = folder / "edify.db",
                                      .index_folder = folder / "index",
                                      .embedding_model = "test model",
                                      .follow_changes = false});
    EXPECT_TRUE(store) << store.error().message;
    return std::move(*store);
  }

  template <typename T>
  const T& any_of(const std::vector<T>& items) {
    return items[random_() % items.size()];
  }
  std::size_t below(std::size_t bound) { return random_() % bound; }

  std::string sentence() {
    std::string text;
    for (std::size_t i = 0; i < 3 + below(8); ++i) text += any_of(words) + " ";
    return text;
  }

  Partition partition() {
    return {.module = any_of(std::vector{Module::sop, Module::knowledge_bank, Module::general}),
            .grade = any_of(grades)};
  }

  Principal principal() {
    Principal principal;
    principal.role = any_of(std::vector{Role::student, Role::teacher, Role::admin});
    for (std::size_t i = below(4); i > 0; --i) principal.grades.insert(any_of(grades));
    principal.all_grades = below(10) == 0;
    return principal;
  }

 private:
  std::mt19937_64 random_;
};

// The rules once more, written down independently of Scope.
bool may_see(const Principal& principal, const Partition& partition) {
  if (partition.module == Module::sop && principal.role != Role::admin) return false;
  if (partition.module == Module::general && principal.role == Role::student) return false;
  const bool sees_every_grade = principal.all_grades || (principal.role == Role::admin && principal.grades.empty());
  return sees_every_grade || partition.grade == "general" || principal.grades.contains(partition.grade);
}

void put_at(VectorStore& store, const std::string& name, const Partition& partition, const std::string& text,
            std::uint64_t seed) {
  auto document = make_document(name);
  document.placement.partition = partition;
  const auto chunk = make_chunk(0, text, random_embedding(seed));
  ASSERT_TRUE(store.stage(document.id, "v1", std::span(&chunk, 1)));
  ASSERT_TRUE(store.publish(document, "v1", 1));
}

TEST(RoleIsolation, LeaksNothingToTenThousandRandomPrincipals) {
  const TemporaryFolder folder;
  Library library(1);
  auto store = library.open(folder.path());
  for (int i = 0; i < 300; ++i) {
    put_at(*store, "file " + std::to_string(i), library.partition(), library.sentence(), static_cast<std::uint64_t>(i));
  }
  const auto all = search_dense(*store, everything(), random_embedding(1), 1000);
  ASSERT_THAT(all, testing::SizeIs(300));
  std::size_t leaks = 0;
  std::size_t misses = 0;
  for (int i = 0; i < 10'000; ++i) {
    // Documents keep moving, so that 10,000 principals meet thousands of placements.
    if (i % 20 == 0) {
      auto document = make_document("file " + std::to_string(library.below(300)));
      document.placement.partition = library.partition();
      ASSERT_TRUE(store->update_record(document));
    }
    const auto principal = library.principal();
    const auto scope = scope_of(principal.role, principal.grades, principal.all_grades);
    const auto query = random_embedding(library.below(300));
    const auto dense = search_dense(*store, scope, query, 8);
    const auto lexical = search_lexical(*store, scope, library.any_of(words), 8);
    for (const auto* points : {&dense, &lexical}) {
      const auto hits = store->fetch(everything(), keys_of(*points), query);
      ASSERT_TRUE(hits);
      for (const auto& hit : *hits) leaks += may_see(principal, hit.document.placement.partition) ? 0 : 1;
      misses += points->size() - store->fetch(scope, keys_of(*points), query)->size();
    }
    // Guessed keys must not open anything either.
    const auto guessed = store->fetch(scope, std::vector{all[library.below(300)].key}, query).value();
    for (const auto& hit : guessed) leaks += may_see(principal, hit.document.placement.partition) ? 0 : 1;
  }
  EXPECT_EQ(leaks, 0);
  EXPECT_EQ(misses, 0);
}

TEST(RoleIsolation, AnswersAStudentTheSameToTheBitWhetherForbiddenDocumentsExistOrNot) {
  const TemporaryFolder with_folder;
  const TemporaryFolder without_folder;
  Library library(2);
  auto with = library.open(with_folder.path());
  auto without = library.open(without_folder.path());
  const Principal student{.user = "u", .role = Role::student, .grades = {"grade5"}, .all_grades = false};
  const auto scope = scope_of(student.role, student.grades, student.all_grades);
  for (int i = 0; i < 400; ++i) {
    const auto partition = library.partition();
    const auto text = library.sentence();
    const auto name = "file " + std::to_string(i);
    const auto seed = static_cast<std::uint64_t>(i);
    put_at(*with, name, partition, text, seed);
    if (may_see(student, partition)) put_at(*without, name, partition, text, seed);
  }
  ASSERT_GT(with->stats()->chunks, without->stats()->chunks);
  const auto answers = [&](VectorStore& store, const std::vector<ScoredPoint>& points, const Embedding& query) {
    std::vector<std::tuple<std::string, float, float>> lines;
    const auto hits = store.fetch(scope, keys_of(points), query).value();
    EXPECT_EQ(hits.size(), points.size());
    for (std::size_t i = 0; i < hits.size(); ++i) lines.emplace_back(hits[i].point_id, points[i].score, hits[i].score);
    return lines;
  };
  for (std::uint64_t i = 0; i < 200; ++i) {
    const auto query = random_embedding(i * 3);
    EXPECT_EQ(answers(*with, search_dense(*with, scope, query, 25), query),
              answers(*without, search_dense(*without, scope, query, 25), query));
    const auto text = library.sentence();
    EXPECT_EQ(answers(*with, search_lexical(*with, scope, text, 25), query),
              answers(*without, search_lexical(*without, scope, text, 25), query));
  }
}

}  // namespace
}  // namespace edify::store::test
