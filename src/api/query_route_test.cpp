// POST /query on the wire: who may ask, what a body may hold, what an answer holds.
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "api/testing/api_fixture.h"

namespace edify::api {
namespace {

class QueryRoute : public ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    start();
  }

  Answer ask_with(const HttpClient::Headers& headers, std::string_view body = R"({"query": "school policies"})") const {
    return connect().ask("POST", "/query", headers, body);
  }
};

void expect_problem(const Answer& answer, unsigned status, std::string_view reason) {
  ASSERT_EQ(answer.status, status) << answer.body;
  EXPECT_EQ(answer.header("Content-Type"), "application/problem+json");
  const auto problem = answer.json();
  EXPECT_EQ(problem.at("status").to_number<unsigned>(), status);
  EXPECT_EQ(problem.at("reason").as_string(), reason) << answer.body;
  EXPECT_EQ(problem.at("request_id").as_string(), answer.header("X-Request-Id"));
  EXPECT_FALSE(problem.at("title").as_string().empty());
  EXPECT_FALSE(problem.at("detail").as_string().empty());
}

TEST_F(QueryRoute, NeedsAToken) {
  const HttpClient::Headers json = {{"Content-Type", "application/json"}};
  const Answer none = ask_with(json);
  expect_problem(none, 401, "missing_token");
  EXPECT_EQ(none.header("WWW-Authenticate"), R"(Bearer realm="edify")");
  for (const std::string bad : {"Bearer", "Bearer ", "Basic dXNlcjpwdw==", "token abc"}) {
    expect_problem(ask_with({{"Authorization", bad}}), 401, "missing_token");
  }
  const Answer invalid = ask_with({{"Authorization", "Bearer abc.def.ghi"}});
  expect_problem(invalid, 401, "invalid_token");
  EXPECT_EQ(invalid.header("WWW-Authenticate"), R"(Bearer realm="edify", error="invalid_token")");
}

TEST_F(QueryRoute, TakesTheSchemeOfATokenInAnyCase) {
  for (const std::string scheme : {"bearer ", "BEARER ", "Bearer   "}) {
    const Answer answer =
        ask_with({{"Authorization", scheme + token(Role::admin)}, {"Content-Type", "application/json"}});
    EXPECT_EQ(answer.status, 200U) << scheme << answer.body;
  }
}

TEST_F(QueryRoute, LetsABodyNarrowAndNeverWiden) {
  const std::string teacher = token(Role::teacher, {"ik1"});
  const Answer narrowed = query(teacher, R"({"query": "school policies", "role": "student"})");
  ASSERT_EQ(narrowed.status, 200U) << narrowed.body;
  EXPECT_EQ(narrowed.json().at("user_role"), "student");
  expect_problem(query(teacher, R"({"query": "school policies", "role": "admin"})"), 403, "role_too_wide");
  expect_problem(query(teacher, R"({"query": "school policies", "grades": ["grade5"]})"), 403, "grade_too_wide");
  expect_problem(query(teacher, R"({"query": "school policies", "grades": ["*"]})"), 403, "grade_too_wide");
  expect_problem(query(teacher, R"({"query": "school policies", "user_id": "someone else"})"), 403, "user_mismatch");
  expect_problem(query(teacher, R"({"query": "school policies", "role": "root"})"), 400, "unknown_role");
  expect_problem(query(teacher, R"({"query": "school policies", "grades": ["grade99"]})"), 400, "unknown_grade");
}

