// What must hold whatever cache stands behind the Retriever: no answer crosses from one Scope to another, a deletion or
// demotion acts at once, and a cache that is away or holds rubbish only makes things slower.
//
//   struct MyHarness {
//     cache::Cache& cache();  // empty at first
//   };
//   INSTANTIATE_TYPED_TEST_SUITE_P(My, CacheCrossing, MyHarness);
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "cache/cache.h"
#include "embed/embedder.h"
#include "retrieve/retriever.h"
#include "store/embedded/embedded_store.h"
#include "store/store_test_data.h"

namespace edify::retrieve::test {

// A cache that finds nothing and keeps nothing.
class NoCache final : public cache::Cache {
 public:
  std::optional<std::string> get(std::string_view) override { return std::nullopt; }
  void put(std::string_view, std::string, std::chrono::seconds) override {}
  void erase(std::string_view) override {}
  bool available() override { return false; }
};

// Passes on to another cache, and bends what comes out of it. Thread-safe while `bend` stays.
class BendingCache final : public cache::Cache {
 public:
  enum class Bend : std::uint8_t { nothing, away, empty, noise, cut, longer, one_bit, another_keys };

  explicit BendingCache(cache::Cache& below) : below_(below) {}

  std::optional<std::string> get(std::string_view key) override {
    auto value = below_.get(key);
    const std::scoped_lock lock(mutex_);
    if (bend == Bend::away || !value) return std::nullopt;
    switch (bend) {
      case Bend::empty: return "";
      case Bend::noise: std::ranges::generate(*value, [&] { return static_cast<char>(random_()); }); break;
      case Bend::cut: value->resize(random_() % value->size()); break;
      case Bend::longer: value->append(value->substr(value->size() / 2)); break;
      case Bend::one_bit: (*value)[random_() % value->size()] ^= static_cast<char>(1U << (random_() % 8)); break;
      case Bend::another_keys: return any_value_but_of(key);
      default: break;
    }
    return value;
  }
  void put(std::string_view key, std::string value, std::chrono::seconds time_to_live) override {
    if (bend == Bend::away) return;
    {
      const std::scoped_lock lock(mutex_);
      values_[std::string(key)] = value;
    }
    below_.put(key, std::move(value), time_to_live);
  }
  void erase(std::string_view key) override { below_.erase(key); }
  bool available() override { return bend != Bend::away && below_.available(); }

  std::atomic<Bend> bend{Bend::nothing};

 private:
  std::optional<std::string> any_value_but_of(std::string_view key) {
    if (values_.size() < 2) return std::nullopt;
    auto found = std::next(values_.begin(), static_cast<std::ptrdiff_t>(random_() % values_.size()));
    if (found->first == key) found = found == values_.begin() ? std::next(found) : std::prev(found);
    return found->second;
  }

  cache::Cache& below_;
  std::mutex mutex_;
  std::mt19937 random_{7};
  std::map<std::string, std::string> values_;
};

// One document for each module and grade, that says where it belongs.
class Library {
 public:
  explicit Library(const std::string& says = "opens at dawn") : says_(says) {
    store_ = store::EmbeddedStore::open({.database = folder_.path() / "edify.db",
                                         .index_folder = folder_.path() / "index",
                                         .embedding_model = "test model",
                                         .follow_changes = false})
                 .value();
    for (const auto& path : paths()) publish(path, "v1");
  }

  static std::vector<std::string> paths() {
    std::vector<std::string> paths = {"SOP/admin/a.txt", "SOP/safety/b.txt", "Notices/a.txt", "Notices/b.txt"};
    for (const char* grade : {"ik1", "grade1", "grade5", "grade12"}) {
      for (const char* name : {"a", "b"}) paths.push_back(fmt::format("Knowledge Bank/kb/{}/{}.txt", grade, name));
    }
    paths.emplace_back("Knowledge Bank/kb/everyone.txt");
    return paths;
  }

  void publish(const std::string& path, const std::string& version) {
    store::test::put(*store_, path, version, {text_of(path, version), text_of(path, version) + " And again at dusk."},
                     std::hash<std::string>{}(path + version));
  }
  void remove(const std::string& path) { ASSERT_TRUE(store_->remove(document_id(path))); }

  std::string text_of(const std::string& path, const std::string& version) const {
    return fmt::format("The secret garden of {}, as {} has it, {}.", path, version, says_);
  }
  store::VectorStore& store() { return *store_; }

