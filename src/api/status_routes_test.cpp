// The routes beside /query, and what every answer carries.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "api/routes.h"
#include "api/testing/api_fixture.h"

namespace edify::api {
namespace {

namespace json = boost::json;

class StatusRoutes : public ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    start();
  }
  Answer get(std::string_view path, const std::string& token = {}) const {
    return connect().ask("GET", path, token.empty() ? HttpClient::Headers{} : with_token(token));
  }
};

// Whether `value` is what an OpenAPI schema of ours says: types, enums, required and known properties, items.
void expect_matches(const json::value& value, const json::value& schema, const json::object& schemas,
                    const std::string& where) {
  if (const auto* reference = schema.as_object().if_contains("$ref")) {
    const std::string path(reference->as_string());
    return expect_matches(value, schemas.at(path.substr(path.rfind('/') + 1)), schemas, where);
  }
  const auto is = [&](std::string_view type) {
    return (type == "object" && value.is_object()) || (type == "array" && value.is_array()) ||
           (type == "string" && value.is_string()) || (type == "boolean" && value.is_bool()) ||
           (type == "null" && value.is_null()) || (type == "number" && value.is_number()) ||
           (type == "integer" && (value.is_int64() || value.is_uint64()));
  };
  const auto& type = schema.at("type");
  const json::array types = type.is_array() ? type.as_array() : json::array{type};
  EXPECT_TRUE(std::any_of(types.begin(), types.end(), [&](const json::value& t) { return is(t.as_string()); }))
      << where << " is " << value << ", not " << type;
  if (const auto* allowed = schema.as_object().if_contains("enum")) {
    const auto& values = allowed->as_array();
    EXPECT_NE(std::find(values.begin(), values.end(), value), values.end()) << where << " is " << value;
  }
  if (value.is_array() && schema.as_object().contains("items")) {
    for (const auto& item : value.as_array()) expect_matches(item, schema.at("items"), schemas, where + "[]");
  }
  if (!value.is_object() || !schema.as_object().contains("properties")) return;
  for (const auto& name : schema.at("required").as_array()) {
    EXPECT_TRUE(value.as_object().contains(name.as_string())) << where << " lacks " << name;
  }
  const auto& properties = schema.at("properties").as_object();
  for (const auto& [name, content] : value.as_object()) {
    const auto* property = properties.if_contains(name);
    ASSERT_NE(property, nullptr) << where << " has the undescribed " << name;
    expect_matches(content, *property, schemas, where + "." + std::string(name));
  }
}

void expect_references_resolve(const json::value& node, const json::value& document) {
  if (node.is_array()) {
    for (const auto& item : node.as_array()) expect_references_resolve(item, document);
  }
  if (!node.is_object()) return;
  for (const auto& [key, content] : node.as_object()) {
    if (key == "$ref") {
      json::error_code missing;
      const std::string target(content.as_string());
      EXPECT_NE(document.find_pointer(target.substr(1), missing), nullptr) << target;
    }
    expect_references_resolve(content, document);
  }
}

TEST_F(StatusRoutes, TellAdminsTheSizeOfTheStoreAndOthersOnlyItsHealth) {
  for (const auto& bearer : {std::string(), token(Role::student), token(Role::teacher), std::string("nonsense")}) {
    const Answer health = get("/health", bearer);
    ASSERT_EQ(health.status, 200U);
    const auto body = health.json();
    EXPECT_EQ(body.at("status"), "healthy");
    EXPECT_EQ(body.at("embedding_model"), "all-MiniLM-L6-v2");
    EXPECT_GE(body.at("uptime").to_number<double>(), 0.0);
    EXPECT_FALSE(body.as_object().contains("total_documents")) << bearer;
  }
  const auto body = get("/health", token(Role::admin)).json();
  EXPECT_EQ(body.at("total_documents").to_number<int>(), 6);
  EXPECT_EQ(body.at("total_chunks").to_number<int>(), 7);
}

TEST_F(StatusRoutes, KeepStatsForAdmins) {
  EXPECT_EQ(get("/stats").status, 401U);
  EXPECT_EQ(get("/stats", token(Role::student)).status, 403U);
  EXPECT_EQ(get("/stats", token(Role::teacher, {}, true)).status, 403U);
  EXPECT_EQ(get("/stats", token(Role::admin)).status, 200U);
}

