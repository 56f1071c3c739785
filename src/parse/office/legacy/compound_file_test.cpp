#include "parse/office/legacy/compound_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "model/memory_reader.h"
#include "parse/parser.h"

namespace edify::parse {
namespace {

std::string doc_bytes() {
  std::ifstream in(EDIFY_SOURCE_DIR "/tests/cases/legacy_doc_office_document/input.doc", std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void put(std::string& bytes, std::size_t at, std::uint32_t value) {
  for (std::size_t i = 0; i < 4; ++i) bytes[at + i] = static_cast<char>(value >> (8 * i));
}

std::uint32_t number(const std::string& bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i > 0; --i) value = (value << 8) | static_cast<unsigned char>(bytes[at + i - 1]);
  return value;
}

std::string verdict(const std::string& bytes) {
  MemoryReader reader(bytes);
  const auto document = parse_document(reader, {});
  return document ? "parsed" : document.error().reason;
}

TEST(CompoundFile, FindsStreamsWithoutRegardToCase) {
  MemoryReader reader(doc_bytes());
  auto file = CompoundFile::open(reader);
  ASSERT_TRUE(file) << file.error().message;
  const CompoundEntry* entry = file->find("worddocument");
  ASSERT_NE(entry, nullptr);
  EXPECT_EQ(file->read(*entry, 1 << 20)->size(), entry->size);
  EXPECT_EQ(file->find("Workbook"), nullptr);
  const auto refused = file->read(*entry, 10);
  EXPECT_EQ(refused.error().reason, "entry_bytes");
}

TEST(CompoundFile, RefusesChainsThatRunInACircle) {
  std::string bytes = doc_bytes();
  const std::size_t table = (number(bytes, 76) + 1) * 512;  // the first sector of the allocation table
  for (std::uint32_t sector = 0; sector < 128; ++sector) {
    const std::uint32_t next = number(bytes, table + 4 * sector);
    if (next < 0xFFFFFFF0) put(bytes, table + 4 * sector, sector);
  }
  EXPECT_EQ(verdict(bytes), "malformed");
}

TEST(CompoundFile, SurvivesEveryCutAndManyLies) {
  const std::string good = doc_bytes();
  EXPECT_EQ(verdict(good), "parsed");
  for (std::size_t size = 0; size < good.size(); size += 257) verdict(good.substr(0, size));
  for (std::size_t at = 0; at + 4 < good.size(); at += 131) {
    std::string bytes = good;
    put(bytes, at, 0xFFFFFFF0 - static_cast<std::uint32_t>(at));
    verdict(bytes);
  }
}

TEST(Doc, SaysWhereItIsEncrypted) {
  std::string bytes = doc_bytes();
  const std::size_t document = bytes.find("\xEC\xA5");
  ASSERT_NE(document, std::string::npos);
  bytes[document + 11] = static_cast<char>(bytes[document + 11] | 1);
  EXPECT_EQ(verdict(bytes), "encrypted");
}

}  // namespace
}  // namespace edify::parse
