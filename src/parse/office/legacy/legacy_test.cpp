// XLS and PPT: what golden cases can not show.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "model/memory_reader.h"
#include "parse/office/legacy/biff_reader.h"
#include "parse/office/legacy/ppt_bullets.h"
#include "parse/office/legacy/ppt_records.h"
#include "parse/parser.h"

namespace edify::parse {
namespace {

using namespace std::string_literals;
namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

Result<ParsedDocument> parse(const std::string& bytes) {
  MemoryReader reader(bytes);
  return parse_document(reader, {});
}

TEST(Biff, DecodesNumbersOfThirtyBits) {
  EXPECT_EQ(decode_rk(0x3FF00000), 1.0);
  EXPECT_EQ(decode_rk(0x3FF00001), 0.01);
  EXPECT_EQ(decode_rk(1234 << 2 | 2), 1234.0);
  EXPECT_EQ(decode_rk(static_cast<std::uint32_t>(-1234 * 4) | 3), -12.34);
}

TEST(Biff, ReadsAStringThatGoesOnWithAnotherWidth) {
  const std::string first = "\6\0\0abc"s;
  const std::string second = "\1d\0e\0f\0\2\0\0yz"s;
  BiffStrings strings({first, second});
  EXPECT_EQ(strings.string(), "abcdef");
  EXPECT_EQ(strings.string(), "yz");
  EXPECT_TRUE(strings.at_end());
}

TEST(Biff, EndsAStringThatIsCutOff) {
  const std::string cut = "\xFF\xFF\1a\0b"s;
  BiffStrings strings({cut});
  EXPECT_EQ(strings.string(), "a");
  EXPECT_TRUE(strings.at_end());
}

TEST(PptBullets, LeavesOutWhatTheMasterDecides) {
  // Two characters with a bullet, two left to the master, two without one.
  const std::string style = "\2\0\0\0\0\0\1\0\0\0\1\0"s + "\2\0\0\0\0\0\0\0\0\0"s + "\2\0\0\0\0\0\1\0\0\0\0\0"s;
  const PptBullets expected = {{0, true}, {2, std::nullopt}, {4, false}};
  EXPECT_EQ(read_ppt_bullets(style, 6), expected);
}

TEST(LegacyOffice, SurvivesCutsAndLies) {
  for (const char* name : {"legacy_xls_fees/input.xls", "legacy_ppt_plain/input.ppt"}) {
    const std::string good = read_file(fs::path(EDIFY_SOURCE_DIR "/tests/cases") / name);
    ASSERT_TRUE(parse(good)) << name;
    const std::size_t step = good.size() / 60;
    for (std::size_t at = 0; at + 4 < good.size(); at += step) {
      parse(good.substr(0, at));
      std::string bytes = good;
      bytes.replace(at, 4, "\xFF\xFF\xFF\x7F");
      parse(bytes);
    }
  }
}

TEST(LegacyOffice, ReadsBrokenWorkbooksOfTheCorpusOrSaysWhy) {
  const fs::path corpus = EDIFY_SOURCE_DIR "/../shared/corpus/malformed/poi";
  if (!fs::is_directory(corpus)) GTEST_SKIP() << "the corpus of malformed workbooks is not in " << corpus;
  int read = 0;
  for (const auto& entry : fs::directory_iterator(corpus)) {
    if (entry.path().extension() != ".xls") continue;
    const auto document = parse(read_file(entry.path()));
    if (document) ++read;
    EXPECT_TRUE(document || !document.error().reason.empty()) << entry.path();
  }
  EXPECT_GE(read, 150);
}

}  // namespace
}  // namespace edify::parse
