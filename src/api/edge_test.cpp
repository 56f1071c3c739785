// What stands before the handlers, seen from outside: rates, proxies, cross-origin rules, codings, validators,
// deadlines, and a store that goes away.
#include <gtest/gtest.h>
#include <zlib.h>

#include <string>
#include <thread>

#include "api/access_log.h"
#include "api/testing/api_fixture.h"

namespace edify::api {
namespace {

class Edge : public ApiTest {
 protected:
  Answer get(std::string_view path, HttpClient::Headers headers = {}) const {
    return connect().ask("GET", path, headers);
  }
};

TEST_F(Edge, AllowsAUserABurstAndSaysWhatIsLeft) {
  ServerOptions options;
  options.rate_per_user = {.per_second = 0.001, .burst = 2};
  start(options);
  const std::string anna = token(Role::admin, {}, false, "anna");
  const std::string body = R"({"query": "school policies"})";
  const Answer first = query(anna, body);
  EXPECT_EQ(first.status, 200U);
  EXPECT_TRUE(first.header("RateLimit").starts_with(R"("user";r=1;t=)")) << first.header("RateLimit");
  EXPECT_EQ(first.header("RateLimit-Policy"), R"("user";q=2;w=2000)");
  EXPECT_EQ(query(anna, body).status, 200U);
  const Answer refused = query(anna, body);
  EXPECT_EQ(refused.status, 429U);
  EXPECT_EQ(refused.json().at("reason"), "rate_limited");
  EXPECT_GT(std::stoi(refused.header("Retry-After")), 900);
  EXPECT_EQ(query(token(Role::admin, {}, false, "ben"), body).status, 200U) << "another user is another bucket";
  EXPECT_EQ(server_->figures().gate.refused_by_rate, 1U);
}

TEST_F(Edge, LimitsAnAddressBeforeItAsksWhoItIs) {
  ServerOptions options;
  options.rate_per_address = {.per_second = 0.001, .burst = 1};
  options.trusted_proxies = {"127.0.0.0/8"};
  start(options);
  const auto from = [&](const char* client) { return get("/stats", {{"X-Forwarded-For", client}}).status; };
  EXPECT_EQ(from("203.0.113.1"), 401U);
  EXPECT_EQ(from("203.0.113.1"), 429U);
  EXPECT_EQ(from("203.0.113.2, 203.0.113.1"), 429U) << "what the client wrote itself stands left of its address";
  EXPECT_EQ(from("203.0.113.2"), 401U);
}

TEST_F(Edge, BelievesNoProxyThatItWasNotToldOf) {
  ServerOptions options;
  options.rate_per_address = {.per_second = 0.001, .burst = 1};
  start(options);
  EXPECT_EQ(get("/livez", {{"X-Forwarded-For", "203.0.113.1"}, {"X-Forwarded-Proto", "https"}}).status, 200U);
  EXPECT_EQ(get("/livez", {{"X-Forwarded-For", "203.0.113.2"}}).status, 429U);
}

TEST_F(Edge, AsksBrowsersToUseTlsWhereTheyCameOverIt) {
  ServerOptions options;
  options.trusted_proxies = {"127.0.0.1"};
  start(options);
  EXPECT_EQ(get("/livez").header("Strict-Transport-Security"), "");
  EXPECT_EQ(get("/livez", {{"X-Forwarded-Proto", "https"}}).header("Strict-Transport-Security"), "max-age=31536000");
}

TEST_F(Edge, AnswersOtherOriginsOnlyWhereTheyAreListed) {
  ServerOptions options;
  options.cors_origins = {"https://portal.school.example"};
  start(options);
  const auto preflight = [&](const char* origin, const char* path) {
    return connect().ask("OPTIONS", path, {{"Origin", origin}, {"Access-Control-Request-Method", "POST"}});
  };
  const Answer listed = preflight("https://portal.school.example", "/query");
  EXPECT_EQ(listed.status, 204U);
  EXPECT_EQ(listed.header("Access-Control-Allow-Origin"), "https://portal.school.example");
  EXPECT_EQ(listed.header("Access-Control-Allow-Methods"), "POST, OPTIONS");
  EXPECT_NE(listed.header("Access-Control-Allow-Headers").find("Authorization"), std::string::npos);
  EXPECT_EQ(listed.header("Vary"), "Origin");
  EXPECT_EQ(listed.header("Access-Control-Allow-Credentials"), "") << "never with credentials";
  EXPECT_EQ(preflight("https://portal.school.example", "/nothing").status, 404U);
  for (const char* other :
       {"https://evil.example", "null", "https://portal.school.example.evil.example", "http://portal.school.example"}) {
    const Answer unlisted = preflight(other, "/query");
    EXPECT_EQ(unlisted.header("Access-Control-Allow-Origin"), "") << other;
    EXPECT_EQ(unlisted.header("Access-Control-Allow-Methods"), "") << other;
  }
  const Answer simple = get("/livez", {{"Origin", "https://portal.school.example"}});
  EXPECT_EQ(simple.header("Access-Control-Allow-Origin"), "https://portal.school.example");
  EXPECT_EQ(get("/livez", {{"Origin", "https://evil.example"}}).header("Access-Control-Allow-Origin"), "");
}

TEST_F(Edge, NamesNoOriginWhereNoneIsConfigured) {
  start();
  const Answer answer = get("/livez", {{"Origin", "https://portal.school.example"}});
  EXPECT_EQ(answer.header("Access-Control-Allow-Origin"), "");
  EXPECT_EQ(answer.header("Vary"), "");
}

TEST_F(Edge, CompressesALargeAnswerForWhoTakesIt) {
  ServerOptions options;
  options.compress_above = 100;
  start(options);
  auto headers = with_token(token(Role::admin));
  const std::string body = R"({"query": "school policies", "limit": 50})";
  const Answer plain = connect().ask("POST", "/query", headers, body);
  EXPECT_EQ(plain.header("Content-Encoding"), "");
  EXPECT_EQ(plain.header("Vary"), "Accept-Encoding");
  headers.emplace_back("Accept-Encoding", "gzip");
  const Answer small = connect().ask("POST", "/query", headers, body);
  ASSERT_EQ(small.header("Content-Encoding"), "gzip");
  EXPECT_LT(small.body.size(), plain.body.size());
  std::string unpacked(plain.body.size() + 1000, '\0');
  z_stream stream{};
  inflateInit2(&stream, 15 + 16);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(small.body.data()));
  stream.avail_in = static_cast<uInt>(small.body.size());
  stream.next_out = reinterpret_cast<Bytef*>(unpacked.data());
  stream.avail_out = static_cast<uInt>(unpacked.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  unpacked.resize(stream.total_out);
  inflateEnd(&stream);
  EXPECT_EQ(boost::json::parse(unpacked).at("results"), plain.json().at("results"));
  EXPECT_EQ(get("/livez", {{"Accept-Encoding", "gzip"}}).header("Content-Encoding"), "") << "too small to be worth it";
}

TEST_F(Edge, AnswersWhoHasTheDescriptionAlreadyWithoutIt) {
  start();
  for (const char* path : {"/openapi.json", "/docs"}) {
    const Answer first = get(path);
    const std::string tag = first.header("ETag");
    ASSERT_FALSE(tag.empty()) << path;
    EXPECT_EQ(first.header("Cache-Control"), "no-cache");
    HttpClient client = connect();
    const Answer again = client.ask("GET", path, {{"If-None-Match", tag}});
    EXPECT_EQ(again.status, 304U);
    EXPECT_EQ(again.body, "");
    EXPECT_EQ(again.header("ETag"), tag);
    EXPECT_EQ(client.ask("GET", path, {{"If-None-Match", "W/\"x\", " + tag}}).status, 304U) << "still in step";
    EXPECT_EQ(client.ask("GET", path, {{"If-None-Match", "\"another\""}}).status, 200U);
    const Answer coded = client.ask("GET", path, {{"Accept-Encoding", "br"}});
    EXPECT_EQ(coded.header("Content-Encoding"), "br");
    EXPECT_NE(coded.header("ETag"), tag) << "another representation";
    EXPECT_LT(coded.body.size(), first.body.size() / 2);
  }
}

TEST_F(Edge, ContinuesTheCallersTrace) {
  start();
  const std::string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  const Answer answer = get("/livez", {{"traceparent", "00-" + trace + "-00f067aa0ba902b7-01"}});
  EXPECT_EQ(answer.header("traceparent").substr(0, 36), "00-" + trace + "-");
  EXPECT_EQ(get("/livez").header("traceparent").size(), 55U);
}

TEST_F(Edge, WritesALogLineThatNothingOfARequestCanBreak) {
  const AccessLog access_log({.enabled = true, .client_address = true, .pseudonym_key = Secret("key")});
  Request request;
  request.method = "GET";
  request.path = "/a\n{\"event\": \"forged\"}";
  request.id = "\"},\n\x1b[31m{";
  request.client = "1.2.3.4\r\nforged";
  request.principal.emplace();
  request.principal->user = "anna@school.example\n";
  request.principal->role = Role::teacher;
  request.arrived = std::chrono::steady_clock::now();
  const std::string line = access_log.line_of(request, Response{});
  for (const char c : line) EXPECT_GE(static_cast<unsigned char>(c), 0x20) << line;
  const auto json = boost::json::parse(line);
  EXPECT_EQ(json.at("id"), "\"},\n\x1b[31m{");
  EXPECT_EQ(json.at("route"), "none");
  EXPECT_EQ(line.find("anna"), std::string::npos);
  EXPECT_EQ(line.find("forged\"}"), std::string::npos);

  const AccessLog other({.enabled = true, .client_address = false, .pseudonym_key = Secret("another key")});
  const auto other_json = boost::json::parse(other.line_of(request, Response{}));
  EXPECT_FALSE(other_json.as_object().contains("client"));
  EXPECT_NE(other_json.at("user"), json.at("user")) << "a keyed hash";
}

TEST_F(Edge, ServesAFreshAnswerLabelledWhileTheStoreIsAway) {
  start();
  const std::string admin = token(Role::admin);
  const std::string body = R"({"query": "school policies"})";
  const Answer before = query(admin, body);
  ASSERT_EQ(before.status, 200U);
  EXPECT_FALSE(before.json().as_object().contains("stale"));
  store_.set_broken(true);
  const Answer stale = query(admin, body);
  ASSERT_EQ(stale.status, 200U) << stale.body;
  EXPECT_EQ(stale.json().at("results"), before.json().at("results"));
  EXPECT_TRUE(stale.json().at("stale").as_bool());
  EXPECT_TRUE(stale.json().at("cached").as_bool());
  EXPECT_EQ(stale.header("Age"), "0");
  EXPECT_NE(stale.header("Cache-Status").find("the store is away"), std::string::npos);

  for (const auto& [bearer, text] :
       {std::pair{token(Role::student), body}, std::pair{admin, std::string(R"({"query": "never asked before"})")}}) {
    const Answer none = query(bearer, text);
    EXPECT_EQ(none.status, 503U);
    EXPECT_EQ(none.json().at("reason"), "store_away");
    EXPECT_EQ(none.header("Retry-After"), "1");
    EXPECT_EQ(none.body.find("secret"), std::string::npos) << "what went wrong inside is not told";
  }
}

TEST_F(Edge, LeavesAStoreAloneThatHasFailedSeveralTimes) {
  start();
  const std::string admin = token(Role::admin);
  store_.set_broken(true);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(query(admin, R"({"query": "school policies"})").status, 503U);
  store_.set_broken(false);
  EXPECT_EQ(query(admin, R"({"query": "school policies"})").status, 503U) << "the breaker rests";
  EXPECT_TRUE(retriever_->store_rests());
}

TEST_F(Edge, BeginsNothingForAClientThatHasHungUpOrWhoseTimeIsOver) {
  ServerOptions options;
  options.worker_threads = 1;
  options.limits.max_queue_delay = std::chrono::minutes(1);
  options.limits.request_time = std::chrono::milliseconds(300);
  start(options);
  store_.close_gate();
  Answer held;
  Answer late;
  const auto admitted = [&](std::size_t count) {
    while (server_->figures().gate.inside < count) std::this_thread::yield();
  };
  {
    const std::string admin = token(Role::admin);
    const std::jthread asker([&] { held = query(admin, R"({"query": "held question"})"); });
    admitted(1);
    const std::jthread waiter([&] { late = query(admin, R"({"query": "a question behind it"})"); });
    admitted(2);
    {
      HttpClient gone = connect();
      gone.send(HttpClient::text_of("POST", "/query", with_token(admin), R"({"query": "never mind"})"));
      admitted(3);
    }
    std::this_thread::sleep_for(options.limits.request_time);
    store_.open_gate();
  }
  EXPECT_EQ(late.status, 503U);
  EXPECT_EQ(late.json().at("reason"), "deadline");
  while (server_->figures().gate.inside > 0) std::this_thread::yield();
  EXPECT_EQ(server_->figures().gate.abandoned, 1U);
  EXPECT_EQ(server_->figures().gate.too_late, 1U);
}

TEST_F(Edge, AnswersProbesWhileQuestionsQueue) {
  ServerOptions options;
  options.worker_threads = 1;
  options.limits.queued_requests = 0;
  start(options);
  store_.close_gate();
  {
    Answer held;
    const std::string admin = token(Role::admin);
    const std::jthread asker([&] { held = query(admin, R"({"query": "held question"})"); });
    while (server_->figures().gate.inside == 0) std::this_thread::yield();
    EXPECT_EQ(query(admin, R"({"query": "one too many"})").status, 503U);
    EXPECT_EQ(get("/readyz").status, 200U);
    EXPECT_EQ(get("/health").status, 200U);
    store_.open_gate();
  }
}

TEST_F(Edge, StartsWithNoSettingThatIsNone) {
  const ApiDependencies dependencies{*retriever_, store_, *catalog_, cache_, *authenticator_, "model", "1"};
  const auto refused = [&](ServerOptions options, std::string_view named) {
    options.port = 0;
    const auto server = Server::start(dependencies, options);
    ASSERT_FALSE(server);
    EXPECT_EQ(server.error().code, ErrorCode::invalid_argument);
    EXPECT_NE(server.error().message.find(named), std::string::npos) << server.error().message;
  };
  ServerOptions options;
  options.trusted_proxies = {"proxy.example"};
  refused(options, "proxy.example");
  options = {};
  options.cors_origins = {"portal.example"};
  refused(options, "portal.example");
  options = {};
  options.tls_certificate = "/nowhere/certificate.pem";
  refused(options, "tls_key");
  options.tls_key = "/nowhere/key.pem";
  refused(options, "/nowhere/key.pem");
}

}  // namespace
}  // namespace edify::api
