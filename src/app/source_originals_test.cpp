#include "app/source_originals.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/hash.h"
#include "catalog/sqlite/sqlite_catalog.h"
#include "source/folder/folder_source.h"

namespace edify::app {
namespace {

namespace fs = std::filesystem;

class OriginalsOfAFolder : public testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(container());
    write("secret.txt", root_);
    write("plants.txt", container());
  }
  void TearDown() override { fs::remove_all(root_); }

  fs::path container() const { return root_ / "school"; }
  static void write(const std::string& name, const fs::path& folder, const std::string& text = "a leaf makes sugar") {
    std::ofstream(folder / name) << text;
  }
  // Published, and in the ledger as it lies there now.
  store::ReadableDocument published(const std::string& path) {
    store::ReadableDocument document;
    document.document.id = document_id(path);
    document.document.path = path;
    document.document.content_hash = "hash";
    catalog::LedgerEntry entry{.path = path, .source = "folder:" + container().string()};
    entry.document_id = document.document.id;
    entry.content_hash = "hash";
    entry.state = catalog::DocumentState::done;
    source::FolderSource source(container());
    if (const auto object = source.find(path)) {
      entry.etag = object->etag;
      entry.size = object->size;
    }
    EXPECT_TRUE(catalog_->save(entry));
    return document;
  }
  std::string reason_of(const store::ReadableDocument& document) {
    const auto opened = originals_.open(document);
    return opened ? "" : opened.error().reason;
  }

  const fs::path root_ = fs::temp_directory_path() / ("edify-originals-" + random_uuid());
  const Config config_;
  std::unique_ptr<catalog::Catalog> catalog_ = catalog::SqliteCatalog::open(":memory:").value();
  SourceOriginals originals_{config_, *catalog_};
};

TEST_F(OriginalsOfAFolder, AreReadByRanges) {
  const auto reader = originals_.open(published("plants.txt")).value();
  std::string text(4, ' ');
  EXPECT_EQ(reader->read(2, std::as_writable_bytes(std::span(text))).value(), 4U);
  EXPECT_EQ(text, "leaf");
  EXPECT_EQ(reader->size(), 18U);
}

TEST_F(OriginalsOfAFolder, AreRefusedOnceTheyHaveChangedOrGone) {
  const auto document = published("plants.txt");
  write("plants.txt", container(), "another content");
  EXPECT_EQ(reason_of(document), "changed");
  fs::remove(container() / "plants.txt");
  EXPECT_EQ(reason_of(document), "changed");
  auto newer = published("plants.txt");
  newer.document.content_hash = "what was published before";
  EXPECT_EQ(reason_of(newer), "changed");
}

TEST_F(OriginalsOfAFolder, AreAwayWithTheirSource) {
  const auto document = published("plants.txt");
  fs::rename(container(), root_ / "elsewhere");
  EXPECT_EQ(reason_of(document), "source_away");
}

TEST_F(OriginalsOfAFolder, LieInsideTheSourceWhateverTheLedgerSays) {
  for (const std::string path : {"../secret.txt", "a/../../secret.txt", "./../secret.txt", "..", "/etc/hostname",
                                 "plants.txt/../../secret.txt", "a//b", "..\\secret.txt"}) {
    EXPECT_EQ(reason_of(published(path)), "changed") << path;
  }
  EXPECT_EQ(reason_of(published((root_ / "secret.txt").string())), "changed");
  fs::create_symlink(root_ / "secret.txt", container() / "link.txt");
  EXPECT_EQ(reason_of(published("link.txt")), "changed");
}

}  // namespace
}  // namespace edify::app