 private:
  std::string says_;
  store::test::TemporaryFolder folder_;
  std::unique_ptr<store::EmbeddedStore> store_;
};

inline std::vector<Scope> many_scopes() {
  std::vector<Scope> scopes;
  for (const Role role : {Role::student, Role::teacher, Role::admin}) {
    for (const auto& grades : std::vector<std::set<std::string>>{{"grade5"}, {"grade1", "ik1"}}) {
      scopes.push_back(store::test::scope_of(role, grades, false));
    }
    scopes.push_back(store::test::scope_of(role));  // every grade
  }
  scopes.push_back(store::test::scope_of(Role::student, {}, false));
  scopes.push_back(store::test::scope_of(Role::teacher, {}, false));
  return scopes;
}

inline const embed::Embedder& the_embedder() {
  static const embed::Embedder embedder =
      embed::Embedder::load(EDIFY_ENGINES_DIR "/minilm", {embed::Precision::fp32, 1}).value();
  return embedder;
}

// No threshold: what a caller does not get is then hidden by its Scope and by nothing else.
inline RetrieverOptions without_threshold() {
  RetrieverOptions options;
  options.dense_threshold = -1;
  return options;
}

inline std::vector<std::string> describe(const Result<Retrieval>& retrieval) {
  if (!retrieval) return {retrieval.error().message};
  std::vector<std::string> lines;
  for (const Hit& hit : retrieval->hits) {
    lines.push_back(
        fmt::format("{} {} {} {} {}", hit.document.path, hit.version, hit.chunk.text, hit.score, hit.rank_score));
  }
  return lines;
}

inline bool shows(const Result<Retrieval>& retrieval, std::string_view path) {
  return std::ranges::any_of(retrieval->hits, [&](const Hit& hit) { return hit.document.path == path; });
}

template <typename Harness>
class CacheCrossing : public testing::Test {
 protected:
  using Bend = BendingCache::Bend;

  Result<Retrieval> ask(const Scope& scope) { return retriever_.retrieve(scope, question_); }
  // What an answer without any cache is; asked for once while the store stays as it is.
  const std::vector<std::string>& truth(const Scope& scope) {
    auto& known = truths_[fmt::format("{} {}", scope.fingerprint(), library_.store().generation(scope).value())];
    if (known.empty()) known = describe(uncached_.retrieve(scope, question_));
    return known;
  }

  void expect_the_truth(const std::string& when) {
    for (const Scope& scope : scopes_) EXPECT_EQ(describe(ask(scope)), truth(scope)) << when << scope.fingerprint();
  }

