#include "source/folder/folder_source.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>

namespace edify::source {
namespace {

namespace fs = std::filesystem;

class FolderSourceTest : public testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::temp_directory_path() / ("edify_folder_" + std::to_string(::getpid()));
    fs::remove_all(root_);
    write("SOP/admin/visitors.md", "visitors");
    write("SOP/loose.txt", "loose");
    write("Knowledge Bank/kb/2025-2026/grade5/water.txt", "water");
    write("calendar.txt", "calendar");
    write(".hidden/secret.txt", "no");
    write("news/.DS_Store", "no");
  }
  void TearDown() override { fs::remove_all(root_); }

  void write(const std::string& path, std::string_view text) {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << text;
  }
  std::vector<SourceObject> list(std::string_view prefix = "") {
    std::vector<SourceObject> out;
    const auto result = FolderSource(root_).list(prefix, [&](SourceObject&& object) {
      out.push_back(std::move(object));
      return true;
    });
    EXPECT_TRUE(result.has_value());
    return out;
  }
  std::set<std::string> paths(std::string_view prefix = "") {
    std::set<std::string> out;
    for (const auto& object : list(prefix)) out.insert(object.path);
    return out;
  }

  fs::path root_;
};

TEST_F(FolderSourceTest, ListsEveryVisibleFileByItsWholePath) {
  fs::create_symlink("/etc", root_ / "link");
  EXPECT_EQ(paths(), (std::set<std::string>{"SOP/admin/visitors.md", "SOP/loose.txt", "calendar.txt",
                                            "Knowledge Bank/kb/2025-2026/grade5/water.txt"}));
}

TEST_F(FolderSourceTest, ListsUnderAPrefixWithoutShorteningThePaths) {
  EXPECT_EQ(paths("SOP/"), (std::set<std::string>{"SOP/admin/visitors.md", "SOP/loose.txt"}));
  EXPECT_EQ(paths("SOP/lo"), (std::set<std::string>{"SOP/loose.txt"}));
}

TEST_F(FolderSourceTest, FindsAFileAsTheListingShowsItAndNothingElse) {
  FolderSource source(root_);
  const auto listed = list("SOP/loose").at(0);
  const auto found = source.find("SOP/loose.txt");
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->etag, listed.etag);
  EXPECT_EQ(found->size, 5U);
  fs::create_symlink(root_ / "SOP", root_ / "link");
  for (const auto* path : {"gone.txt", "SOP", ".hidden/secret.txt", "SOP/../SOP/loose.txt", "link/loose.txt", "/etc"}) {
    const auto absent = source.find(path);
    ASSERT_FALSE(absent.has_value()) << path;
    EXPECT_EQ(absent.error().reason, "vanished") << path;
  }
}

TEST_F(FolderSourceTest, SaysThatAListingFailedInsteadOfListingNothing) {
  const auto result = FolderSource(root_ / "absent").list("", [](SourceObject&&) { return true; });
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, ErrorCode::unavailable);
}

TEST_F(FolderSourceTest, ReadsRanges) {
  const auto object = list("calendar").at(0);
  auto reader = FolderSource(root_).open(object);
  ASSERT_TRUE(reader.has_value());
  std::array<std::byte, 16> buffer{};
  EXPECT_EQ((*reader)->size(), 8U);
  EXPECT_EQ((*reader)->read(4, buffer).value(), 4U);
  EXPECT_EQ(static_cast<char>(buffer[0]), 'n');
  EXPECT_EQ((*reader)->read(8, buffer).value(), 0U);
}

TEST_F(FolderSourceTest, NoticesAFileThatChangedSinceTheListing) {
  const auto object = list("calendar").at(0);
  write("calendar.txt", "another calendar");
  const auto reader = FolderSource(root_).open(object);
  ASSERT_FALSE(reader.has_value());
  EXPECT_EQ(reader.error().code, ErrorCode::conflict);
}

TEST_F(FolderSourceTest, NoticesAFileThatChangesWhileItIsRead) {
  const auto object = list("calendar").at(0);
  auto reader = FolderSource(root_).open(object);
  ASSERT_TRUE(reader.has_value());
  write("calendar.txt", "another calendar");
  std::array<std::byte, 4> buffer{};
  const auto read = (*reader)->read(0, buffer);
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().code, ErrorCode::conflict);
}

TEST_F(FolderSourceTest, AnswersNotFoundForAFileThatIsGone) {
  const auto object = list("calendar").at(0);
  fs::remove(root_ / "calendar.txt");
  const auto reader = FolderSource(root_).open(object);
  ASSERT_FALSE(reader.has_value());
  EXPECT_EQ(reader.error().code, ErrorCode::not_found);
}

TEST_F(FolderSourceTest, FindsTheContainerAroundAFolderInsideIt) {
  const auto location = locate_container(root_ / "SOP" / "admin");
  ASSERT_TRUE(location.has_value());
  EXPECT_EQ(location->container, fs::canonical(root_));
  EXPECT_EQ(location->prefix, "SOP/admin/");
  EXPECT_EQ(locate_container(root_)->prefix, "");
  EXPECT_EQ(locate_container(root_ / "absent").error().code, ErrorCode::not_found);
  EXPECT_EQ(locate_container(root_ / "calendar.txt").error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace edify::source