TEST_F(StatusRoutes, TellTheStoryOfTheIngestion) {
  const auto never = get("/stats", token(Role::admin)).json();
  EXPECT_EQ(never.at("ingestion").at("state"), "never");
  EXPECT_TRUE(never.at("ingestion").at("last_update").is_null());

  catalog::RunRecord run;
  run.id = "a run";
  run.started = unix_now();
  auto& summary = run.summary;
  summary.state = "running";
  summary.queue = 12;
  summary.files_per_second = 2.5;
  summary.elapsed_seconds = 40;
  summary.memory_bytes = 1'000'000;
  summary.last_update = unix_now();
  ASSERT_TRUE(catalog_->save_run(run));
  const auto running = get("/stats", token(Role::admin)).json().at("ingestion");
  EXPECT_EQ(running.at("state"), "running");
  EXPECT_EQ(running.at("queue").to_number<int>(), 12);
  EXPECT_EQ(running.at("files_per_second").to_number<double>(), 2.5);
  EXPECT_EQ(running.at("elapsed_time").to_number<double>(), 40.0);
  EXPECT_EQ(running.at("memory_usage").to_number<int>(), 1'000'000);
  EXPECT_EQ(running.at("last_update"), boost::json::string(to_rfc3339(summary.last_update)));
}

TEST_F(StatusRoutes, SayWhenTheStoreIsAway) {
  store_.set_broken(true);
  EXPECT_EQ(get("/livez").status, 200U);
  EXPECT_EQ(get("/readyz").status, 503U);
  const Answer health = get("/health");
  EXPECT_EQ(health.status, 200U);
  EXPECT_EQ(health.json().at("status"), "degraded");
  EXPECT_FALSE(health.json().at("vector_store_connected").as_bool());
  EXPECT_EQ(get("/stats", token(Role::admin)).status, 503U);
}

TEST_F(StatusRoutes, TellUnknownPathsFromUnknownMethods) {
  for (const char* path : {"/nothing", "/query/", "/Query", "//", "/../etc/passwd", "/%71uery"}) {
    const Answer answer = get(path);
    EXPECT_EQ(answer.status, 404U) << path;
    EXPECT_EQ(answer.header("Content-Type"), "application/problem+json");
  }
  for (const char* method : {"GET", "HEAD", "PUT", "DELETE", "PATCH", "TRACE", "BREW"}) {
    const Answer answer = connect().ask(method, "/query");
    EXPECT_EQ(answer.status, 405U) << method;
    EXPECT_EQ(answer.header("Allow"), "POST, OPTIONS");
  }
  EXPECT_EQ(connect().ask("POST", "/health").header("Allow"), "GET, HEAD, OPTIONS");
}

TEST_F(StatusRoutes, AnswerHeadWithTheHeadersOfGetAlone) {
  HttpClient client = connect();
  const Answer get = client.ask("GET", "/livez");
  const Answer head = client.ask("HEAD", "/livez");
  EXPECT_EQ(head.status, 200U);
  EXPECT_EQ(head.body, "");
  EXPECT_EQ(head.header("Content-Length"), get.header("Content-Length"));
  EXPECT_EQ(client.ask("GET", "/livez").body, get.body) << "the connection is still in step";
}

TEST_F(StatusRoutes, AnswerOptionsWithWhatIsAllowed) {
  HttpClient client = connect();
  const Answer options = client.ask("OPTIONS", "/query");
  EXPECT_EQ(options.status, 204U);
  EXPECT_EQ(options.header("Allow"), "POST, OPTIONS");
  EXPECT_EQ(options.header("Content-Length"), "");
  EXPECT_EQ(client.ask("GET", "/livez").status, 200U);
}

TEST_F(StatusRoutes, CarryTheSameProtectiveHeadersOnEveryAnswer) {
  for (const char* path : {"/", "/livez", "/health", "/docs", "/nothing", "/stats"}) {
    const Answer answer = get(path);
    // The description is the same for everybody and may be kept; it is asked for again each time.
    EXPECT_EQ(answer.header("Cache-Control"), path == std::string_view("/docs") ? "no-cache" : "no-store") << path;
    EXPECT_EQ(answer.header("X-Content-Type-Options"), "nosniff") << path;
    EXPECT_NE(answer.header("Content-Security-Policy").find("default-src 'none'"), std::string::npos) << path;
    EXPECT_NE(answer.header("Date").find(" GMT"), std::string::npos) << path;
    EXPECT_EQ(answer.header("X-Request-Id").size(), 36U) << path;
  }
}

TEST_F(StatusRoutes, EchoASaneRequestIdAndReplaceAnyOther) {
  const auto echoed = [&](const std::string& id) {
    return connect().ask("GET", "/livez", {{"X-Request-Id", id}}).header("X-Request-Id");
  };
  EXPECT_EQ(echoed("portal-42.a_b:c"), "portal-42.a_b:c");
  for (const std::string& bad :
       {std::string("a b"), std::string("<x>"), std::string("\"q\""), std::string(129, 'x'), std::string("\xd0\xb8")}) {
    EXPECT_EQ(echoed(bad).size(), 36U) << bad;
  }
}

