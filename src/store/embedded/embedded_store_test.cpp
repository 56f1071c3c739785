#include "store/embedded/embedded_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <functional>
#include <random>
#include <thread>

#include "store/store_test_data.h"

namespace edify::store::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr auto plants = "Knowledge Bank/kb/2025-2026/grade5/plants.txt";
constexpr auto stars = "Knowledge Bank/kb/2025-2026/grade5/stars.txt";

// With the key that the store is encrypted under; empty: it is plain.
class EmbeddedStoreTest : public testing::TestWithParam<std::string> {
 protected:
  EmbeddedStoreOptions options(bool follows = true) const {
    return {.database = {folder_.path() / "edify.db", Secret(GetParam())},
            .index_folder = folder_.path() / "index",
            .embedding_model = "test model",
            .follow_changes = follows,
            .graph_threshold = 200};
  }
  std::unique_ptr<EmbeddedStore> open(bool follows = true) const {
    auto store = EmbeddedStore::open(options(follows));
    EXPECT_TRUE(store) << store.error().message;
    return std::move(*store);
  }
  std::vector<std::filesystem::path> index_files(const std::string& extension) const {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(options().index_folder)) {
      if (entry.path().extension() == extension) files.push_back(entry.path());
    }
    return files;
  }
  void flip_a_byte(const std::filesystem::path& file) const {
    std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
    const auto middle = static_cast<std::streamoff>(std::filesystem::file_size(file) / 2);
    bytes.seekg(middle);
    const char byte = static_cast<char>(bytes.get());
    bytes.seekp(middle);
    bytes.put(static_cast<char>(byte ^ 0x40));
  }
  // Writes and saves a store that has graphs, scanned segments and deletions.
  void make_saved_store() const {
    auto store = open(false);
    for (int i = 0; i < 10; ++i) {
      std::vector<std::string> texts;
      for (int j = 0; j < 40; ++j) texts.push_back("leaf " + std::to_string(i) + " " + std::to_string(j));
      put(*store, "Knowledge Bank/kb/2025-2026/grade5/" + std::to_string(i) + ".txt", "v1", texts, 1000 + i * 100);
    }
    ASSERT_TRUE(store->snapshot());
    ASSERT_TRUE(store->remove(document_id("Knowledge Bank/kb/2025-2026/grade5/3.txt")));
    put(*store, plants, "v1", {"green moss"}, 10);
    ASSERT_TRUE(store->snapshot());
  }
  TemporaryFolder folder_;
};

void expect_contents(EmbeddedStore& store) {
  EXPECT_THAT(find_lexical(store, everything(), "moss"), ElementsAre("green moss"));
  EXPECT_THAT(search_lexical(store, everything(), "leaf", 1000), SizeIs(360));
  EXPECT_THAT(search_dense(store, everything(), random_embedding(1), 1000), SizeIs(361));
  EXPECT_THAT(find_dense(store, everything(), random_embedding(1007), 1), ElementsAre("leaf 0 7"));
  EXPECT_THAT(find_dense(store, everything(), random_embedding(1307), 1), testing::Not(ElementsAre("leaf 3 7")));
}

