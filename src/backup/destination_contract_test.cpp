
#include "backup/destination_contract.h"

#include <cstdlib>
#include <filesystem>

#include "backup/azure/azure_destination.h"
#include "backup/folder/folder_destination.h"
#include "backup/testing/memory_destination.h"
#include "base/hash.h"

namespace edify::backup {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ThrowAwayFolder {
 public:
  ThrowAwayFolder() { EXPECT_NE(::mkdtemp(path_.data()), nullptr); }
  ~ThrowAwayFolder() { std::filesystem::remove_all(path_); }
  std::filesystem::path path() const { return path_; }

 private:
  std::string path_ = (std::filesystem::temp_directory_path() / "edify-backup-XXXXXX").string();
};

TEST_P(DestinationContract, GivesBackWhatWasPut) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{5}, std::size_t{20} << 20U}) {
    const std::string text(size, 'x');
    ASSERT_TRUE(put("sets/a/part", text));
    EXPECT_TRUE(get("sets/a/part") == text) << size;
  }
}

TEST_P(DestinationContract, ReplacesWhatWasThere) {
  ASSERT_TRUE(put("a", "old and long"));
  ASSERT_TRUE(put("a", "new"));
  EXPECT_EQ(get("a"), "new");
}

TEST_P(DestinationContract, ListsByNameWhatBeginsSo) {
  ASSERT_TRUE(put("sets/b/x", "12"));
  ASSERT_TRUE(put("sets/a/x", "1"));
  ASSERT_TRUE(put("sets/a.b", "1"));
  ASSERT_TRUE(put("endings/1", ""));
  EXPECT_THAT(names("sets/"), ElementsAre("sets/a.b", "sets/a/x", "sets/b/x"));
  EXPECT_THAT(names("sets/a/"), ElementsAre("sets/a/x"));
  EXPECT_THAT(names("other"), IsEmpty());
  EXPECT_EQ(destination_->list("sets/b").value().front().size, 2U);
}

TEST_P(DestinationContract, ForgetsWhatIsRemoved) {
  ASSERT_TRUE(put("sets/a/x", "1"));
  ASSERT_TRUE(put("sets/a/y", "2"));
  ASSERT_TRUE(destination_->remove("sets/a/x"));
  ASSERT_TRUE(destination_->remove("sets/a/x"));
  EXPECT_THAT(names(), ElementsAre("sets/a/y"));
  EXPECT_EQ(get("sets/a/x").error().code, ErrorCode::not_found);
}

TEST_P(DestinationContract, HasNothingOfAWritingThatFailed) {
  ASSERT_TRUE(put("kept", "old"));
  for (const std::string name : {"kept", "new"}) {
    const auto result = destination_->put(name, [&](const TakeBytes& take) -> Result<void> {
      const std::string half(std::size_t{9} << 20U, 'h');
      EDIFY_CHECK(take(std::as_bytes(std::span(half))));
      return fail(ErrorCode::conflict, "the source broke off");
    });
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().message, "the source broke off");
  }
  EXPECT_EQ(get("kept"), "old");
  EXPECT_THAT(names(), ElementsAre("kept"));
}

TEST_P(DestinationContract, EndsAReadWithTheErrorOfWhoTakesIt) {
  ASSERT_TRUE(put("a", "text"));
  const auto read = destination_->read(
      "a", [](std::span<const std::byte>) -> Result<void> { return fail(ErrorCode::unavailable, "the disk is full"); });
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().message, "the disk is full");
}

TEST_P(DestinationContract, RefusesNamesThatLeadElsewhere) {
  for (const std::string name : {"", "..", "../a", "/a", "a//b", "a/", "a/../b", ".hidden", "a\nb", "a b"}) {
    EXPECT_FALSE(put(name, "x")) << name;
    EXPECT_FALSE(get(name)) << name;
    EXPECT_FALSE(destination_->remove(name)) << name;
  }
  EXPECT_THAT(names(), IsEmpty());
}

// Of a folder that goes when the test ends.
std::unique_ptr<Destination> make_folder_destination() {
  static const ThrowAwayFolder folder;
  std::filesystem::remove_all(folder.path());
  return FolderDestination::open(folder.path()).value();
}

// A part of its own of the container `contract` in Azurite, where tests/e2e/test_backup_azure.py runs one.
std::unique_ptr<Destination> make_azure_destination() {
  const char* connection = std::getenv("AZURE_STORAGE_CONNECTION_STRING");
  if (connection == nullptr) return nullptr;
  source::azure::Settings settings;
  settings.connection_string = Secret(connection);
  return AzureDestination::open(settings, "contract", random_uuid() + "/").value();
}

INSTANTIATE_TEST_SUITE_P(Memory, DestinationContract,
                         testing::Values([] { return std::make_unique<MemoryDestination>(); }));
INSTANTIATE_TEST_SUITE_P(Azure, DestinationContract, testing::Values(make_azure_destination));
INSTANTIATE_TEST_SUITE_P(Folder, DestinationContract, testing::Values(make_folder_destination));

}  // namespace
}  // namespace edify::backup
