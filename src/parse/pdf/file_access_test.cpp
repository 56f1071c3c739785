#include "parse/pdf/file_access.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "model/memory_reader.h"

namespace edify::parse::pdf {
namespace {

class CountingReader final : public RangeReader {
 public:
  explicit CountingReader(std::string bytes) : reader_(std::move(bytes)) {}
  std::uint64_t size() const override { return reader_.size(); }
  Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> out) override {
    ++reads;
    return reader_.read(offset, out);
  }
  int reads = 0;

 private:
  MemoryReader reader_;
};

int read(FileAccess& access, unsigned long position, std::string& into) {
  FPDF_FILEACCESS* handle = access.handle();
  return handle->m_GetBlock(handle->m_Param, position, reinterpret_cast<unsigned char*>(into.data()), into.size());
}

TEST(FileAccess, AsksTheReaderOnceForManySmallReadsAtOnePlace) {
  CountingReader reader(std::string(1000, 'a') + std::string(1000, 'b'));
  FileAccess access(reader);
  std::string bytes(100, ' ');
  for (unsigned long position = 0; position + bytes.size() <= reader.size(); position += bytes.size()) {
    ASSERT_EQ(read(access, position, bytes), 1);
    EXPECT_EQ(bytes, std::string(100, position < 1000 ? 'a' : 'b'));
  }
  EXPECT_EQ(reader.reads, 1);
  EXPECT_EQ(access.bytes_served(), 2000U);
}

TEST(FileAccess, AnswersAReadOverSeveralBlocksWhole) {
  std::string file(300'000, ' ');
  for (std::size_t i = 0; i < file.size(); ++i) file[i] = static_cast<char>('a' + i % 23);
  MemoryReader reader(file);
  FileAccess access(reader);
  std::string bytes(200'000, ' ');
  ASSERT_EQ(read(access, 60'001, bytes), 1);
  EXPECT_EQ(bytes, file.substr(60'001, 200'000));
}

TEST(FileAccess, RefusesToReadBehindTheEnd) {
  MemoryReader reader(std::string(100, 'x'));
  FileAccess access(reader);
  std::string bytes(60, ' ');
  EXPECT_EQ(read(access, 41, bytes), 0);
  EXPECT_EQ(read(access, 101, bytes), 0);
  EXPECT_FALSE(access.error());
}

}  // namespace
}  // namespace edify::parse::pdf
