#include "access/oidc/key_cache.h"

#include <cjose/cjose.h>
#include <gtest/gtest.h>

#include <atomic>
#include <semaphore>
#include <string>
#include <thread>
#include <vector>

namespace edify::access::oidc {
namespace {

using namespace std::chrono_literals;

std::string public_jwk(const std::string& id) {
  cjose_err error{};
  auto* key = cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &error);
  cjose_jwk_set_kid(key, id.data(), id.size(), &error);
  char* json = cjose_jwk_to_json(key, false, &error);
  std::string text(json);
  cjose_get_dealloc()(json);
  cjose_jwk_release(key);
  return text;
}

// An issuer that answers when the test lets it.
class FakeIssuer {
 public:
  KeyCache::Fetch fetch() {
    return [this](const std::stop_token&) -> Result<Published> {
      ++fetches;
      if (is_held) may_answer.acquire();
      if (is_down) return fail(ErrorCode::unavailable, "down");
      Published published;
      published.keys = KeySet::parse("{\"keys\":[" + keys + "]}").value();
      return published;
    };
  }

  std::string keys = public_jwk("one");
  std::atomic<int> fetches{0};
  std::atomic<bool> is_down{false};
  std::atomic<bool> is_held{false};
  std::counting_semaphore<> may_answer{0};
};

std::string reason(KeyCache& cache, std::string_view id, Patience patience = Patience::some) {
  const auto found = cache.find(id, "ES256", patience);
  return found ? "found" : found.error().reason;
}

TEST(KeyCache, WaitsForTheFirstAnswerAndThenHasTheKey) {
  FakeIssuer issuer;
  KeyCache cache({}, issuer.fetch());
  const auto key = cache.find("one", "ES256", Patience::some);
  ASSERT_TRUE(key) << key.error().message;
  EXPECT_EQ((*key)->id, "one");
  EXPECT_EQ(issuer.fetches, 1);
}

TEST(KeyCache, DoesNotHoldUpWhoMustNotWait) {
  FakeIssuer issuer;
  issuer.is_held = true;
  KeyCache cache({}, issuer.fetch());
  EXPECT_EQ(reason(cache, "one", Patience::none), keys_pending_reason);
  issuer.is_held = false;
  issuer.may_answer.release();
  EXPECT_EQ(reason(cache, "one"), "found");
  EXPECT_EQ(reason(cache, "one", Patience::none), "found");
}

TEST(KeyCache, AsksOnceForAKeyThatIsNew) {
  FakeIssuer issuer;
  KeyCache cache({}, issuer.fetch());
  ASSERT_EQ(reason(cache, "one"), "found");
  issuer.keys += "," + public_jwk("two");
  EXPECT_EQ(reason(cache, "two"), "found");
  EXPECT_EQ(issuer.fetches, 2);
}

TEST(KeyCache, AsksOnceInAPauseForKeysThatNobodyHas) {
  FakeIssuer issuer;
  KeyCache cache({}, issuer.fetch());
  ASSERT_EQ(reason(cache, "one"), "found");
  std::vector<std::jthread> callers;
  for (int caller = 0; caller < 4; ++caller) {
    callers.emplace_back([&cache, caller] {
      for (int i = 0; i < 500; ++i) {
        EXPECT_EQ(reason(cache, std::to_string(caller) + "-" + std::to_string(i)), "invalid_token");
      }
    });
  }
  callers.clear();
  EXPECT_EQ(issuer.fetches, 2);  // at the start, and one for all of them
  EXPECT_EQ(reason(cache, "one"), "found");
}

TEST(KeyCache, MakesUpForAPostponedFetchWhenThePauseIsOver) {
  FakeIssuer issuer;
  KeyCache cache({.name = "test", .unknown_key_pause = 200ms}, issuer.fetch());
  ASSERT_EQ(reason(cache, "one"), "found");
  ASSERT_EQ(reason(cache, "nobody's"), "invalid_token");
  issuer.keys += "," + public_jwk("two");
  // Refused for now, and noted: the key is there later without anybody asking again at the right moment.
  while (reason(cache, "two") != "found") std::this_thread::yield();
  EXPECT_EQ(issuer.fetches, 3);
}

TEST(KeyCache, KeepsItsKeysWhileTheIssuerIsAway) {
  FakeIssuer issuer;
  KeyCache cache({.name = "test", .refresh = 10ms, .retry = 1ms}, issuer.fetch());
  ASSERT_EQ(reason(cache, "one"), "found");
  issuer.is_down = true;
  const int before = issuer.fetches;
  while (issuer.fetches < before + 5) ASSERT_EQ(reason(cache, "one"), "found");
}

TEST(KeyCache, ForgetsThemWhenTheyAreTooOldAndHasThemAgain) {
  FakeIssuer issuer;
  KeyCache cache({.name = "test", .refresh = 10ms, .max_age = 50ms, .retry = 1ms, .patience = 20ms}, issuer.fetch());
  ASSERT_EQ(reason(cache, "one"), "found");
  issuer.is_down = true;
  while (reason(cache, "one") == "found") std::this_thread::yield();
  EXPECT_EQ(cache.find("one", "ES256", Patience::some).error().code, ErrorCode::unavailable);
  EXPECT_FALSE(cache.published());
  issuer.is_down = false;
  while (reason(cache, "one") != "found") std::this_thread::yield();
}

TEST(KeyCache, DropsAKeyThatIsNoLongerPublished) {
  FakeIssuer issuer;
  KeyCache cache({.name = "test", .refresh = 10ms}, issuer.fetch());
  ASSERT_EQ(reason(cache, "one"), "found");
  const auto held = cache.find("one", "ES256", Patience::none);
  issuer.keys = public_jwk("two");
  while (reason(cache, "one") == "found") std::this_thread::yield();
  ASSERT_TRUE(held);
  EXPECT_EQ((*held)->id, "one");  // whoever uses it still may
}

TEST(KeyCache, LetsFewWaitAtOnce) {
  FakeIssuer issuer;
  issuer.is_held = true;
  KeyCache cache({.name = "test", .most_waiting = 0}, issuer.fetch());
  EXPECT_EQ(reason(cache, "one", Patience::some), keys_pending_reason);
  issuer.may_answer.release();
}

}  // namespace
}  // namespace edify::access::oidc
