#include "app/curriculum.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/hash.h"

namespace edify::app {
namespace {

class CurriculumTest : public testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove(file_); }
  Result<std::vector<CurriculumLine>> read(const std::string& text) {
    std::ofstream(file_) << text;
    return read_curriculum(file_);
  }
  const std::filesystem::path file_ = std::filesystem::temp_directory_path() / ("edify-curriculum-" + random_uuid());
};

TEST_F(CurriculumTest, IsReadWithItsGradesNormalised) {
  const auto lines = read("grade,subject,year\r\nGrade 5,\"Science\",2025-2026\r\n\r\nik1, Rhymes\n").value();
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].grade, "grade5");
  EXPECT_EQ(lines[0].subject, "Science");
  EXPECT_EQ(lines[0].year, "2025-2026");
  EXPECT_EQ(lines[1].subject, "Rhymes");
  EXPECT_EQ(lines[1].year, "");
}

TEST_F(CurriculumTest, NamesTheLineThatIsWrong) {
  EXPECT_NE(read("grade,subject\ngrade5,Science\ngrade77,Maths\n").error().message.find("line 3"), std::string::npos);
  EXPECT_NE(read("grade,subject\ngrade5\n").error().message.find("line 2"), std::string::npos);
  EXPECT_FALSE(read_curriculum("/nowhere/curriculum.csv"));
  EXPECT_TRUE(read_curriculum({}).value().empty());
}

}  // namespace
}  // namespace edify::app
