#include "parse/office/number_format.h"

#include <gtest/gtest.h>

namespace edify::parse {
namespace {

std::string show(double value, std::string_view code) { return format_number(value, code, false); }

TEST(NumberFormat, ShowsNumbersAsTheCodeSays) {
  EXPECT_EQ(show(1234567.891, "#,##0.00"), "1,234,567.89");
  EXPECT_EQ(show(999, "#,##0"), "999");
  EXPECT_EQ(show(7, "000"), "007");
  EXPECT_EQ(show(0.5, "#.##"), ".5");
  EXPECT_EQ(show(2, "0.0#"), "2.0");
  EXPECT_EQ(show(0.256, "0.0%"), "25.6%");
  EXPECT_EQ(show(1500000, "0.0,,\"M\""), "1.5M");
  EXPECT_EQ(show(12345, "0.00E+00"), "1.23E+04");
  EXPECT_EQ(show(2.75, "# ?/?"), "2 3/4");
  EXPECT_EQ(show(1200, "[$₹-4009] #,##0"), "₹ 1,200");
}

TEST(NumberFormat, ChoosesTheSectionBySign) {
  constexpr std::string_view code = "0.0;(0.0);\"none\"";
  EXPECT_EQ(show(1, code), "1.0");
  EXPECT_EQ(show(-1, code), "(1.0)");
  EXPECT_EQ(show(0, code), "none");
  EXPECT_EQ(show(-3, "0"), "-3");
  EXPECT_EQ(show(-0.001, "0.0"), "0.0");
  EXPECT_EQ(show(5, ";;;"), "");
}

TEST(NumberFormat, ShowsGeneralNumbersWithoutNoise) {
  EXPECT_EQ(show(0.1 + 0.2, "General"), "0.3");
  EXPECT_EQ(show(5000, "General"), "5000");
  EXPECT_EQ(show(123456789012, "General"), "123456789012");
  EXPECT_EQ(show(1e-7, "General"), "1E-07");
  EXPECT_EQ(show(42, "@"), "42");
}

TEST(NumberFormat, ShowsDatesAndTimes) {
  EXPECT_EQ(show(45292, "yyyy-mm-dd"), "2024-01-01");
  EXPECT_EQ(show(45292.5, "m/d/yyyy h:mm"), "1/1/2024 12:00");
  EXPECT_EQ(show(45351, "dddd, d mmmm yyyy"), "Thursday, 29 February 2024");
  EXPECT_EQ(show(45351, "ddd d-mmm-yy"), "Thu 29-Feb-24");
  EXPECT_EQ(show(0.75, "h:mm AM/PM"), "6:00 PM");
  EXPECT_EQ(show(0, "h AM/PM"), "12 AM");
  EXPECT_EQ(show(1.5, "[h]:mm"), "36:00");
  EXPECT_EQ(show(1.0 / 86400 * 61.5, "mm:ss.0"), "01:01.5");
  EXPECT_EQ(show(59, "yyyy-mm-dd"), "1900-02-28");
  EXPECT_EQ(show(61, "yyyy-mm-dd"), "1900-03-01");
  EXPECT_EQ(format_number(43830, "yyyy-mm-dd", true), "2024-01-01");
}

TEST(NumberFormat, FallsBackToGeneralForDatesThatDoNotExist) {
  EXPECT_EQ(show(-1, "yyyy-mm-dd"), "-1");
  EXPECT_EQ(show(1e9, "yyyy"), "1000000000");
}

TEST(NumberFormat, SurvivesCodesThatAreNone) {
  for (const std::string_view code :
       {"\"", "\\", "[", "_", "*", ";", "[$", "0.0.0", "%%%%%%%%%%", ",,,,,,,,,,,,", "E", "/",
        "#,##0.000000000000000000000000000000000000000000000000", "AM/PM", "[hhhhh]", "yyyyyyyyy"}) {
    show(1234.5, code);
    show(-1e300, code);
  }
}

}  // namespace
}  // namespace edify::parse
