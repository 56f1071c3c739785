#include "store/qdrant/archive.h"

#include <gmock/gmock.h>

#include "catalog/sqlite/sqlite_version_register.h"
#include "store/qdrant/collection.h"
#include "store/qdrant/qdrant_store.h"
#include "store/qdrant/testing/server_for_tests.h"
#include "store/store_test_data.h"

namespace edify::store::qdrant {
namespace {

using namespace store::test;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr auto lesson = "Knowledge Bank/kb/2025-2026/grade5/plants.txt";
constexpr auto policy = "SOP/Safety/fire.txt";

class QdrantArchive : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!testing::server_url()) GTEST_SKIP() << testing::no_server;
    options_ = testing::options_for_test();
    restored_ = options_;
    restored_.collection += "_restored";
    peer_ = Peer::create(options_).value();
    versions_ = open_register();
    store_ = QdrantStore::open(options_, open_register()).value();
  }
  void TearDown() override {
    if (!peer_) return;
    for (const auto& each : {options_, restored_}) (void)delete_collection(*peer_, each.collection + "_v1");
  }
  std::unique_ptr<catalog::VersionRegister> open_register() {
    return catalog::SqliteVersionRegister::open(folder_.path() / "edify.db").value();
  }
  std::string archive() {
    std::string bytes;
    const auto written =
        write_points(*peer_, options_.collection, [&](std::span<const std::byte> piece) -> Result<void> {
          bytes.append(reinterpret_cast<const char*>(piece.data()), piece.size());
          return {};
        });
    EXPECT_TRUE(written) << written.error().message;
    return bytes;
  }
  Result<std::vector<catalog::PublishedVersion>> read(std::string_view bytes, std::size_t piece = 1'000) {
    EDIFY_TRY(auto reader, PointsReader::begin(*peer_, *versions_, restored_));
    for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
      EDIFY_CHECK(reader.append(std::as_bytes(std::span(bytes.substr(0, piece)))));
    }
    return reader.finish();
  }

  TemporaryFolder folder_;
  Options options_;
  Options restored_;
  std::unique_ptr<Peer> peer_;
  std::unique_ptr<catalog::VersionRegister> versions_;
  std::unique_ptr<QdrantStore> store_;
};

TEST_F(QdrantArchive, BringsBackWhatAnswersAsBefore) {
  std::vector<std::string> texts;
  for (int i = 0; i < 300; ++i) texts.push_back("leaf number " + std::to_string(i));
  put(*store_, lesson, "v1", texts, 10);
  put(*store_, policy, "v1", {"a rule of fire"}, 1000);
  const auto incomplete = read(archive());
  ASSERT_TRUE(incomplete) << incomplete.error().message;
  EXPECT_THAT(*incomplete, IsEmpty());
  auto restored = QdrantStore::open(restored_, open_register()).value();
  for (const auto seed : {10, 150, 309, 1000}) {
    EXPECT_EQ(find_dense(*restored, everything(), random_embedding(seed)),
              find_dense(*store_, everything(), random_embedding(seed)));
  }
  EXPECT_EQ(find_lexical(*restored, everything(), "17"), find_lexical(*store_, everything(), "17"));
  EXPECT_EQ(find_lexical(*restored, everything(), "fire"), find_lexical(*store_, everything(), "fire"));
}

TEST_F(QdrantArchive, LeavesOutWhatIsNotCurrentAndNamesWhatIsMissing) {
  put(*store_, lesson, "v1", {"old leaf", "old root"}, 10);
  put(*store_, policy, "v1", {"a rule"}, 30);
  const auto bytes = archive();
  put(*store_, lesson, "v2", {"new leaf"}, 20);  // the register is younger than the points
  const auto incomplete = read(bytes).value();
  ASSERT_THAT(incomplete, SizeIs(1));
  EXPECT_EQ(incomplete.front().document.path, lesson);
  auto restored = QdrantStore::open(restored_, open_register()).value();
  EXPECT_THAT(find_lexical(*restored, everything(), "leaf root"), IsEmpty());
  EXPECT_THAT(find_lexical(*restored, everything(), "rule"), SizeIs(1));
}

TEST_F(QdrantArchive, RefusesWhatIsNoPoint) {
  put(*store_, lesson, "v1", {"old leaf"}, 10);
  const auto bytes = archive();
  EXPECT_EQ(read(bytes.substr(0, bytes.size() - 5)).error().code, ErrorCode::unreadable);
  EXPECT_EQ(read("{}\n").error().code, ErrorCode::unreadable);
  EXPECT_EQ(read("rubbish\n").error().code, ErrorCode::unreadable);
}

}  // namespace
}  // namespace edify::store::qdrant
