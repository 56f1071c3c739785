#include "chunk/personal_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace edify::chunk {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> found_in(std::string_view text) {
  std::vector<std::string> out;
  for (const PersonalData& data : find_personal_data(text)) {
    out.push_back(std::string(to_string(data.kind)) + " " +
                  std::string(text.substr(data.begin, data.end - data.begin)));
  }
  return out;
}

TEST(PersonalData, FindsEmailAddressesWithoutTheSentenceAroundThem) {
  EXPECT_THAT(found_in("Write to asha.rao+kb@mail.example.org."), ElementsAre("email asha.rao+kb@mail.example.org"));
  EXPECT_THAT(found_in("<head@school.in>,second@school.co.in"),
              ElementsAre("email head@school.in", "email second@school.co.in"));
  EXPECT_THAT(found_in("लिखें: asha@example.org को"), ElementsAre("email asha@example.org"));
  EXPECT_THAT(found_in("9876543210@example.org"), ElementsAre("email 9876543210@example.org"));
}

TEST(PersonalData, TakesNoHandleOrFormulaForAnEmailAddress) {
  for (const auto* text : {"@school", "a @ b", "x@y", "user@host.1", "5 apples @ 20.50 each", "name@.org", "@"}) {
    EXPECT_THAT(found_in(text), IsEmpty()) << text;
  }
}

TEST(PersonalData, FindsTelephoneNumbersAsTheyAreWritten) {
  for (const auto* number :
       {"+91 98765 43210", "+91-9876543210", "9876543210", "98765 43210", "09876543210", "919876543210", "022-26543210",
        "080 2654 3210", "(022) 2654-3210", "+44 20 7946 0958", "+1 415-555-2671", "९८७६५ ४३२१०"}) {
    EXPECT_THAT(found_in("Call " + std::string(number) + " today."), ElementsAre("telephone " + std::string(number)));
  }
}

TEST(PersonalData, LeavesOtherNumbersAlone) {
  for (const auto* text : {"2025-2026", "ISBN 978-3-16-148410-0", "3.14159265358979", "1,234,567,890", "pages 120-145",
                           "12/05/2024", "roll numbers 1001 1002 1003 1004", "5 million", "x9876543210", "9876543210a",
                           "299792458 m/s", "1234567890", "0.0987654321", "12345678901234567890"}) {
    EXPECT_THAT(found_in(text), IsEmpty()) << text;
  }
}

// 234123412346 is the example of many descriptions of the scheme: its check digit is right.
TEST(PersonalData, FindsAnAadhaarNumberByItsCheckDigit) {
  EXPECT_THAT(found_in("2341 2341 2346"), ElementsAre("aadhaar 2341 2341 2346"));
  EXPECT_THAT(found_in("No. 234123412346, issued"), ElementsAre("aadhaar 234123412346"));
  EXPECT_THAT(found_in("2341-2341-2346"), ElementsAre("aadhaar 2341-2341-2346"));
  EXPECT_THAT(found_in("२३४१ २३४१ २३४६"), ElementsAre("aadhaar २३४१ २३४१ २३४६"));
  for (const auto* text : {"2341 2341 2345", "2341 2341 2364", "1341 2341 2346", "23412 3412 346"}) {
    EXPECT_THAT(found_in(text), IsEmpty()) << text;
  }
}

TEST(PersonalData, TakesNoRowOfYearsForAnAadhaarNumber) {
  for (int year = 2001; year < 2030; ++year) {
    const auto row = std::to_string(year) + " " + std::to_string(year + 1) + " " + std::to_string(year + 2);
    EXPECT_THAT(found_in(row), IsEmpty()) << row;
  }
}

TEST(PersonalData, FindsAPanInCapitalsOnly) {
  EXPECT_THAT(found_in("PAN: ABCPE1234F."), ElementsAre("pan ABCPE1234F"));
  for (const auto* text : {"abcpe1234f", "ABCXE1234F", "ABCPE12345", "XABCPE1234F", "ABCPE1234FG"}) {
    EXPECT_THAT(found_in(text), IsEmpty()) << text;
  }
}

TEST(PersonalData, FindsManyInOneText) {
  EXPECT_THAT(found_in("Asha, 98765 43210, asha@example.org, ABCPE1234F"),
              ElementsAre("telephone 98765 43210", "email asha@example.org", "pan ABCPE1234F"));
}

TEST(PersonalData, MasksWithoutMovingAnything) {
  std::string text = "फ़ोन 98765 43210, ok";
  const auto size = text.size();
  mask(text, find_personal_data(text));
  EXPECT_EQ(text, "फ़ोन ***********, ok");
  EXPECT_EQ(text.size(), size);
  EXPECT_THAT(found_in(text), IsEmpty());
}

TEST(PersonalData, TakesLinearTimeOnHostileText) {
  EXPECT_THAT(found_in(std::string(1 << 20, '@')), IsEmpty());
  EXPECT_THAT(found_in(std::string(1 << 20, '1')), IsEmpty());
  EXPECT_THAT(found_in(std::string(1 << 20, 'a')), IsEmpty());
}

}  // namespace
}  // namespace edify::chunk
