// The scenarios of the scripts test_api.py and test_integration.py of the project's founding document, with tokens.
#include <gtest/gtest.h>

#include <string>

#include "api/testing/api_fixture.h"

namespace edify::api {
namespace {

class SeedScenarios : public ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    start();
  }

  // Asks twice: the answer must come, and the second time from the cache.
  boost::json::object ask_twice(const std::string& token, const std::string& body) {
    const Answer first = query(token, body);
    EXPECT_EQ(first.status, 200U) << first.body;
    const Answer second = query(token, body);
    EXPECT_EQ(second.status, 200U) << second.body;
    EXPECT_FALSE(first.json().at("cached").as_bool());
    EXPECT_TRUE(second.json().at("cached").as_bool());
    EXPECT_EQ(first.json().at("results"), second.json().at("results"));
    return first.json().as_object();
  }
};

TEST_F(SeedScenarios, HealthEndpointIsHealthyAndConnected) {
  const Answer health = connect().ask("GET", "/health", with_token(token(Role::admin)));
  ASSERT_EQ(health.status, 200U);
  EXPECT_EQ(health.json().at("status"), "healthy");
  EXPECT_TRUE(health.json().at("vector_store_connected").as_bool());
  EXPECT_EQ(health.json().at("total_documents").to_number<int>(), 6);
}

TEST_F(SeedScenarios, TeacherFindsPhotosynthesisInPlants) {
  const auto answer = ask_twice(token(Role::teacher, {"ik1", "ik2"}, false, "teacher_001"),
                                R"({"user_id": "teacher_001", "role": "teacher", "grades": ["ik1", "ik2"],
                                    "query": "photosynthesis in plants", "limit": 5})");
  ASSERT_GE(answer.at("results").as_array().size(), 1U);
  EXPECT_EQ(answer.at("results").at(0).at("source_file"), "plants.pdf");
  EXPECT_EQ(answer.at("user_role"), "teacher");
  for (const auto& result : answer.at("results").as_array()) EXPECT_NE(result.at("grade"), "grade5");
}

TEST_F(SeedScenarios, StudentFindsBasicMathematicsAddition) {
  const auto answer = ask_twice(token(Role::student, {"grade1"}, false, "student_001"),
                                R"({"user_id": "student_001", "role": "student", "grades": ["grade1"],
                                    "query": "basic mathematics addition", "limit": 3})");
  ASSERT_GE(answer.at("total_results").to_number<int>(), 1);
  EXPECT_EQ(answer.at("results").at(0).at("source_file"), "maths.pdf");
  for (const auto& result : answer.at("results").as_array()) EXPECT_EQ(result.at("module"), "knowledge_bank");
}

TEST_F(SeedScenarios, AdminFindsSchoolPoliciesAndProcedures) {
  const auto answer =
      ask_twice(token(Role::admin, {}, false, "admin_001"),
                R"({"user_id": "admin_001", "role": "admin", "query": "school policies and procedures", "limit": 5})");
  ASSERT_GE(answer.at("total_results").to_number<int>(), 1);
  EXPECT_EQ(answer.at("results").at(0).at("module"), "sop");
  EXPECT_EQ(answer.at("results").at(0).at("metadata").at("category"), "Administration");
}

TEST_F(SeedScenarios, StatsEndpointTellsPointsModelAndUptime) {
  const Answer stats = connect().ask("GET", "/stats", with_token(token(Role::admin)));
  ASSERT_EQ(stats.status, 200U) << stats.body;
  EXPECT_EQ(stats.json().at("vector_store").at("total_points").to_number<int>(), 7);
  EXPECT_EQ(stats.json().at("vector_store").at("vector_size").to_number<int>(), 384);
  EXPECT_EQ(stats.json().at("embedding_model"), "all-MiniLM-L6-v2");
  EXPECT_GE(stats.json().at("api_uptime").to_number<double>(), 0.0);
  EXPECT_TRUE(stats.json().at("cache_available").as_bool());
}

TEST_F(SeedScenarios, IntegrationQueriesAnswerWithinTwoSeconds) {
  const Answer teacher = query(token(Role::teacher, {"ik1"}), R"({"role": "teacher", "grades": ["ik1"],
                                                                  "query": "mathematics basics", "limit": 5})");
  const Answer student = query(token(Role::student, {"grade1"}), R"({"role": "student", "grades": ["grade1"],
                                                                     "query": "science fundamentals", "limit": 3})");
  for (const auto& answer : {teacher, student}) {
    ASSERT_EQ(answer.status, 200U) << answer.body;
    EXPECT_GE(answer.json().at("total_results").to_number<int>(), 1);
    EXPECT_LT(answer.json().at("query_time").to_number<double>(), 2.0);
  }
}

TEST_F(SeedScenarios, RoleBasedAccessGivesAdminsMoreThanStudents) {
  constexpr std::string_view body = R"({"query": "administrative procedures", "limit": 5})";
  const auto count = [&](Role role) {
    const Answer answer = query(token(role), body);
    EXPECT_EQ(answer.status, 200U) << answer.body;
    return answer.json().at("total_results").to_number<int>();
  };
  EXPECT_GT(count(Role::admin), count(Role::student));
  EXPECT_GE(count(Role::teacher), count(Role::student));
}

TEST_F(SeedScenarios, RootTellsMessageVersionDocsAndHealth) {
  const Answer root = connect().ask("GET", "/");
  ASSERT_EQ(root.status, 200U);
  EXPECT_EQ(root.json().at("docs"), "/docs");
  EXPECT_EQ(root.json().at("health"), "/health");
  EXPECT_EQ(root.json().at("version"), "1.2.3");
}

}  // namespace
}  // namespace edify::api