TEST_F(StatusRoutes, DescribeEveryRouteInOpenApi) {
  const auto document = get("/openapi.json").json();
  EXPECT_EQ(document.at("openapi"), "3.1.0");
  EXPECT_EQ(document.at("info").at("version"), "1.2.3");
  expect_references_resolve(document, document);
  for (const auto& route : routes()) {
    if (!route.is_api) continue;
    std::string method(route.method);
    std::ranges::transform(method, method.begin(), [](unsigned char c) { return std::tolower(c); });
    const auto& operation = document.at("paths").at(route.path).at(method);
    EXPECT_FALSE(operation.at("summary").as_string().empty());
    EXPECT_TRUE(operation.at("responses").as_object().contains(std::to_string(route.success))) << route.path;
    for (const char* status : {"400", "413", "417", "429", "431", "500", "503", "505"}) {
      EXPECT_TRUE(operation.at("responses").as_object().contains(status)) << route.path << " " << status;
    }
  }
}

TEST_F(StatusRoutes, SayInOpenApiWhoMayAsk) {
  const auto document = get("/openapi.json").json();
  const auto& paths = document.at("paths");
  const auto& query = paths.at("/query").at("post");
  for (const char* status : {"401", "403", "415"}) {
    EXPECT_TRUE(query.at("responses").as_object().contains(status)) << status;
  }
  const auto& schemes = document.at("components").at("securitySchemes").as_object();
  EXPECT_EQ(query.at("security").as_array().size(), schemes.size()) << "any one of them";
  for (const auto& alternative : query.at("security").as_array()) {
    EXPECT_TRUE(schemes.contains(alternative.as_object().begin()->key()));
  }
  const auto& health = paths.at("/health").at("get");
  EXPECT_EQ(health.at("security").as_array().front(), json::object{}) << "nothing is needed";
  EXPECT_FALSE(health.at("responses").as_object().contains("401"));
  EXPECT_TRUE(paths.at("/livez").at("get").at("security").as_array().empty());
  EXPECT_TRUE(paths.at("/stats").at("get").at("responses").as_object().contains("403"));
}

TEST_F(StatusRoutes, DescribeTheHeadersThatAnswersCarry) {
  const auto document = get("/openapi.json").json();
  const auto& responses = document.at("components").at("responses");
  EXPECT_TRUE(responses.at("Unauthorized").at("headers").as_object().contains("WWW-Authenticate"));
  for (const char* name : {"TooManyRequests", "Unavailable"}) {
    EXPECT_TRUE(responses.at(name).at("headers").as_object().contains("Retry-After")) << name;
  }
  for (const auto& response : responses.as_object()) {
    EXPECT_TRUE(response.value().at("headers").as_object().contains("X-Request-Id")) << response.key();
    EXPECT_TRUE(response.value().at("content").as_object().contains("application/problem+json")) << response.key();
  }
}

TEST_F(StatusRoutes, AnswerAsOpenApiDescribes) {
  const std::string admin = token(Role::admin);
  const auto document = get("/openapi.json").json();
  const auto& schemas = document.at("components").at("schemas").as_object();
  const auto check = [&](const Answer& answer, const char* schema) {
    expect_matches(answer.json(), schemas.at(schema), schemas, schema);
  };
  check(query(admin, R"({"query": "science and school policies", "limit": 50})"), "QueryResponse");
  check(query(admin, "{}"), "Problem");
  check(get("/health", admin), "Health");
  check(get("/stats", admin), "Stats");
  check(get("/livez"), "Probe");
  check(get("/readyz"), "Probe");
  check(get("/"), "Root");
  check(get("/nothing"), "Problem");
}

TEST_F(StatusRoutes, ShowTheDocsWithoutAnythingFromElsewhere) {
  const Answer docs = get("/docs");
  ASSERT_EQ(docs.status, 200U);
  EXPECT_EQ(docs.header("Content-Type"), "text/html; charset=utf-8");
  const std::string policy = docs.header("Content-Security-Policy");
  EXPECT_NE(policy.find("script-src 'sha256-"), std::string::npos) << policy;
  EXPECT_EQ(policy.find("unsafe"), std::string::npos) << policy;
  EXPECT_EQ(docs.body.find("http"), std::string::npos) << "no address of another place";
  EXPECT_NE(docs.body.find("fetch('/openapi.json')"), std::string::npos);
}

}  // namespace
}  // namespace edify::api
