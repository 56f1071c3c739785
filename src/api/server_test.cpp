// The server as a peer on the wire sees it: limits, framing, keep-alive, stopping.
#include "api/server.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "api/testing/api_fixture.h"

namespace edify::api {
namespace {

using std::string_literals::operator""s;

class ServerTest : public ApiTest {
 protected:
  std::string raw(std::string_view bytes) const {
    HttpClient client = connect();
    client.send(bytes);
    return client.receive_until_closed();
  }

  // A question that waits inside the store until the gate opens.
  std::jthread ask_behind_gate(Answer& answer, int number) {
    const int waiting = store_.waiting();
    std::jthread asker([this, &answer, number] {
      answer = query(token(Role::admin), R"({"query": "held question )" + std::to_string(number) + R"("})");
    });
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (store_.waiting() == waiting && std::chrono::steady_clock::now() < give_up) std::this_thread::yield();
    EXPECT_GT(store_.waiting(), waiting) << "the question never reached the store";
    return asker;
  }
};

int count(std::string_view text, std::string_view part) {
  int found = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) ++found;
  return found;
}

TEST_F(ServerTest, AnswersManyRequestsOnOneConnection) {
  start();
  HttpClient client = connect();
  for (int i = 0; i < 50; ++i) ASSERT_EQ(client.ask("GET", "/livez").status, 200U) << i;
}

TEST_F(ServerTest, ClosesWhenAskedTo) {
  start();
  EXPECT_TRUE(raw("GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").starts_with("HTTP/1.1 200"));
  const std::string old = raw("GET /livez HTTP/1.0\r\n\r\n");
  EXPECT_TRUE(old.starts_with("HTTP/1.0 200")) << old;
  EXPECT_FALSE(old.ends_with("<still open>"));
}

TEST_F(ServerTest, AnswersPipelinedRequestsInOrder) {
  start();
  HttpClient client = connect();
  client.send(HttpClient::text_of("GET", "/livez", {{"X-Request-Id", "first"}}) +
              HttpClient::text_of("GET", "/nowhere", {{"X-Request-Id", "second"}}) +
              HttpClient::text_of("POST", "/query", with_token(token(Role::admin)), R"({"query": "school policies"})") +
              HttpClient::text_of("GET", "/health", {{"X-Request-Id", "last"}}));
  EXPECT_EQ(client.receive().header("X-Request-Id"), "first");
  EXPECT_EQ(client.receive().status, 404U);
  EXPECT_EQ(client.receive().status, 200U);
  EXPECT_EQ(client.receive().header("X-Request-Id"), "last");
}

TEST_F(ServerTest, TakesChunkedBodies) {
  start();
  HttpClient client = connect();
  client.send("POST /query HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer " +
              token(Role::admin) +
              "\r\nTransfer-Encoding: chunked\r\n\r\n"
              "B\r\n{\"query\": \"\r\n7\r\nchunked\r\n2\r\n\"}\r\n0\r\n\r\n");
  const Answer answer = client.receive();
  EXPECT_EQ(answer.status, 200U) << answer.body;
}

TEST_F(ServerTest, InvitesABodyThatWaitsForIt) {
  start();
  HttpClient client = connect();
  const std::string body = R"({"query": "school policies"})";
  HttpClient::Headers headers = with_token(token(Role::admin));
  headers.emplace_back("Expect", "100-continue");
  headers.emplace_back("Content-Length", std::to_string(body.size()));
  client.send(HttpClient::text_of("POST", "/query", headers));
  EXPECT_EQ(client.receive().status, 100U);
  client.send(body);
  EXPECT_EQ(client.receive().status, 200U);
}

TEST_F(ServerTest, TakesAnAbsoluteTargetAndIgnoresItsQuery) {
  start();
  EXPECT_EQ(connect().ask("GET", "http://TEST/livez").status, 200U);
  EXPECT_EQ(connect().ask("GET", "/livez?verbose=1").status, 200U);
}

TEST_F(ServerTest, RefusesRequestsWhoseEndIsInDoubtAndClosesTheConnection) {
  start();
  const std::string smuggled = "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n";
  const std::string post = "POST /query HTTP/1.1\r\nHost: x\r\n";
  const std::vector<std::string> doubtful = {
      post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      post + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
      post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
      post + "Transfer-Encoding: identity\r\n\r\n",
      post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
      post + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
      post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
      post + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
      "POST /query HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      post + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc",
      post + "Content-Length: 2, 3\r\n\r\nabc",
      post + "Content-Length: +2\r\n\r\nab",
      post + "Content-Length: -2\r\n\r\nab",
      post + "Content-Length: 0x2\r\n\r\nab",
      post + "Content-Length: 2 2\r\n\r\nab",
      post + "Content-Length: 99999999999999999999999\r\n\r\nab",
      post + "Content-Length : 2\r\n\r\nab",
      post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
      post + "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
      post + "Transfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n",
      post + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
      post + "Content-Length: 2\r\nTransfer-Encoding:\tchunked\r\n\r\n0\r\n\r\n",
      post +
          "Content-Length: \x0b"
          "2\r\n\r\n{}",
      post + "Transfer-Encoding: chunked\r\n\r\n2;note=1\r\n{}\r\n0\r\n\r\n",
      post + "Transfer-Encoding: chunked\r\n\r\n2;\n{}\r\n0\r\n\r\n",
      post + "Transfer-Encoding: chunked\r\n\r\n2\n{}\r\n0\r\n\r\n",
      post + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nAuthorization: Bearer x\r\n\r\n",
      post + "X: a\r\n folded\r\nContent-Length: 2\r\n\r\n{}",
      post + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
      post + "X: a\nContent-Length: 2\r\n\r\n{}",
      post + "X: a\rContent-Length: 2\r\n\r\n{}",
      post + "Content-Length\x01: 2\r\n\r\n{}",
      post + ": empty\r\n\r\n",
      "\r\nGET /livez HTTP/1.1\r\nHost: x\r\n\r\n",
      " GET /livez HTTP/1.1\r\nHost: x\r\n\r\n",
      "GET\t/livez\tHTTP/1.1\r\nHost: x\r\n\r\n",
      "GET /livez HTTP/1.1\r\n Host: x\r\n\r\n",
      "GET /li\xc3\xa9vez HTTP/1.1\r\nHost: x\r\n\r\n",
      "GET http://elsewhere.example/livez HTTP/1.1\r\nHost: x\r\n\r\n",
      "CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n",
      "POST /query HTTP/1.1\r\n\r\n",
      "GET /livez HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
      "GET /livez HTTP/1.1\nHost: a\n\n",
      "GET /livez HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n"s,
      "GET livez HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET  /livez HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /livez\r\n\r\n",
      "GET /li vez HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /livez HTTP/1.1\r\nHost: a\r\nExpect: a-miracle\r\n\r\n",
      "GET /livez HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n",
      "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 a TLS hello",
  };
  for (const auto& request : doubtful) {
    const std::string answer = raw(request + smuggled);
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 4") || answer.starts_with("HTTP/1.1 505")) << request << "→ " << answer;
    EXPECT_EQ(count(answer, "X-Request-Id: "), 1) << request << "→ " << answer;
    EXPECT_NE(answer.find("application/problem+json"), std::string::npos) << request;
    EXPECT_FALSE(answer.ends_with("<still open>")) << request;
  }
}

TEST_F(ServerTest, RefusesVersionsThatItDoesNotSpeak) {
  start();
  EXPECT_TRUE(raw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").starts_with("HTTP/1.1 505"));
}

TEST_F(ServerTest, RefusesAHeaderThatIsTooLarge) {
  start();
  const Answer answer = connect().ask("GET", "/livez", {{"X-Long", std::string(17'000, 'x')}});
  EXPECT_EQ(answer.status, 431U);
  EXPECT_EQ(connect().ask("GET", "/" + std::string(20'000, 'x')).status, 431U);
  EXPECT_EQ(connect().ask("GET", "/livez", {{"X-Long", std::string(14'000, 'x')}}).status, 200U);
}

TEST_F(ServerTest, RefusesABodyThatIsTooLargeWhileItIsStillBeingSent) {
  start();
  const std::string body(65'537, ' ');
  const Answer announced = connect().ask("POST", "/query", with_token(token(Role::admin)), body);
  EXPECT_EQ(announced.status, 413U);
  EXPECT_EQ(announced.json().at("reason"), "body_too_large");

  HttpClient client = connect();
  client.send("POST /query HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n10001\r\n" + body +
              "\r\n0\r\n\r\n");
  EXPECT_EQ(client.receive().status, 413U);
}

TEST_F(ServerTest, ClosesConnectionsThatAreTooSlow) {
  ServerOptions options;
  options.limits.idle_time = std::chrono::milliseconds(100);
  options.limits.header_time = std::chrono::milliseconds(100);
  options.limits.body_time = std::chrono::milliseconds(100);
  start(options);
  EXPECT_EQ(raw(""), "") << "idle";
  EXPECT_EQ(raw("GET /livez HTTP/1.1\r\nHost:"), "") << "half a header";
  EXPECT_EQ(raw("POST /query HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{"), "") << "half a body";
  EXPECT_EQ(connect().ask("GET", "/livez").status, 200U);
}

TEST_F(ServerTest, OutlivesClientsThatHangUpAtAnyPoint) {
  start();
  const std::string request =
      HttpClient::text_of("POST", "/query", with_token(token(Role::admin)), R"({"query": "school policies"})");
  for (std::size_t length = 0; length <= request.size(); length += 7) {
    HttpClient client = connect();
    client.send(std::string_view(request).substr(0, length));
  }
  EXPECT_EQ(connect().ask("GET", "/livez").status, 200U);
}

TEST_F(ServerTest, MakesRoomAtItsLimitByClosingTheConnectionThatHasWaitedLongest) {
  ServerOptions options;
  options.limits.connections = 2;
  start(options);
  HttpClient one = connect();
  HttpClient two = connect();
  ASSERT_EQ(one.ask("GET", "/livez").status, 200U);
  ASSERT_EQ(two.ask("GET", "/livez").status, 200U);
  ASSERT_EQ(one.ask("GET", "/livez").status, 200U);
  HttpClient three = connect();
  EXPECT_EQ(three.ask("GET", "/livez").status, 200U);
  EXPECT_EQ(two.receive_until_closed(), "") << "it was idle longer than the first";
  EXPECT_EQ(one.ask("GET", "/livez").status, 200U);
  EXPECT_EQ(server_->figures().evicted, 1U);
}

TEST_F(ServerTest, TurnsAwayConnectionsWhereAllAreAtWork) {
  ServerOptions options;
  options.limits.connections = 1;
  start(options);
  store_.close_gate();
  Answer held;
  {
    const std::jthread asker = ask_behind_gate(held, 1);
    EXPECT_TRUE(raw("").starts_with("HTTP/1.1 503"));
    store_.open_gate();
  }
  EXPECT_EQ(held.status, 200U);
}

TEST_F(ServerTest, TurnsAwayWhatOneAddressOpensAboveItsLimit) {
  ServerOptions options;
  options.limits.connections_per_address = 2;
  start(options);
  HttpClient one = connect();
  HttpClient two = connect();
  ASSERT_EQ(one.ask("GET", "/livez").status, 200U);
  ASSERT_EQ(two.ask("GET", "/livez").status, 200U);
  EXPECT_TRUE(raw("").starts_with("HTTP/1.1 503"));
  EXPECT_EQ(one.ask("GET", "/livez").status, 200U);
}

TEST_F(ServerTest, Answers503AtOnceWhenItsQueueIsFull) {
  ServerOptions options;
  options.worker_threads = 1;
  options.limits.queued_requests = 0;
  start(options);
  store_.close_gate();
  Answer held;
  {
    const std::jthread asker = ask_behind_gate(held, 1);
    const Answer refused = query(token(Role::admin), R"({"query": "one too many"})");
    EXPECT_EQ(refused.status, 503U);
    EXPECT_EQ(refused.header("Retry-After"), "1");
    EXPECT_EQ(refused.json().at("reason"), "overloaded");
    EXPECT_EQ(connect().ask("GET", "/livez").status, 200U) << "what does not block needs no worker";
    store_.open_gate();
  }
  EXPECT_EQ(held.status, 200U);
  EXPECT_EQ(query(token(Role::admin), R"({"query": "room again"})").status, 200U);
}

TEST_F(ServerTest, AnswersThirtyTwoClientsAtOnceEachWithItsOwnAnswer) {
  ServerOptions options;
  options.limits.max_queue_delay = std::chrono::minutes(1);  // on a machine that is slow all the same
  options.limits.request_time = std::chrono::minutes(1);
  start(options);
  std::atomic<int> wrong{0};
  {
    std::vector<std::jthread> clients;
    for (int c = 0; c < 32; ++c) {
      clients.emplace_back([this, c, &wrong] {
        const bool student = c % 2 == 0;
        const auto headers = with_token(token(student ? Role::student : Role::admin, {}, true));
        HttpClient client = connect();
        for (int i = 0; i < 10; ++i) {
          const auto answer = client.ask("POST", "/query", headers, R"({"query": "school policies and plants"})");
          const bool right = answer.status == 200 && answer.json().at("user_role") == (student ? "student" : "admin") &&
                             (answer.body.find("\"sop\"") == std::string::npos) == student;
          if (!right) ++wrong;
          EXPECT_TRUE(right) << answer.status << ' ' << answer.body;
        }
      });
    }
  }
  EXPECT_EQ(wrong, 0);
}

TEST_F(ServerTest, FinishesWhatRunsBeforeItStops) {
  start();
  store_.close_gate();
  HttpClient idle = connect();
  ASSERT_EQ(idle.ask("GET", "/livez").status, 200U);
  Answer held;
  {
    const std::jthread asker = ask_behind_gate(held, 1);
    server_->stop(std::chrono::seconds(10));
    EXPECT_EQ(idle.receive_until_closed(), "") << "an idle connection is closed at once";
    store_.open_gate();
  }
  server_->wait();
  EXPECT_EQ(held.status, 200U);
  EXPECT_EQ(held.header("Connection"), "close");
  EXPECT_THROW(connect(), boost::system::system_error);
}

TEST_F(ServerTest, FailsItsReadinessBeforeItClosesTheDoor) {
  ServerOptions options;
  options.lame_duck_time = std::chrono::minutes(1);
  start(options);
  EXPECT_EQ(connect().ask("GET", "/readyz").status, 200U);
  server_->stop(std::chrono::seconds(10));
  const Answer ready = connect().ask("GET", "/readyz");
  EXPECT_EQ(ready.status, 503U);
  EXPECT_EQ(ready.json().at("reason"), "stopping");
  EXPECT_EQ(connect().ask("GET", "/livez").status, 200U) << "requests are still served";
  server_->stop(std::chrono::seconds(0));
  server_->wait();
  EXPECT_THROW(connect(), boost::system::system_error);
}

TEST_F(ServerTest, CutsOffWhatOutlastsTheDrainTime) {
  start();
  store_.close_gate();
  Answer held{.status = 1, .headers = {}, .body = {}};
  {
    const std::jthread asker = ask_behind_gate(held, 1);
    server_->stop(std::chrono::milliseconds(1));
  }
  EXPECT_EQ(held.status, 0U) << "the client saw its connection close";
  store_.open_gate();
  server_->wait();
}

TEST_F(ServerTest, SaysWhyItCannotListen) {
  start();
  const ApiDependencies dependencies{*retriever_, store_, *catalog_, cache_, *authenticator_, "model", "1"};
  ServerOptions options;
  options.port = server_->port();
  const auto taken = Server::start(dependencies, options);
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, ErrorCode::unavailable);
  EXPECT_NE(taken.error().message.find(std::to_string(server_->port())), std::string::npos);
  options.host = "no host";
  const auto unknown = Server::start(dependencies, options);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace edify::api