  const Question question_{.text = "When does the secret garden open?", .limit = 50};
  const std::vector<Scope> scopes_ = many_scopes();
  Harness harness_;
  BendingCache cache_{harness_.cache()};
  NoCache none_;
  Library library_;
  Retriever retriever_{library_.store(), the_embedder(), cache_, without_threshold()};
  Retriever uncached_{library_.store(), the_embedder(), none_, without_threshold()};
  std::map<std::string, std::vector<std::string>> truths_;
};

TYPED_TEST_SUITE_P(CacheCrossing);

TYPED_TEST_P(CacheCrossing, KeepsEachScopesAnswerToItself) {
  std::mt19937 random(1);
  auto scopes = this->scopes_;
  for (int round = 0; round < 5; ++round) {
    std::ranges::shuffle(scopes, random);
    for (const Scope& scope : scopes) {
      const auto answer = this->ask(scope);
      EXPECT_EQ(describe(answer), this->truth(scope)) << scope.fingerprint();
      EXPECT_EQ(answer->cached, round > 0) << scope.fingerprint();
    }
  }
}

TYPED_TEST_P(CacheCrossing, ForgetsADeletedDocumentAtOnce) {
  for (const auto& path : Library::paths()) {
    this->expect_the_truth("before ");
    this->library_.remove(path);
    for (const Scope& scope : this->scopes_) EXPECT_FALSE(shows(this->ask(scope), path)) << path;
    this->expect_the_truth("after ");
  }
}

TYPED_TEST_P(CacheCrossing, ForgetsADemotedDocumentAtOnce) {
  const std::string path = "Knowledge Bank/kb/grade5/a.txt";
  const Scope student = store::test::scope_of(Role::student, {"grade5"}, false);
  const Scope admin = store::test::scope_of(Role::admin);
  ASSERT_TRUE(shows(this->ask(student), path));
  ASSERT_TRUE(shows(this->ask(student), path));
  auto demoted = store::test::make_document(path);
  demoted.placement.partition = {Module::sop, "general"};
  ASSERT_TRUE(this->library_.store().update_record(demoted));
  EXPECT_FALSE(shows(this->ask(student), path));
  EXPECT_TRUE(shows(this->ask(admin), path));
  this->expect_the_truth("demoted ");
}

TYPED_TEST_P(CacheCrossing, ForgetsWhatADemotedUserSaw) {
  const Scope before = store::test::scope_of(Role::admin);
  const Scope after = store::test::scope_of(Role::student, {}, false);
  EXPECT_EQ(describe(this->ask(before)), this->truth(before));
  EXPECT_EQ(describe(this->ask(after)), this->truth(after));
  EXPECT_FALSE(shows(this->ask(after), "SOP/admin/a.txt"));
}

TYPED_TEST_P(CacheCrossing, NeverShowsAReplacedVersion) {
  const std::string path = "Knowledge Bank/kb/everyone.txt";
  this->expect_the_truth("first ");
  this->library_.publish(path, "v2");
  for (const Scope& scope : this->scopes_) {
    const auto answer = this->ask(scope);
    for (const Hit& hit : answer->hits) {
      EXPECT_TRUE(hit.document.path != path || hit.version == "v2");
    }
  }
}

TYPED_TEST_P(CacheCrossing, AnswersTheSameWhileTheCacheIsAway) {
  this->expect_the_truth("there ");
  this->cache_.bend = BendingCache::Bend::away;
  this->expect_the_truth("away ");
  this->library_.remove("Notices/a.txt");
  this->expect_the_truth("away and changed ");
  this->cache_.bend = BendingCache::Bend::nothing;
  this->expect_the_truth("back, with what it held before ");
}

TYPED_TEST_P(CacheCrossing, IgnoresRubbish) {
  using enum BendingCache::Bend;
  for (const auto bend : {empty, noise, cut, longer, one_bit, another_keys}) {
    this->cache_.bend = nothing;
    this->expect_the_truth("sound ");
    this->cache_.bend = bend;
    for (int round = 0; round < 4; ++round) this->expect_the_truth(fmt::format("bend {} ", static_cast<int>(bend)));
  }
}

TYPED_TEST_P(CacheCrossing, TellsAnotherStoreBehindTheSameCacheApart) {
  Library other("stays shut");  // the same keys and generations, other texts
  this->expect_the_truth("one ");
  other.publish("SOP/admin/a.txt", "v3");
  this->library_.publish("SOP/admin/a.txt", "v2");
  const Retriever others(other.store(), the_embedder(), this->cache_, without_threshold());
  for (const Scope& scope : this->scopes_) {
    ASSERT_TRUE(this->ask(scope));
    const auto answer = others.retrieve(scope, this->question_);
    for (const Hit& hit : answer->hits) {
      EXPECT_NE(hit.chunk.text.find("stays shut"), std::string::npos);
      EXPECT_NE(hit.version, "v2");
    }
  }
}

TYPED_TEST_P(CacheCrossing, StaysApartWhileManyAskAndDocumentsGo) {
  const auto paths = Library::paths();
  std::atomic<std::size_t> removed{0};
  std::atomic<int> wrong{0};
  const auto ask_on = [&](unsigned seed) {
    std::mt19937 random(seed);
    for (int i = 0; i < 100; ++i) {
      const Scope& scope = this->scopes_[random() % this->scopes_.size()];
      const std::size_t gone = removed;  // before the question
      const auto answer = this->ask(scope);
      if (!answer) ++wrong;
      for (std::size_t k = 0; answer && k < gone; ++k) wrong += shows(answer, paths[k]) ? 1 : 0;
      for (std::size_t k = 0; answer && k < answer->hits.size(); ++k) {
        wrong += scope.allows(answer->hits[k].document.placement.partition) ? 0 : 1;
      }
    }
  };
  {
    std::vector<std::jthread> threads;
    for (unsigned seed = 1; seed <= 4; ++seed) threads.emplace_back(ask_on, seed);
    for (const auto& path : paths) {
      this->library_.remove(path);
      ++removed;
      std::this_thread::yield();
    }
  }
  EXPECT_EQ(wrong, 0);
  this->expect_the_truth("at the end ");
}

REGISTER_TYPED_TEST_SUITE_P(CacheCrossing, KeepsEachScopesAnswerToItself, ForgetsADeletedDocumentAtOnce,
                            ForgetsADemotedDocumentAtOnce, ForgetsWhatADemotedUserSaw, NeverShowsAReplacedVersion,
                            AnswersTheSameWhileTheCacheIsAway, IgnoresRubbish, TellsAnotherStoreBehindTheSameCacheApart,
                            StaysApartWhileManyAskAndDocumentsGo);

}  // namespace edify::retrieve::test
