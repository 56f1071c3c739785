#include "access/oidc/claim_mapping.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <string>

namespace edify::access::oidc {
namespace {

IssuerSettings settings() {
  IssuerSettings of;
  of.user_claim = "oid";
  return of;
}

Result<Principal> map(const std::string& claims, const IssuerSettings& of = settings()) {
  return map_claims(boost::json::parse(claims).as_object(), of);
}

std::string reason(const std::string& claims, const IssuerSettings& of = settings()) {
  const auto mapped = map(claims, of);
  return mapped ? "mapped" : mapped.error().reason;
}

TEST(ClaimMapping, TakesRolesAndGradesByTheirOwnNamesWithoutAMapping) {
  const auto mapped = map(R"({"oid":"u1","roles":["teacher"],"grades":["Grade 5","ik1"]})");
  ASSERT_TRUE(mapped) << mapped.error().message;
  EXPECT_EQ(mapped->user, "u1");
  EXPECT_EQ(mapped->role, Role::teacher);
  EXPECT_EQ(mapped->grades, (std::set<std::string>{"grade5", "ik1"}));
  EXPECT_FALSE(mapped->all_grades);
  EXPECT_TRUE(map(R"({"oid":"u1","roles":"teacher","grades":"*"})")->all_grades);
}

TEST(ClaimMapping, TakesTheWidestOfTheRolesThatItKnows) {
  EXPECT_EQ(map(R"({"oid":"u","roles":["student","x","admin","teacher"]})")->role, Role::admin);
  auto of = settings();
  of.roles = {{"Boss", Role::admin}};
  EXPECT_EQ(map(R"({"oid":"u","roles":["Boss"]})", of)->role, Role::admin);
  EXPECT_EQ(reason(R"({"oid":"u","roles":["admin"]})", of), "unknown_role");
}

TEST(ClaimMapping, DeniesWhatItDoesNotKnow) {
  for (const char* roles :
       {"", R"(,"roles":[])", R"(,"roles":["root"])", R"(,"roles":7)", R"(,"roles":{"admin":1})",
        R"(,"roles":["student",7])", R"(,"roles":null)", R"(,"role":"admin")", R"(,"roles":"Admin")"}) {
    EXPECT_EQ(reason(R"({"oid":"u")" + std::string(roles) + "}"), "unknown_role") << roles;
  }
  for (const char* grades : {R"("grade99")", R"(["grade5","x"])", "5", R"({"grade5":1})", "[5]"}) {
    EXPECT_EQ(reason(R"({"oid":"u","roles":["student"],"grades":)" + std::string(grades) + "}"), "unknown_grade")
        << grades;
  }
}

TEST(ClaimMapping, PassesOverOtherValuesWhereGradesHaveAMapping) {
  auto of = settings();
  of.grades_claim = "groups";
  of.grades = {{"g-5", "grade5"}, {"g-all", "*"}};
  EXPECT_EQ(map(R"({"oid":"u","roles":["student"],"groups":["choir","g-5","grade6"]})", of)->grades,
            std::set<std::string>{"grade5"});
  EXPECT_TRUE(map(R"({"oid":"u","roles":["student"],"groups":["g-all"]})", of)->all_grades);
  EXPECT_TRUE(map(R"({"oid":"u","roles":["student"],"groups":["choir"]})", of)->grades.empty());
}

TEST(ClaimMapping, FindsAClaimByItsNameAndThenByItsPath) {
  auto of = settings();
  of.role_claim = "realm_access.roles";
  EXPECT_EQ(map(R"({"oid":"u","realm_access":{"roles":["teacher"]}})", of)->role, Role::teacher);
  EXPECT_EQ(map(R"({"oid":"u","realm_access.roles":"student","realm_access":{"roles":["admin"]}})", of)->role,
            Role::student);
  of.role_claim = "https://school.example/role";
  EXPECT_EQ(map(R"({"oid":"u","https://school.example/role":"admin"})", of)->role, Role::admin);
}

TEST(ClaimMapping, SaysThatGroupsWereLeftOut) {
  auto of = settings();
  of.role_claim = "groups";
  EXPECT_EQ(reason(R"({"oid":"u","_claim_names":{"groups":"src1"},"_claim_sources":{}})", of), "groups_overage");
  EXPECT_EQ(reason(R"({"oid":"u","hasgroups":true})", of), "groups_overage");
  of.role_claim = "roles";
  of.grades_claim = "groups";
  EXPECT_EQ(reason(R"({"oid":"u","roles":["student"],"_claim_names":{"groups":"src1"}})", of), "groups_overage");
  EXPECT_EQ(reason(R"({"oid":"u","roles":["student"],"_claim_names":{"other":"src1"}})", of), "mapped");
}

TEST(ClaimMapping, NeedsAUserAndPutsThePrefixBeforeIt) {
  for (const char* user : {"{", R"({"oid":"",)", R"({"oid":7,)", R"({"oid":["u"],)", R"({"sub":"u",)",
                           R"({"oid":"a\nb",)", R"({"oid":"key:1",)"}) {
    EXPECT_EQ(reason(user + std::string(R"("roles":["student"]})")), "invalid_token") << user;
  }
  auto of = settings();
  of.user_prefix = "parents:";
  EXPECT_EQ(map(R"({"oid":"u","roles":["student"]})", of)->user, "parents:u");
}

}  // namespace
}  // namespace edify::access::oidc
