#include "embed/safetensors.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <string>

namespace edify::embed {
namespace {

// A file with this header and `data_bytes` of zeros.
Result<SafetensorsFile> open_with(const std::string& header, std::size_t data_bytes) {
  const auto path = std::filesystem::path(testing::TempDir()) / ("tensors_" + std::to_string(::getpid()));
  const std::uint64_t size = header.size();
  std::string content(sizeof size, '\0');
  std::memcpy(content.data(), &size, sizeof size);
  content += header + std::string(data_bytes, '\0');
  std::ofstream(path, std::ios::binary) << content;
  return SafetensorsFile::open(path);
}

// Eight bytes a block, as writers pad it.
std::string padded(std::string header) {
  header.resize((header.size() + 7) / 8 * 8, ' ');
  return header;
}

constexpr std::array<std::size_t, 2> two_by_three = {2, 3};

TEST(Safetensors, FindsATensorByNameAndShape) {
  const auto file = open_with(padded(R"({"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}})"), 24);
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(file->tensor("a", two_by_three).value().values.size(), 6U);
}

TEST(Safetensors, RefusesAnotherShapeAndAnUnknownName) {
  const auto file = open_with(padded(R"({"a":{"dtype":"F32","shape":[3,2],"data_offsets":[0,24]}})"), 24);
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(file->tensor("a", two_by_three).error().code, ErrorCode::unreadable);
  EXPECT_EQ(file->tensor("b", two_by_three).error().code, ErrorCode::unreadable);
}

class MalformedHeader : public testing::TestWithParam<const char*> {};

TEST_P(MalformedHeader, IsUnreadable) {
  const auto file = open_with(padded(GetParam()), 24);
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, ErrorCode::unreadable);
}

INSTANTIATE_TEST_SUITE_P(
    Safetensors, MalformedHeader,
    testing::Values("", "{", "[]", R"({"a":1})", R"({"a":{"dtype":"F32"}})",
                    R"({"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,32]}})",
                    R"({"a":{"dtype":"F32","shape":[2,3],"data_offsets":[24,0]}})",
                    R"({"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,24]}})",
                    R"({"a":{"dtype":"F32","shape":[-2,-3],"data_offsets":[0,24]}})",
                    R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}})",
                    R"({"a":{"dtype":"Q9","shape":[6],"data_offsets":[0,24]}})",
                    R"({"a":{"dtype":"F32","shape":[4611686018427387904,4,6],"data_offsets":[0,24]}})"));

TEST(Safetensors, RefusesAHeaderLongerThanTheFile) {
  const auto path = std::filesystem::path(testing::TempDir()) / ("long_header_" + std::to_string(::getpid()));
  std::ofstream(path, std::ios::binary) << std::string(16, '\x7F');
  EXPECT_EQ(SafetensorsFile::open(path).error().code, ErrorCode::unreadable);
}

TEST(Safetensors, SaysWhichFileIsMissing) {
  EXPECT_EQ(SafetensorsFile::open("/nowhere.safetensors").error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace edify::embed
