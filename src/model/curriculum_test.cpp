#include "model/curriculum.h"

#include <gmock/gmock.h>

#include "model/placement.h"

namespace edify {
namespace {

DocumentRecord document(const std::string& path) {
  DocumentRecord made;
  made.path = path;
  made.placement = placement_from_path(path, "2025-2026");
  return made;
}

const Curriculum taught({{"grade5", "Science", "2025-2026"},
                         {"grade5", "Social Science", ""},
                         {"grade5", "Art", ""},
                         {"grade6", "Science", ""}});
const std::set<std::string> grade5 = {"grade5"};

TEST(Curriculum, CountsADocumentForEachSubjectOfItsGradeAndYearThatItsPathNames) {
  const std::string bank = "Knowledge Bank/kb/";
  EXPECT_THAT(taught.lines_of(document(bank + "2025-2026/grade5/Science/leaf.pdf")), testing::ElementsAre(0));
  EXPECT_THAT(taught.lines_of(document(bank + "2024-2025/grade5/Science/leaf.pdf")), testing::ElementsAre());
  EXPECT_THAT(taught.lines_of(document(bank + "2025-2026/grade6/science.pdf")), testing::ElementsAre(3));
  EXPECT_THAT(taught.lines_of(document("SOP/Science/rules.pdf")), testing::ElementsAre());
}

TEST(Curriculum, CountsAnAnsweredQuestionWhereItsDocumentIs) {
  const auto map = document("Knowledge Bank/kb/2025-2026/grade5/Social Science/map.pdf");
  EXPECT_EQ(taught.topic_of({.text = "What is art?", .grades = grade5, .nearest = &map}), taught.lines()[1]);
  const auto rules = document("SOP/Safety/rules.pdf");
  EXPECT_EQ(taught.topic_of({.text = "What is art?", .grades = grade5, .nearest = &rules}), CurriculumLine{});
}

TEST(Curriculum, CountsAnUnansweredQuestionWhereItsWordsSayElseWhereTheNearestDocumentIs) {
  const auto map = document("Knowledge Bank/kb/2025-2026/grade5/Social Science/map.pdf");
  const auto topic = [&](std::string_view text, const std::set<std::string>& grades, const DocumentRecord* nearest) {
    return taught.topic_of({.text = text, .grades = grades, .nearest = nearest, .is_answered = false});
  };
  EXPECT_EQ(topic("Who invented ART?", grade5, &map), taught.lines()[2]);
  EXPECT_EQ(topic("Which article of the law?", grade5, &map), taught.lines()[1]);
  EXPECT_EQ(topic("Which article of the law?", grade5, nullptr), CurriculumLine{});
  EXPECT_EQ(topic("Who invented art?", {}, nullptr), CurriculumLine{}) << "of no grade, or of several";
}

}  // namespace
}  // namespace edify