TEST_F(QueryRoute, ShowsEachRoleItsModulesAndGradesOnly) {
  const auto files = [&](const std::string& bearer) {
    std::set<std::string> found;
    const Answer answer = query(bearer, R"({"query": "science mathematics school policies plants", "limit": 50})");
    const auto body = answer.json();
    for (const auto& result : body.at("results").as_array()) {
      found.emplace(result.at("source_file").as_string());
    }
    return found;
  };
  using Files = std::set<std::string>;
  EXPECT_EQ(files(token(Role::student)), Files{"handbook.pdf"});
  EXPECT_EQ(files(token(Role::student, {"grade5"})), (Files{"handbook.pdf", "science.pdf"}));
  const Files bank = {"handbook.pdf", "science.pdf", "maths.pdf", "plants.pdf"};
  EXPECT_EQ(files(token(Role::student, {}, true)), bank);
  Files with_general = bank;
  with_general.insert("open-day.pdf");
  EXPECT_EQ(files(token(Role::teacher, {}, true)), with_general);
  Files everything = with_general;
  everything.insert("policies.pdf");
  EXPECT_EQ(files(token(Role::admin)), everything);
}

TEST_F(QueryRoute, NamesWhatIsWrongWithABody) {
  const std::string long_grades = "{\"query\": \"abc\", \"grades\": [" + [] {
    std::string list = "\"ik1\"";
    for (int i = 0; i < 32; ++i) list += ",\"ik1\"";
    return list;
  }() + "]}";
  const std::vector<std::pair<std::string, std::string>> bad = {
      {"", "malformed_json"},
      {" ", "malformed_json"},
      {"{", "malformed_json"},
      {"}", "malformed_json"},
      {"nonsense", "malformed_json"},
      {R"({"query": "abc")", "malformed_json"},
      {R"({"query": "abc"}})", "malformed_json"},
      {R"({"query": "abc"} {})", "malformed_json"},
      {R"({"query": "abc",})", "malformed_json"},
      {R"({'query': 'abc'})", "malformed_json"},
      {R"({query: "abc"})", "malformed_json"},
      {R"({"query": "abc" /* no comments */})", "malformed_json"},
      {"{\"query\": \"a\nc\"}", "malformed_json"},
      {"{\"query\": \"abc\x80\"}", "malformed_json"},
      {"{\"query\": \"\xc0\xaf\xc0\xaf\xc0\xaf\"}", "malformed_json"},
      {"{\"query\": \"\xed\xa0\x80xyz\"}", "malformed_json"},
      {"\xef\xbb\xbf{\"query\": \"abc\"}", "malformed_json"},
      {R"({"query": "\ud800abc"})", "malformed_json"},
      {R"({"query": "\x41bc"})", "malformed_json"},
      {R"({"query": "abc", "limit": 010})", "out_of_range"},
      {R"({"query": "abc", "limit": NaN})", "malformed_json"},
      {R"({"query": "abc", "limit": 0x5})", "out_of_range"},
      {"[]", "wrong_type"},
      {"null", "wrong_type"},
      {"42", "wrong_type"},
      {"\"query\"", "wrong_type"},
      {R"([{"query": "abc"}])", "wrong_type"},
      {R"({"query": null})", "wrong_type"},
      {R"({"query": 123})", "wrong_type"},
      {R"({"query": ["abc"]})", "wrong_type"},
      {R"({"query": {"text": "abc"}})", "wrong_type"},
      {R"({"query": "abc", "limit": "10"})", "wrong_type"},
      {R"({"query": "abc", "limit": 1.5})", "wrong_type"},
      {R"({"query": "abc", "limit": true})", "wrong_type"},
      {R"({"query": "abc", "limit": [1]})", "wrong_type"},
      {R"({"query": "abc", "grades": "ik1"})", "wrong_type"},
      {R"({"query": "abc", "grades": [1]})", "wrong_type"},
      {R"({"query": "abc", "grades": [null]})", "wrong_type"},
      {R"({"query": "abc", "grades": [["ik1"]]})", "wrong_type"},
      {R"({"query": "abc", "grades": {"ik1": true}})", "wrong_type"},
      {R"({"query": "abc", "role": 1})", "wrong_type"},
      {R"({"query": "abc", "user_id": false})", "wrong_type"},
      {"{}", "missing_field"},
      {R"({"limit": 5})", "missing_field"},
      {R"({"query": ""})", "out_of_range"},
      {R"({"query": "ab"})", "out_of_range"},
      {R"({"query": "कख"})", "out_of_range"},
      {R"({"query": ")" + std::string(501, 'x') + R"("})", "out_of_range"},
      {R"({"query": "abc", "limit": 0})", "out_of_range"},
      {R"({"query": "abc", "limit": -1})", "out_of_range"},
      {R"({"query": "abc", "limit": 51})", "out_of_range"},
      {R"({"query": "abc", "limit": 99999999999999999999999})", "out_of_range"},
      {R"({"query": "abc", "limit": 1e300})", "out_of_range"},
      {R"({"query": "abc", "mode": "magic"})", "out_of_range"},
      {long_grades, "out_of_range"},
      {R"({"query": "abc", "Query": "abc"})", "unknown_field"},
      {R"({"query": "abc", "": 1})", "unknown_field"},
      {R"({"query": "abc", "extra": [[[[[[[[[[[[]]]]]]]]]]]]})", "unknown_field"},
      {R"({"query": "abc", "__proto__": {"role": "admin"}})", "unknown_field"},
      {R"({"query": "abc", "query": "def"})", "repeated_field"},
      {R"({"query": "abc", "role": "student", "role": "admin"})", "repeated_field"},
  };
  HttpClient client = connect();  // one connection: a bad body does not cost it
  const auto headers = with_token(token(Role::admin));
  for (const auto& [body, reason] : bad) {
    SCOPED_TRACE(body);
    HttpClient::Headers sent = headers;
    if (body.empty()) sent.emplace_back("Content-Length", "0");
    expect_problem(client.ask("POST", "/query", sent, body), 400, reason);
  }
  EXPECT_EQ(client.ask("POST", "/query", headers, R"({"query": "still here"})").status, 200U);
}

