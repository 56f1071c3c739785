#include "http/client.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <thread>

#include "http/testing/loopback_server.h"

namespace edify::http {
namespace {

using testing::LoopbackServer;
using testing::Received;
using testing::Reply;
using testing::reply;
using namespace std::chrono_literals;

class ClientTest : public ::testing::Test {
 protected:
  void SetUp() override { client_ = Client::create({.ca_file = {}, .connections_per_host = 2}).value(); }

  static Request request_to(const std::string& url, Method method = Method::get) {
    Request request;
    request.method = method;
    request.endpoint = parse_endpoint(url).value();
    request.target = "/x";
    return request;
  }
  std::string reason_of(const Request& request, const Delivery& delivery = {}, const std::stop_token& stop = {}) {
    const auto response = client_->send(request, delivery, stop);
    return response ? "none" : response.error().reason;
  }

  std::unique_ptr<Client> client_;
};

TEST_F(ClientTest, SendsARequestAndKeepsTheConnection) {
  LoopbackServer server([](const Received& received) { return reply(200, received.method + received.body); });
  auto request = request_to(server.url(), Method::put);
  request.body = "hello";
  for (int i = 0; i < 3; ++i) EXPECT_EQ(client_->send(request, {}).value().body, "PUThello");
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(ClientTest, AnyStatusIsAResponseWithItsHeaders) {
  LoopbackServer server([](const Received&) { return reply(404, "gone", "X-Ms-Error-Code: BlobNotFound\r\n"); });
  std::array<std::byte, 2> span{};
  Delivery delivery;
  delivery.into = span;  // for what is asked for, not for what is said instead
  const auto response = client_->send(request_to(server.url()), delivery).value();
  EXPECT_EQ(response.status, 404U);
  EXPECT_EQ(response.body, "gone");
  EXPECT_EQ(response.headers.find("x-ms-error-code"), "BlobNotFound");
}

TEST_F(ClientTest, TakesABodyIntoTheCallersSpanInPiecesToo) {
  LoopbackServer server([](const Received& received) {
    if (received.target == "/x") return reply(206, std::string(300'000, 'a'));
    return Reply{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"};
  });
  std::vector<std::byte> span(300'000);
  Delivery delivery;
  delivery.into = span;
  EXPECT_EQ(client_->send(request_to(server.url()), delivery).value().body_size, 300'000U);
  EXPECT_EQ(static_cast<char>(span.back()), 'a');
  auto chunked = request_to(server.url());
  chunked.target = "/chunked";
  EXPECT_EQ(client_->send(chunked, {}).value().body, "abcde");
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(ClientTest, AHeadHasNoBodyHoweverLongItSaysItIs) {
  LoopbackServer server([](const Received&) { return Reply{"HTTP/1.1 200 OK\r\nContent-Length: 5000000\r\n\r\n"}; });
  const auto request = request_to(server.url(), Method::head);
  EXPECT_EQ(client_->send(request, {}).value().headers.find("content-length"), "5000000");
  EXPECT_EQ(client_->send(request, {}).value().body_size, 0U);
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(ClientTest, ABodyThatEndsEarlyIsAnError) {
  LoopbackServer server([](const Received&) {
    return Reply{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", true};
  });
  EXPECT_EQ(reason_of(request_to(server.url())), short_body_reason);
}

TEST_F(ClientTest, ABodyThatIsTooLongIsAnErrorWhetherAnnouncedOrNot) {
  LoopbackServer server([](const Received& received) {
    if (received.target == "/x") return reply(200, "123456789");
    return Reply{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n123456789\r\n0\r\n\r\n"};
  });
  Delivery delivery;
  delivery.max_body = 8;
  auto request = request_to(server.url());
  EXPECT_EQ(reason_of(request, delivery), long_body_reason);
  request.target = "/chunked";
  EXPECT_EQ(reason_of(request, delivery), long_body_reason);
  delivery.max_body = 9;
  EXPECT_EQ(client_->send(request, delivery).value().body, "123456789");
}

TEST_F(ClientTest, WhatIsNotHttpIsAnErrorAndSoIsAnEndlessHead) {
  LoopbackServer server([](const Received& received) {
    if (received.target == "/x") return Reply{"SMTP ready\r\n\r\n", true};
    return Reply{"HTTP/1.1 200 OK\r\nX: " + std::string(200'000, 'x'), true};
  });
  auto request = request_to(server.url());
  EXPECT_EQ(reason_of(request), protocol_reason);
  request.target = "/endless";
  EXPECT_EQ(reason_of(request), protocol_reason);
}

TEST_F(ClientTest, AServerThatStallsIsLeft) {
  LoopbackServer server([](const Received& received) {
    return Reply{received.target == "/x" ? "" : "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", false, true};
  });
  Delivery delivery;
  delivery.stall_timeout = 50ms;
  auto request = request_to(server.url());
  EXPECT_EQ(reason_of(request, delivery), timeout_reason);
  request.target = "/in-the-middle";
  EXPECT_EQ(reason_of(request, delivery), timeout_reason);
  delivery.stall_timeout = 20s;
  delivery.request_timeout = 50ms;
  EXPECT_EQ(reason_of(request, delivery), timeout_reason);
}

TEST_F(ClientTest, AStopRequestEndsARequestAtOnce) {
  std::atomic<bool> has_come = false;
  LoopbackServer server([&](const Received&) {
    has_come = true;
    has_come.notify_all();
    return Reply{"", false, true};
  });
  std::stop_source stop;
  std::jthread stopper([&] {
    has_come.wait(false);
    stop.request_stop();
  });
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(reason_of(request_to(server.url()), {}, stop.get_token()), cancelled_reason);
  EXPECT_LT(std::chrono::steady_clock::now() - start, 15s);  // the stall would take 20
}

TEST_F(ClientTest, AKeptConnectionThatTheServerClosedIsReplacedForWhatMayBeRepeated) {
  // Closes without an answer where the connection has served once: the request was on its way already.
  std::atomic<int> served[64] = {};
  LoopbackServer server([&](const Received& received) {
    if (++served[received.connection] > 1) return Reply{"", true};
    return reply(200, "ok");
  });
  const auto get = request_to(server.url());
  EXPECT_EQ(client_->send(get, {}).value().body, "ok");
  EXPECT_EQ(client_->send(get, {}).value().body, "ok");
  EXPECT_EQ(server.connections(), 2);
  EXPECT_EQ(reason_of(request_to(server.url(), Method::post)), connection_reason);
}

TEST_F(ClientTest, AFreshConnectionThatBreaksIsNotTriedAgain) {
  LoopbackServer server([](const Received&) { return Reply{"", true}; });
  EXPECT_EQ(reason_of(request_to(server.url())), connection_reason);
  EXPECT_EQ(server.requests(), 1);
}

TEST_F(ClientTest, NoMoreConnectionsThanAllowedAreOpenAtOnce) {
  std::atomic<int> at_once = 0;
  std::atomic<int> most = 0;
  LoopbackServer server([&](const Received&) {
    const int now = ++at_once;
    for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
    }
    std::this_thread::yield();
    --at_once;
    return reply(200, "ok");
  });
  std::vector<std::jthread> threads;
  std::atomic<int> good = 0;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 20; ++n) good += client_->send(request_to(server.url()), {}).has_value() ? 1 : 0;
    });
  }
  threads.clear();
  EXPECT_EQ(good, 160);
  EXPECT_LE(most, 2);
  EXPECT_LE(server.connections(), 2);
}

TEST_F(ClientTest, RefusesWhatWouldSmuggleASecondRequest) {
  LoopbackServer server([](const Received&) { return reply(200); });
  for (const auto* value : {"a\r\nX: b", "a\nb", "a\rb", "a\x01", "\x7f"}) {
    auto request = request_to(server.url());
    request.headers.add("x-name", value);
    EXPECT_EQ(reason_of(request), "bad_header") << value;
  }
  auto name = request_to(server.url());
  name.headers.add("x name", "value");
  EXPECT_EQ(reason_of(name), "bad_header");
  for (const auto* target : {"x", "/a b", "/a\r\nX: b", "", "/ü"}) {
    auto request = request_to(server.url());
    request.target = target;
    EXPECT_EQ(reason_of(request), "bad_target") << target;
  }
  EXPECT_EQ(server.requests(), 0);
}

TEST_F(ClientTest, SaysThatNobodyListensOrThatTheNameIsNone) {
  std::string url;
  {
    LoopbackServer server([](const Received&) { return reply(200); });
    url = server.url();
  }
  EXPECT_EQ(reason_of(request_to(url)), connection_reason);
  const auto reason = reason_of(request_to("http://no-such-host.invalid"));
  EXPECT_TRUE(reason == name_reason || reason == timeout_reason) << reason;
}

TEST_F(ClientTest, DoesNotTrustAPlainServerForHttps) {
  LoopbackServer server([](const Received&) { return reply(200); });
  auto request = request_to(server.url());
  request.endpoint.secure = true;
  Delivery delivery;
  delivery.stall_timeout = 1s;
  delivery.connect_timeout = 300ms;
  EXPECT_NE(reason_of(request, delivery), "none");
}

TEST(Client, RefusesACaFileThatIsNone) {
  const auto client = Client::create({.ca_file = "/no/such/file.pem"});
  ASSERT_FALSE(client.has_value());
  EXPECT_EQ(client.error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace edify::http