// True as soon as `is_so` is; waits for another thread or process, and gives up after a time no test should need.
bool eventually(const std::function<bool()>& is_so) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (std::chrono::steady_clock::now() < deadline) {
    if (is_so()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

// Runs `body` in a process that ends like a killed one: nothing is closed or destroyed.
void run_and_kill(const std::function<void()>& body) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    body();
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
}

TEST_P(EmbeddedStoreTest, OpensFromASnapshotWithTheSameAnswers) {
  make_saved_store();
  auto store = open();
  expect_contents(*store);
}

TEST_P(EmbeddedStoreTest, FollowsWhatWasPublishedAfterTheSnapshot) {
  make_saved_store();
  put(*open(false), stars, "v1", {"bright comet"}, 20);
  EXPECT_THAT(find_lexical(*open(), everything(), "comet"), ElementsAre("bright comet"));
  EXPECT_THAT(find_lexical(*open(false), everything(), "comet"), ElementsAre("bright comet"));
}

TEST_P(EmbeddedStoreTest, SavesWhenItIsClosed) {
  put(*open(), plants, "v1", {"green moss"}, 10);
  EXPECT_THAT(index_files(".dense"), SizeIs(1));
  EXPECT_THAT(find_lexical(*open(), everything(), "moss"), ElementsAre("green moss"));
}

TEST_P(EmbeddedStoreTest, RebuildsASnapshotWithAFlippedByte) {
  for (const std::string extension : {".dense", ".lexical"}) {
    make_saved_store();
    for (const auto& file : index_files(extension)) flip_a_byte(file);
    expect_contents(*open());
  }
}

TEST_P(EmbeddedStoreTest, RebuildsASnapshotThatIsCutShort) {
  for (const std::string extension : {".dense", ".lexical"}) {
    make_saved_store();
    for (const auto& file : index_files(extension)) {
      std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
    }
    expect_contents(*open());
  }
}

TEST_P(EmbeddedStoreTest, RebuildsASnapshotWithMissingFiles) {
  make_saved_store();
  for (const auto& file : index_files(".lexical")) std::filesystem::remove(file);
  expect_contents(*open());
  std::filesystem::remove_all(options().index_folder);
  expect_contents(*open());
}

TEST_P(EmbeddedStoreTest, RebuildsADamagedManifest) {
  const auto manifest = options().index_folder / "manifest";
  make_saved_store();
  flip_a_byte(manifest);
  expect_contents(*open());
  std::filesystem::resize_file(manifest, 3);
  expect_contents(*open());
  std::ofstream(manifest, std::ios::trunc).close();
  expect_contents(*open());
}

TEST_P(EmbeddedStoreTest, RebuildsTheSnapshotOfAnotherStore) {
  make_saved_store();
  std::filesystem::remove(options().database.path);
  std::filesystem::remove(options().database.path.string() + "-wal");
  std::filesystem::remove(options().database.path.string() + "-shm");
  auto store = open();
  EXPECT_THAT(search_lexical(*store, everything(), "leaf moss"), IsEmpty());
}

TEST_P(EmbeddedStoreTest, RebuildsWhenTheLogWasReplacedByABackup) {
  put(*open(false), plants, "v1", {"green moss"}, 10);
  const auto backup = folder_.path() / "backup.db";
  std::filesystem::copy_file(options().database.path, backup);
  put(*open(false), stars, "v1", {"bright comet"}, 20);
  ASSERT_TRUE(open(false)->snapshot());
  std::filesystem::remove(options().database.path.string() + "-wal");
  std::filesystem::remove(options().database.path.string() + "-shm");
  std::filesystem::copy_file(backup, options().database.path, std::filesystem::copy_options::overwrite_existing);
  put(*open(false), stars, "v2", {"dark planet"}, 30);
  auto store = open();
  EXPECT_THAT(find_lexical(*store, everything(), "moss comet planet"),
              testing::UnorderedElementsAre("green moss", "dark planet"));
}

TEST_P(EmbeddedStoreTest, RefusesAStoreOfAnotherModel) {
  open();
  auto other = options();
  other.embedding_model = "another model";
  const auto store = EmbeddedStore::open(other);
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, ErrorCode::invalid_argument);
  EXPECT_THAT(store.error().message, testing::HasSubstr("test model"));
}

TEST_P(EmbeddedStoreTest, RefusesAFileThatIsNoDatabase) {
  std::ofstream(options().database.path) << std::string(5000, 'x');
  const auto store = EmbeddedStore::open(options());
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, ErrorCode::unreadable);
}

TEST_P(EmbeddedStoreTest, SeesWhatAnotherObjectPublishes) {
  auto reader = open();
  auto writer = open(false);
  put(*writer, plants, "v1", {"green moss"}, 10);
  EXPECT_TRUE(eventually([&] { return find_lexical(*reader, everything(), "moss").size() == 1; }));
  ASSERT_TRUE(writer->remove(document_id(plants)));
  EXPECT_TRUE(eventually([&] { return search_lexical(*reader, everything(), "moss").empty(); }));
}

TEST_P(EmbeddedStoreTest, NeverFetchesWhatAnotherObjectHasRemoved) {
  auto reader = open();
  put(*reader, plants, "v1", {"green moss"}, 10);
  const auto points = search_lexical(*reader, everything(), "moss");
  ASSERT_TRUE(open(false)->remove(document_id(plants)));
  EXPECT_THAT(texts_of(*reader, everything(), points, random_embedding(1)), IsEmpty());
}

