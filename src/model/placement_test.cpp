#include "model/placement.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace edify {
namespace {

Placement place(std::string_view path) { return placement_from_path(path, "2024-2025"); }

TEST(Placement, ReadsModuleYearAndGradeFromTheSeedsPaths) {
  const auto kb = place("Knowledge Bank/kb/2025-2026/ik1/phonics.pdf");
  EXPECT_EQ(kb.partition, (Partition{Module::knowledge_bank, "ik1"}));
  EXPECT_EQ(kb.year, "2025-2026");
  const auto sop = place("SOP/admin/visitors.pdf");
  EXPECT_EQ(sop.partition, (Partition{Module::sop, "general"}));
  EXPECT_EQ(sop.category, "admin");
}

TEST(Placement, NeverTakesGrade12ForGrade1) {
  EXPECT_EQ(place("kb/grade12/a.pdf").partition.grade, "grade12");
  EXPECT_EQ(place("kb/grade1/a.pdf").partition.grade, "grade1");
  EXPECT_EQ(place("kb/grade123/a.pdf").partition.grade, "general");
  EXPECT_EQ(place("kb/ik12/a.pdf").partition.grade, "general");
}

TEST(Placement, AcceptsTheWaysPeopleWriteFolders) {
  for (const auto* path : {"Knowledge Bank/Grade-12/a.pdf", "knowledge_bank/GRADE 12/a.pdf", "KB/grade_12/a.pdf",
                           "content/kb/Grade12/deep/a.pdf"}) {
    EXPECT_EQ(place(path).partition, (Partition{Module::knowledge_bank, "grade12"})) << path;
  }
  EXPECT_EQ(place("kb/Grade 05/a.pdf").partition.grade, "grade5");
  for (const auto* path : {"SOPs/x.pdf", "sop/hr/x.pdf", "Edify SOP 2025/hr/x.pdf", "sop-old/x.pdf"}) {
    EXPECT_EQ(place(path).partition.module, Module::sop) << path;
  }
}

TEST(Placement, TakesSopOnlyAsAWholeWordAndOnlyInTheFirstFolder) {
  EXPECT_EQ(place("philosophy/a.pdf").partition.module, Module::general);
  EXPECT_EQ(place("aesop/fables.pdf").partition.module, Module::general);
  EXPECT_EQ(place("news/SOP/a.pdf").partition.module, Module::general);
  EXPECT_EQ(place("SOP.pdf").partition.module, Module::general) << "a file's own name places nothing";
}

TEST(Placement, LetsSopWinOverAKnowledgeBankBelowIt) {
  EXPECT_EQ(place("SOP/kb/grade5/a.pdf").partition.module, Module::sop);
}

TEST(Placement, FallsBackToGeneralAndSaysSo) {
  const auto placement = place("newsletter.pdf");
  EXPECT_EQ(placement.partition, (Partition{Module::general, "general"}));
  EXPECT_FALSE(placement.recognized);
  EXPECT_EQ(placement.year, "2024-2025");
  EXPECT_EQ(place("SOP/loose.pdf").category, "general");
}

TEST(Placement, NormalizesGradesWholeOrNotAtAll) {
  EXPECT_EQ(normalize_grade("Grade-12"), "grade12");
  EXPECT_EQ(normalize_grade("IK 2"), "ik2");
  EXPECT_EQ(normalize_grade("General"), "general");
  for (const auto* bad : {"", "grade", "grade0", "grade13", "grade1a", "12", "ik", "ik4", "agrade1", "grade 1 2 3"}) {
    EXPECT_EQ(normalize_grade(bad), std::nullopt) << bad;
  }
}

// Whatever else a path holds: under a first folder with the word SOP it is sop, and nothing else ever is.
TEST(Placement, NeverLetsAPolicyOutOfSopOnRandomPaths) {
  std::mt19937 random(7);
  const std::vector<std::string> parts = {
      "SOP", "sops",        "kb",     "Knowledge Bank", "2025-2026", "grade1",  "grade12", "ik1", "aesop",
      "hr",  "sop-archive", "My.SOP", "Sop_2",          "sopranos",  "grade-5", "..",      "a b", "SOPs 2025"};
  const std::vector<bool> is_sop = {true,  true, false, false, false, false, false, false, false,
                                    false, true, true,  true,  false, false, false, false, true};
  for (int round = 0; round < 10'000; ++round) {
    const auto first = random() % parts.size();
    std::string path = parts[first] + "/";
    for (auto depth = random() % 4; depth > 0; --depth) path += parts[random() % parts.size()] + "/";
    const auto placement = place(path + "file.pdf");
    EXPECT_EQ(placement.partition.module == Module::sop, is_sop[first]) << path;
    EXPECT_TRUE(normalize_grade(placement.partition.grade).has_value()) << path;
  }
}

}  // namespace
}  // namespace edify
