#include "parse/archive/zip_reader.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "model/memory_reader.h"
#include "parse/archive/zip_builder.h"

namespace edify::parse {
namespace {

class ZipReaderTest : public testing::Test {
 protected:
  Result<ZipReader> open(std::string bytes) {
    reader_ = std::make_unique<MemoryReader>(std::move(bytes));
    budget_.bytes_left = limits_.decompressed_bytes;
    return ZipReader::open(*reader_, limits_, budget_);
  }

  Result<std::string> read(std::string bytes, std::string_view name) {
    EDIFY_TRY(ZipReader zip, open(std::move(bytes)));
    const ZipEntry* entry = zip.find(name);
    if (entry == nullptr) return fail(ErrorCode::not_found, "no such entry");
    return zip.read(*entry);
  }

  Limits limits_;
  UnpackBudget budget_;
  std::unique_ptr<MemoryReader> reader_;
};

void replace_all(std::string& bytes, std::string_view from, std::string_view to) {
  for (std::size_t at = bytes.find(from); at != std::string::npos; at = bytes.find(from, at + to.size())) {
    bytes.replace(at, from.size(), to);
  }
}

TEST_F(ZipReaderTest, ListsAndReadsEntries) {
  auto zip = open(build_zip({{"a.txt", "first"}, {"dir/", ""}, {"dir/b.txt", std::string(100'000, 'b')}}));
  ASSERT_TRUE(zip) << zip.error().message;
  ASSERT_EQ(zip->entries().size(), 3U);
  EXPECT_EQ(zip->entries()[0].name, "a.txt");
  EXPECT_TRUE(zip->entries()[1].is_folder);
  EXPECT_EQ(zip->entries()[2].size, 100'000U);
  EXPECT_EQ(zip->read(zip->entries()[0]), "first");
  EXPECT_EQ(zip->read(zip->entries()[2]), std::string(100'000, 'b'));
  EXPECT_EQ(budget_.bytes_left, limits_.decompressed_bytes - 100'005);
}

TEST_F(ZipReaderTest, FindsNamesWithoutRegardToCase) {
  const auto zip = open(build_zip({{"Word/Document.xml", "x"}}));
  ASSERT_TRUE(zip);
  EXPECT_NE(zip->find("word/document.xml"), nullptr);
  EXPECT_EQ(zip->find("word/documents.xml"), nullptr);
}

TEST_F(ZipReaderTest, RefusesWhatIsCutOffOrNoArchive) {
  const std::string bytes = build_zip({{"a.txt", std::string(5000, 'a')}, {"b.txt", "b"}});
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const auto zip = open(bytes.substr(0, size));
    ASSERT_FALSE(zip) << size;
    EXPECT_EQ(zip.error().reason, "malformed");
  }
}

TEST_F(ZipReaderTest, EndsInATypedErrorOrBytesForEveryDamagedByte) {
  const std::string bytes = build_zip({{"a.txt", std::string(300, 'a')}, {"b.txt", "bee"}});
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 0xFF);
    auto zip = open(damaged);
    if (!zip) continue;
    for (const ZipEntry& entry : zip->entries()) {
      const auto content = zip->read(entry);
      EXPECT_TRUE(content.has_value() || !content.error().reason.empty());
    }
  }
}

TEST_F(ZipReaderTest, StopsAtTheLimitOfOneEntry) {
  limits_.entry_bytes = 1000;
  const auto content = read(build_zip({{"a.txt", std::string(1001, 'a')}}), "a.txt");
  ASSERT_FALSE(content);
  EXPECT_EQ(content.error().code, ErrorCode::over_limit);
  EXPECT_EQ(content.error().reason, "entry_bytes");
}

TEST_F(ZipReaderTest, StopsAtTheLimitOfAllEntries) {
  limits_.decompressed_bytes = 1000;
  auto zip = open(build_zip({{"a.txt", std::string(600, 'a')}, {"b.txt", std::string(600, 'b')}}));
  ASSERT_TRUE(zip);
  EXPECT_TRUE(zip->read(zip->entries()[0]));
  const auto second = zip->read(zip->entries()[1]);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().reason, "decompressed_bytes");
}

TEST_F(ZipReaderTest, StopsABombByItsRatio) {
  const auto content = read(build_zip({{"bomb", std::string(20 << 20, '\0')}}), "bomb");
  ASSERT_FALSE(content);
  EXPECT_EQ(content.error().reason, "decompression_ratio");
}

TEST_F(ZipReaderTest, RefusesTooManyEntriesBeforeReadingTheDirectory) {
  limits_.entries = 2;
  const auto zip = open(build_zip({{"a", ""}, {"b", ""}, {"c", ""}}));
  ASSERT_FALSE(zip);
  EXPECT_EQ(zip.error().reason, "entries");
}

TEST_F(ZipReaderTest, CountsEveryEndRecordThatTheLibraryMayTry) {
  const std::string bytes = build_zip({{"a", ""}, {"b", ""}});
  limits_.entries = 100;
  std::string many = bytes;
  for (int i = 0; i < 100; ++i) many += bytes.substr(bytes.size() - 22);
  const auto zip = open(many);
  ASSERT_FALSE(zip);
  EXPECT_EQ(zip.error().reason, "entries");
}

TEST_F(ZipReaderTest, DoesNotBelieveADirectoryThatNamesTooSmallOrTooLargeASize) {
  const std::string content(1000, 'a');
  for (const std::string_view lie : {std::string_view("\x01\0\0\0", 4), std::string_view("\xFF\xFF\xFF\x7F", 4)}) {
    std::string bytes = build_zip({{"a.txt", content}});
    replace_all(bytes, std::string_view("\xE8\x03\0\0", 4), lie);
    const auto unpacked = read(bytes, "a.txt");
    EXPECT_TRUE(unpacked == content || unpacked.error().reason == "malformed");
  }
}

TEST_F(ZipReaderTest, SaysThatAnEntryIsEncrypted) {
  const auto content = read(build_zip({{"a.txt", "secret"}}, "password"), "a.txt");
  ASSERT_FALSE(content);
  EXPECT_EQ(content.error().code, ErrorCode::unreadable);
  EXPECT_EQ(content.error().reason, "encrypted");
}

TEST_F(ZipReaderTest, DoesNotReadEntriesWhoseNamesLeaveTheArchive) {
  for (const std::string name : {"../a.txt", "x/../../a.txt", "..\\a.txt"}) {
    const auto content = read(build_zip({{name, "a"}}), name);
    ASSERT_FALSE(content) << name;
    EXPECT_EQ(content.error().reason, "unsafe_name");
  }
  EXPECT_EQ(read(build_zip({{"x/a..b.txt", "a"}}), "x/a..b.txt"), "a");
}

TEST_F(ZipReaderTest, PassesOnWhatTheReaderSays) {
  class FailingReader final : public RangeReader {
   public:
    std::uint64_t size() const override { return 10'000; }
    Result<std::size_t> read(std::uint64_t, std::span<std::byte>) override {
      return fail(ErrorCode::conflict, "the document changed");
    }
  } reader;
  const auto zip = ZipReader::open(reader, limits_, budget_);
  ASSERT_FALSE(zip);
  EXPECT_EQ(zip.error().code, ErrorCode::conflict);
}

}  // namespace
}  // namespace edify::parse
