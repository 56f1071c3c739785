#include "access/narrowing.h"

#include <gtest/gtest.h>

namespace edify::access {
namespace {

using Grades = std::vector<std::string>;

const Principal student{.user = "s", .role = Role::student, .grades = {"grade1", "grade2"}};
const Principal teacher{.user = "t", .role = Role::teacher, .grades = {"ik1"}};
const Principal teacher_of_all{.user = "t", .role = Role::teacher, .grades = {}, .all_grades = true};
const Principal admin{.user = "a", .role = Role::admin, .grades = {}};

ErrorCode code_of(const Result<Principal>& result) {
  EXPECT_FALSE(result.has_value());
  return result ? ErrorCode::internal : result.error().code;
}

TEST(Narrowing, ChangesNothingWhereNothingIsAsked) {
  const auto same = narrow(student, std::nullopt, std::nullopt);
  ASSERT_TRUE(same);
  EXPECT_EQ(same->user, "s");
  EXPECT_EQ(same->role, Role::student);
  EXPECT_EQ(same->grades, student.grades);
  EXPECT_FALSE(same->all_grades);
}

TEST(Narrowing, TakesARoleThatIsNarrowerAndRefusesAWiderOne) {
  EXPECT_EQ(narrow(teacher, "student", std::nullopt)->role, Role::student);
  EXPECT_EQ(narrow(teacher, "teacher", std::nullopt)->role, Role::teacher);
  EXPECT_EQ(code_of(narrow(teacher, "admin", std::nullopt)), ErrorCode::forbidden);
  EXPECT_EQ(code_of(narrow(student, "teacher", std::nullopt)), ErrorCode::forbidden);
}

TEST(Narrowing, CallsAnUnknownRoleAWrongArgument) {
  for (const char* role : {"", "root", "Admin", "student ", "ADMIN"}) {
    EXPECT_EQ(code_of(narrow(admin, role, std::nullopt)), ErrorCode::invalid_argument) << role;
  }
}

TEST(Narrowing, TakesOnlyGradesOfTheToken) {
  EXPECT_EQ(narrow(student, std::nullopt, Grades{"Grade 1"})->grades, std::set<std::string>{"grade1"});
  EXPECT_EQ(code_of(narrow(student, std::nullopt, Grades{"grade1", "grade3"})), ErrorCode::forbidden);
  EXPECT_EQ(code_of(narrow(student, std::nullopt, Grades{"grade12"})), ErrorCode::forbidden);
  EXPECT_EQ(code_of(narrow(student, std::nullopt, Grades{"*"})), ErrorCode::forbidden);
}

TEST(Narrowing, AlwaysAllowsTheGeneralGrade) {
  EXPECT_EQ(narrow(student, std::nullopt, Grades{"general"})->grades, std::set<std::string>{"general"});
}

TEST(Narrowing, CallsAnUnknownGradeAWrongArgument) {
  for (const char* grade :
       {"", "grade13", "grade0", "kindergarten", "grade1; drop", "grade1*", "general*", "grade1!"}) {
    EXPECT_EQ(code_of(narrow(admin, std::nullopt, Grades{grade})), ErrorCode::invalid_argument) << grade;
  }
}

TEST(Narrowing, LetsAHolderOfEveryGradePickAny) {
  EXPECT_EQ(narrow(teacher_of_all, std::nullopt, Grades{"grade7"})->grades, std::set<std::string>{"grade7"});
  EXPECT_FALSE(narrow(teacher_of_all, std::nullopt, Grades{"grade7"})->all_grades);
  EXPECT_TRUE(narrow(teacher_of_all, std::nullopt, Grades{"*"})->all_grades);
  EXPECT_FALSE(narrow(admin, std::nullopt, Grades{"ik1"})->all_grades);
}

TEST(Narrowing, KeepsAnAdminsEveryGradeWhenTheRoleNarrows) {
  EXPECT_TRUE(narrow(admin, "student", std::nullopt)->all_grades);
}

TEST(Narrowing, TreatsAnEmptyListAsNoList) {
  EXPECT_EQ(narrow(student, std::nullopt, Grades{})->grades, student.grades);
  EXPECT_TRUE(narrow(admin, std::nullopt, Grades{})->all_grades);
}

TEST(Narrowing, NeverRepeatsTheCallersTextInItsError) {
  const auto refused = narrow(admin, "<script>", std::nullopt);
  EXPECT_EQ(refused.error().message.find("<script>"), std::string::npos);
}

TEST(ActingForAUser, GivesTheUsersOwnRoleAndGradesInsideTheKeys) {
  const Principal key{.user = "key:1", .role = Role::teacher, .grades = {"grade1", "grade2"}};
  const auto pupil = act_for(key, "pupil", "student", std::vector<std::string>{"grade1"});
  ASSERT_TRUE(pupil) << pupil.error().message;
  EXPECT_EQ(pupil->user, "pupil");
  EXPECT_EQ(pupil->role, Role::student);
  EXPECT_EQ(pupil->grades, std::set<std::string>{"grade1"});
  EXPECT_TRUE(act_for(key, "pupil", "student", std::nullopt)->grades.empty());
  EXPECT_EQ(act_for(key, "pupil", "admin", std::nullopt).error().reason, "role_too_wide");
  EXPECT_EQ(act_for(key, "pupil", "student", std::vector<std::string>{"grade3"}).error().reason, "grade_too_wide");
  EXPECT_EQ(act_for(key, "pupil", "student", std::vector<std::string>{"*"}).error().reason, "grade_too_wide");
}

TEST(ActingForAUser, TakesMissingGradesForNoneButOfAnAdmin) {
  const Principal key{.user = "key:1", .role = Role::admin, .grades = {}};
  const auto pupil = act_for(key, "pupil", "student", std::nullopt);
  EXPECT_FALSE(pupil->all_grades);
  EXPECT_TRUE(pupil->grades.empty());
  EXPECT_TRUE(act_for(key, "head", "admin", std::nullopt)->all_grades);
  const Principal of_one_grade{.user = "key:2", .role = Role::admin, .grades = {"grade1"}};
  EXPECT_EQ(act_for(of_one_grade, "head", "admin", std::nullopt)->grades, std::set<std::string>{"grade1"});
}

TEST(ActingForAUser, NeedsAUserAndARole) {
  const Principal key{.user = "key:1", .role = Role::admin, .grades = {}};
  EXPECT_EQ(act_for(key, "pupil", std::nullopt, std::nullopt).error().reason, "missing_role");
  for (const std::string& user : {std::string(), std::string("a\nb"), std::string("key:2"), std::string(300, 'u')}) {
    EXPECT_EQ(act_for(key, user, "student", std::nullopt).error().reason, "bad_user") << user;
  }
}

}  // namespace
}  // namespace edify::access
