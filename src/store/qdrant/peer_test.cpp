#include "store/qdrant/peer.h"

#include <gtest/gtest.h>

#include <atomic>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>

#include "http/testing/loopback_server.h"
#include "model/chunk.h"
#include "store/qdrant/collection.h"

namespace edify::store::qdrant {
namespace {

using http::testing::LoopbackServer;
using http::testing::Received;
using http::testing::reply;
using namespace std::chrono_literals;
namespace json = boost::json;

Options options_for(const LoopbackServer& server) {
  Options options;
  options.endpoint = http::parse_endpoint(server.url()).value();
  options.query_timeout = 100ms;
  options.write_timeout = 100ms;
  options.write_patience = 2s;
  options.breaker_rest = 1h;
  return options;
}

Peer::Call query() { return {.target = "/collections/x/points/query", .body = "{}"}; }

TEST(Peer, LeavesASilentQdrantAloneAfterThreeQuestions) {
  LoopbackServer server([](const Received&) { return http::testing::Reply{"", false, true}; });
  const auto peer = Peer::create(options_for(server)).value();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(peer->call(query()).error().reason, http::timeout_reason);
  EXPECT_TRUE(peer->rests());
  const int asked = server.requests();
  for (int i = 0; i < 50; ++i) {
    const auto refused = peer->call(query());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
    EXPECT_EQ(refused.error().reason, "qdrant_resting");
  }
  EXPECT_EQ(server.requests(), asked);
}

TEST(Peer, TheTimesOfThreeSilentQuestionsStayBelowFiveSeconds) {
  const Options defaults;
  EXPECT_LE(3 * defaults.query_timeout, 5s);
}

TEST(Peer, ComesBackOnceQdrantDoes) {
  std::atomic<bool> is_away = true;
  LoopbackServer server(
      [&](const Received&) { return is_away ? reply(503, "busy") : reply(200, R"({"result":{"points":[]}})"); });
  auto options = options_for(server);
  options.breaker_rest = 0ms;
  const auto peer = Peer::create(options).value();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(peer->call(query()).error().reason, "qdrant_error");
  EXPECT_TRUE(peer->rests());
  is_away = false;
  EXPECT_TRUE(peer->call(query()));
  EXPECT_FALSE(peer->rests());
}

TEST(Peer, TriesAWriteAgainUntilItCounts) {
  std::atomic<int> count = 0;
  LoopbackServer server([&](const Received&) {
    return ++count < 3 ? reply(500, R"({"status":{"error":"a replica is down"}})") : reply(200, R"({"result":true})");
  });
  const auto peer = Peer::create(options_for(server)).value();
  auto write = query();
  write.kind = Peer::Kind::write;
  EXPECT_TRUE(peer->perform(write));
  EXPECT_EQ(count, 3);
  EXPECT_FALSE(peer->rests()) << "a missing replica does not keep Qdrant from reading";
}

TEST(Peer, ADeadlineThatHasPassedSaysNothingAboutQdrant) {
  LoopbackServer server([](const Received&) { return http::testing::Reply{"", false, true}; });
  const auto peer = Peer::create(options_for(server)).value();
  for (int i = 0; i < 5; ++i) {
    auto call = query();
    call.deadline = Deadline(Deadline::Clock::now() + 10ms);
    EXPECT_EQ(peer->call(call).error().reason, "deadline");
  }
  EXPECT_FALSE(peer->rests());
}

TEST(Peer, NoErrorHoldsTheKey) {
  LoopbackServer server([](const Received& received) {
    EXPECT_EQ(received.header("api-key"), "hunter2");
    return reply(401, "Invalid API key or JWT");
  });
  auto options = options_for(server);
  options.api_key = Secret("hunter2");
  const auto refused = Peer::create(options).value()->call(query());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
  EXPECT_EQ(refused.error().reason, "qdrant_key");
  EXPECT_EQ(refused.error().message.find("hunter2"), std::string::npos);
}

TEST(Peer, WhatIsNoQdrantIsSaidToBeNone) {
  for (const std::string body : {"<html>", "[]", "{}", "null"}) {
    LoopbackServer server([&](const Received&) { return reply(200, body); });
    const auto refused = Peer::create(options_for(server)).value()->call(query());
    ASSERT_FALSE(refused) << body;
    EXPECT_EQ(refused.error().reason, http::protocol_reason);
  }
}

// A server that answers as the recording does, whatever it is asked; the recorded request is what it expects.
class RecordingTest : public ::testing::Test {
 protected:
  static std::filesystem::path folder() { return std::filesystem::path(EDIFY_SOURCE_DIR) / ".." / "shared" / "qdrant"; }
  void SetUp() override {
    if (!std::filesystem::exists(folder()))
      GTEST_SKIP() << "the recorded exchanges with Qdrant are not in " << folder();
  }
  static json::value recording(const std::string& name) {
    std::ifstream stream(folder() / (name + ".json"));
    return json::parse(std::string(std::istreambuf_iterator<char>(stream), {}));
  }
  // What our client makes of the recorded answer to the recorded request.
  static Result<json::value> replay(const std::string& name) {
    const auto exchange = recording(name);
    const auto& request = exchange.at("request").as_object();
    const auto& response = exchange.at("response").as_object();
    const auto text_of = [](const json::value& body) {
      return body.is_null() ? std::string() : body.is_string() ? std::string(body.as_string()) : json::serialize(body);
    };
    LoopbackServer server([&](const Received& received) {
      EXPECT_EQ(received.method, request.at("method").as_string().c_str());
      EXPECT_EQ(received.target, request.at("path").as_string().c_str());
      return reply(response.at("status").to_number<int>(), text_of(response.at("body")));
    });
    auto options = options_for(server);
    options.write_patience = 1ms;
    const auto* body = request.if_contains("body");
    const std::map<std::string, http::Method, std::less<>> methods = {{"GET", http::Method::get},
                                                                      {"PUT", http::Method::put},
                                                                      {"POST", http::Method::post},
                                                                      {"DELETE", http::Method::remove}};
    return Peer::create(options).value()->call({.method = methods.at(request.at("method").as_string().c_str()),
                                                .target = request.at("path").as_string().c_str(),
                                                .body = body != nullptr ? text_of(*body) : "",
                                                .kind = Peer::Kind::write});
  }
  static std::string reason_of(const std::string& name) {
    const auto outcome = replay(name);
    return outcome ? "none" : outcome.error().reason;
  }
};

TEST_F(RecordingTest, WhatIsRefusedIsTyped) {
  EXPECT_EQ(reason_of("04-collection-missing"), no_such_thing_reason);
  EXPECT_EQ(reason_of("05-upsert-collection-missing"), no_such_thing_reason);
  EXPECT_EQ(reason_of("07-collection-create-again"), "qdrant_exists");
  for (const auto* name : {"17-upsert-wrong-dimension", "18-upsert-unknown-vector", "19-upsert-bad-id",
                           "20-upsert-not-json", "27-query-wrong-dimension"}) {
    const auto outcome = replay(name);
    ASSERT_FALSE(outcome) << name;
    EXPECT_EQ(outcome.error().code, ErrorCode::internal);
    EXPECT_EQ(outcome.error().reason, "qdrant_refused");
  }
  EXPECT_NE(replay("17-upsert-wrong-dimension").error().message.find("expected dim: 4, got 3"), std::string::npos);
  EXPECT_EQ(reason_of("54-not-found-route"), no_such_thing_reason);
  EXPECT_EQ(reason_of("56-auth-missing"), "qdrant_key");
  EXPECT_EQ(reason_of("57-auth-wrong"), "qdrant_key");
  EXPECT_EQ(reason_of("60-auth-readonly-write"), "qdrant_key");
  EXPECT_EQ(reason_of("67-cluster-peer-down-write"), "qdrant_error");
}

TEST_F(RecordingTest, WhatIsDoneIsRead) {
  EXPECT_EQ(replay("15-upsert").value().at("status"), "completed");
  EXPECT_EQ(replay("22-query-lexical").value().at("points").as_array().size(), 2U);
  EXPECT_EQ(replay("25-query-batch").value().as_array().size(), 2U);
  EXPECT_EQ(replay("29-count-exact").value().at("count").to_number<int>(), 3);
  EXPECT_TRUE(replay("32-scroll-next").value().at("next_page_offset").is_null());
  EXPECT_EQ(replay("33-retrieve").value().as_array().size(), 1U);
  EXPECT_EQ(replay("36-batch-update").value().as_array().size(), 2U);
  EXPECT_EQ(replay("42-aliases").value().at("aliases").as_array().size(), 1U);
  EXPECT_EQ(replay("74-idf-query-corpus").value().at("points").as_array().size(), 1U);
}

TEST_F(RecordingTest, TheDescriptionOfACollectionIsHeldAgainstTheLayout) {
  auto info = recording("14-collection-info").at("response").at("body");
  auto& config = info.at("result").at("config").as_object();
  LoopbackServer server([&](const Received& received) {
    if (received.target == "/aliases") return reply(200, R"({"result":{"aliases":[]}})");
    return reply(200, json::serialize(info));
  });
  auto options = options_for(server);
  const auto peer = Peer::create(options).value();
  CollectionLayout layout;
  layout.embedding_model = "all-MiniLM-L6-v2";
  const auto narrow = find_collection(*peer, "edify_documents", layout);
  ASSERT_FALSE(narrow);
  EXPECT_NE(narrow.error().message.find("the size of vector dense is 4 and must be 384"), std::string::npos);
  // The recorded one is of four numbers; the rest is as ours.
  config.at("params").at("vectors").at("dense").as_object()["size"] = embedding_dimension;
  auto& metadata = config.at("metadata").as_object();
  metadata["dimension"] = embedding_dimension;
  metadata["analyzer"] = 1;
  metadata["average_length"] = 128;
  info.at("result").at("payload_schema").as_object()["content_type"] = json::object{{"data_type", "keyword"}};
  const auto found = find_collection(*peer, "edify_documents", layout);
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_TRUE((*found)->differences.empty());
  EXPECT_FALSE((*found)->has_alias);
  layout.replicas = 2;
  EXPECT_EQ(find_collection(*peer, "edify_documents", layout).value()->differences.size(), 1U);
}

}  // namespace
}  // namespace edify::store::qdrant
