#include "ingest/personal_data_policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace edify::ingest {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;
using testing::UnorderedElementsAre;

ParsedDocument letter() {
  ParsedDocument document;
  document.title = "Letter to asha@example.org";
  Element text;
  text.text = "Call 98765 43210 or write to asha@example.org.";
  text.spans = {{.begin = 0, .end = 16, .page = 1, .box = {}}, {.begin = 17, .end = 46, .page = 1, .box = {}}};
  Element table;
  table.type = ElementType::table;
  table.text = "Asha ABCPE1234F";
  table.html = "<table><tr><td>Asha</td><td>ABCPE1234F</td></tr></table>";
  document.elements = {text, table};
  return document;
}

const auto is_what_the_letter_holds = UnorderedElementsAre(Pair("telephone", 1), Pair("email", 1), Pair("pan", 1));

TEST(PersonalDataPolicy, IndexCountsAndChangesNothing) {
  ParsedDocument document = letter();
  EXPECT_THAT(apply_policy(PersonalDataPolicy::index, document), is_what_the_letter_holds);
  EXPECT_EQ(document.elements, letter().elements);
  EXPECT_EQ(document.title, letter().title);
}

TEST(PersonalDataPolicy, MaskLeavesNothingThatNamesAPersonAndMovesNoSpan) {
  ParsedDocument document = letter();
  EXPECT_THAT(apply_policy(PersonalDataPolicy::mask, document), is_what_the_letter_holds);
  EXPECT_THAT(document.title, Not(HasSubstr("asha")));
  EXPECT_EQ(document.elements[0].text, "Call *********** or write to ****************.");
  EXPECT_EQ(document.elements[0].spans, letter().elements[0].spans);
  EXPECT_THAT(document.elements[1].html, Not(HasSubstr("ABCPE1234F")));
  EXPECT_THAT(document.elements[1].html, HasSubstr("<td>Asha</td>"));
  EXPECT_THAT(apply_policy(PersonalDataPolicy::mask, document), IsEmpty());
}

TEST(PersonalDataPolicy, NamesReadBack) {
  for (const auto policy : {PersonalDataPolicy::index, PersonalDataPolicy::mask, PersonalDataPolicy::quarantine}) {
    EXPECT_EQ(personal_data_policy_from_string(to_string(policy)), policy);
  }
  EXPECT_FALSE(personal_data_policy_from_string("hide").has_value());
}

}  // namespace
}  // namespace edify::ingest