TEST_F(QueryRoute, NamesTheUnknownFieldShortenedAndEscaped) {
  const std::string name = R"(<b>\")" + std::string(60, 'x') + "कककककक";
  const Answer answer = query(token(Role::admin), R"({"query": "abc", ")" + name + R"(": 1})");
  expect_problem(answer, 400, "unknown_field");
  const std::string detail(answer.json().at("detail").as_string());
  EXPECT_NE(detail.find("<b>\""), std::string::npos) << detail;
  EXPECT_LT(detail.size(), 200U);
}

TEST_F(QueryRoute, CountsCharactersNotBytes) {
  std::string five_hundred;
  for (int i = 0; i < 500; ++i) five_hundred += "क";
  const std::string admin = token(Role::admin);
  EXPECT_EQ(query(admin, R"({"query": ")" + five_hundred + R"("})").status, 200U);
  EXPECT_EQ(query(admin, R"({"query": ")" + five_hundred + R"(क"})").status, 400U);
  EXPECT_EQ(query(admin, R"({"query": "\u0915\u0916\u0917"})").status, 200U);
  EXPECT_EQ(query(admin, R"({"query": "\ud83d\ude00ab"})").status, 200U);
}

TEST_F(QueryRoute, TakesNullAndWholeNumbersInAnyForm) {
  const std::string admin = token(Role::admin);
  for (const char* body : {
           R"({"query": "school", "limit": null, "grades": null, "role": null, "mode": null, "user_id": null})",
           R"({"query": "school", "limit": 10.0})",
           R"({"query": "school", "limit": 1e1})",
           R"({"query": "school", "grades": []})",
           R"({"query": "school", "grades": ["Grade 5", "general", "*"]})",
           " \r\n\t{\"query\"\n:\t\"school\"} \n",
       }) {
    const Answer answer = query(admin, body);
    EXPECT_EQ(answer.status, 200U) << body << answer.body;
  }
}