TEST_P(EmbeddedStoreTest, LosesNothingPublishedWhenTheProcessIsKilled) {
  run_and_kill([&] {
    auto store = open();
    put(*store, plants, "v1", {"green moss"}, 10);
    const auto chunk = make_chunk(0, "half done", random_embedding(3));
    (void)store->stage(document_id(stars), "v1", std::span(&chunk, 1));
  });
  auto store = open();
  EXPECT_THAT(find_lexical(*store, everything(), "moss half"), ElementsAre("green moss"));
  EXPECT_THAT(find_dense(*store, everything(), random_embedding(10)), ElementsAre("green moss"));
  ASSERT_TRUE(store->publish(make_document(stars), "v1", 1));
  EXPECT_THAT(find_lexical(*store, everything(), "half"), ElementsAre("half done"));
}

TEST_P(EmbeddedStoreTest, SeesWhatAnotherProcessPublishes) {
  run_and_kill([&] { put(*open(false), plants, "v1", {"green moss"}, 10); });
  auto store = open();
  EXPECT_THAT(find_lexical(*store, everything(), "moss"), ElementsAre("green moss"));
}

TEST_P(EmbeddedStoreTest, AnswersOnlyWithLiveChunksWhileOthersAreRemoved) {
  auto store = open();
  const auto path_of = [](int i) { return "Knowledge Bank/kb/2025-2026/grade5/" + std::to_string(i) + ".txt"; };
  for (int i = 0; i < 40; ++i) {
    std::vector<std::string> texts;
    for (int j = 0; j < 10; ++j) texts.push_back("leaf " + std::to_string(i));
    put(*store, path_of(i), "v1", texts, 1000 + i * 100);
  }
  std::atomic<int> removed{0};  // documents below this number are gone
  std::atomic<bool> done{false};
  std::atomic<int> stale{0};
  std::vector<std::jthread> readers;
  for (int r = 0; r < 3; ++r) {
    readers.emplace_back([&, r] {
      for (std::uint64_t i = 0; !done; ++i) {
        const int gone = removed;
        const auto query = random_embedding(1000 + (i * 7 + static_cast<std::uint64_t>(r)) % 4000);
        auto texts = find_dense(*store, everything(), query);
        std::ranges::copy(find_lexical(*store, everything(), "leaf", 50), std::back_inserter(texts));
        for (const auto& text : texts) stale += std::stoi(text.substr(5)) < gone ? 1 : 0;
      }
    });
  }
  for (int i = 0; i < 30; ++i) {
    ASSERT_TRUE(store->remove(document_id(path_of(i))));
    removed = i + 1;
  }
  done = true;
  readers.clear();
  EXPECT_EQ(stale, 0);
  EXPECT_THAT(search_lexical(*store, everything(), "leaf", 1000), SizeIs(100));
  EXPECT_THAT(search_dense(*store, everything(), random_embedding(1), 1000), SizeIs(100));
}

TEST_P(EmbeddedStoreTest, IsReadableOnDiskWithoutAKeyAlone) {
  make_saved_store();
  put(*open(false), plants, "v2", {"chlorophyll is the green of leaves"}, 10);
  bool found = false;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path())) {
    if (!entry.is_regular_file()) continue;
    std::ifstream stream(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    found = found || bytes.contains("chlorophyll") || bytes.contains("EDIFYSG") || bytes.contains("test model");
  }
  EXPECT_EQ(found, GetParam().empty());
}

TEST_P(EmbeddedStoreTest, RebuildsASnapshotOfAnotherKey) {
  make_saved_store();
  const Secret new_key(std::string(32, '\x33'));
  ASSERT_TRUE(sqlite::change_key(options().database, new_key));
  auto changed = options();
  changed.database.key = new_key;
  auto store = EmbeddedStore::open(changed);
  ASSERT_TRUE(store) << store.error().message;
  expect_contents(**store);
}

INSTANTIATE_TEST_SUITE_P(Embedded, EmbeddedStoreTest, testing::Values("", std::string(32, '\x5a')),
                         [](const auto& key) { return key.param.empty() ? "Plain" : "Encrypted"; });

}  // namespace
}  // namespace edify::store::test