TEST_F(QueryRoute, KeepsToItsLimitAndMode) {
  const std::string admin = token(Role::admin);
  const auto count = [&](std::string_view body) { return query(admin, body).json().at("results").as_array().size(); };
  EXPECT_EQ(count(R"({"query": "science and mathematics", "limit": 1})"), 1U);
  EXPECT_EQ(count(R"({"query": "sunlight", "mode": "lexical"})"), 1U);
  EXPECT_EQ(count(R"({"query": "no such words at all", "mode": "lexical"})"), 0U);
  EXPECT_GE(count(R"({"query": "how do plants eat?", "mode": "dense"})"), 1U);
}

TEST_F(QueryRoute, WantsJson) {
  const std::string bearer = "Bearer " + token(Role::admin);
  const auto ask_as = [&](const std::string& type) {
    return ask_with({{"Authorization", bearer}, {"Content-Type", type}});
  };
  for (const char* type : {"text/plain", "application/x-www-form-urlencoded", "application/jsonp", "json", ""}) {
    expect_problem(ask_as(type), 415, "unsupported_media_type");
  }
  expect_problem(ask_with({{"Authorization", bearer}}), 415, "unsupported_media_type");
  for (const char* type : {"application/json; charset=utf-8", "Application/JSON", "application/json ;charset=UTF-8"}) {
    EXPECT_EQ(ask_as(type).status, 200U) << type;
  }
}

TEST_F(QueryRoute, AnswersWithEveryFieldOfACitation) {
  const Answer answer =
      query(token(Role::student, {"grade5"}), R"({"query": "how do plants make food from sunlight?", "limit": 1})");
  ASSERT_EQ(answer.status, 200U) << answer.body;
  EXPECT_EQ(answer.header("Content-Type"), "application/json");
  const auto body = answer.json();
  EXPECT_EQ(body.at("total_results").to_number<int>(), 1);
  EXPECT_EQ(body.at("user_role"), "student");
  EXPECT_FALSE(body.at("cached").as_bool());
  EXPECT_GT(body.at("query_time").to_number<double>(), 0.0);

  const auto& result = body.at("results").at(0);
  EXPECT_TRUE(result.at("content").as_string().starts_with("Photosynthesis is how green plants"));
  EXPECT_GT(result.at("score").to_number<double>(), 0.5);
  EXPECT_GT(result.at("rank_score").to_number<double>(), 0.0);
  EXPECT_EQ(result.at("source_file"), "science.pdf");
  EXPECT_EQ(result.at("module"), "knowledge_bank");
  EXPECT_EQ(result.at("grade"), "grade5");
  EXPECT_EQ(result.at("year"), "2025-2026");
  EXPECT_EQ(result.at("metadata"), boost::json::parse(R"({
    "document_id": ")" + document_id("Knowledge Bank/kb/2025-2026/grade5/science.pdf") +
                                                      R"(",
    "file_path": "Knowledge Bank/kb/2025-2026/grade5/science.pdf",
    "file_size": 1000,
    "content_type": "application/pdf",
    "last_modified": "2023-11-14T22:13:20Z",
    "title": "A \"title\"",
    "chunk_id": "science.pdf_0",
    "chunk_index": 0,
    "element_type": "NarrativeText",
    "text_length": 91,
    "embedding_model": "all-MiniLM-L6-v2",
    "timestamp": 1700000100,
    "page": 2,
    "boxes": [{"page": 2, "bbox": [72, 100.5, 300, 112]}],
    "heading": "Section 2",
    "heading_path": ["Chapter 1", "Section 2"]
  })"))
      << result;
}

TEST_F(QueryRoute, HidesWhatBreaksInsideAndStaysUp) {
  store_.set_broken(true);
  const Answer answer = query(token(Role::admin), R"({"query": "school policies"})");
  expect_problem(answer, 503, "store_away");
  EXPECT_EQ(answer.header("Retry-After"), "1");
  EXPECT_EQ(answer.body.find("secret"), std::string::npos) << answer.body;
  store_.set_broken(false);
  EXPECT_EQ(query(token(Role::admin), R"({"query": "school policies"})").status, 200U);
}

}  // namespace
}  // namespace edify::api
