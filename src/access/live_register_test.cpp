#include "access/live_register.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>

#include "access/api_key.h"
#include "catalog/sqlite/sqlite_access_register.h"

namespace edify::access {
namespace {

using namespace std::chrono_literals;

constexpr UnixSeconds now{std::chrono::seconds(1'763'800'000)};

// A register that a test can break.
class Breakable : public catalog::AccessRegister {
 public:
  Result<void> add_key(const catalog::ApiKey& key) override { return inner_->add_key(key); }
  Result<bool> revoke_key(std::string_view id, UnixSeconds when) override { return inner_->revoke_key(id, when); }
  Result<std::vector<catalog::ApiKey>> keys() override { return inner_->keys(); }
  Result<void> note_uses(const std::map<std::string, UnixSeconds>& uses) override { return inner_->note_uses(uses); }
  Result<void> deny(const catalog::Denial& denial) override { return inner_->deny(denial); }
  Result<bool> allow(std::string_view user) override { return inner_->allow(user); }
  Result<std::vector<catalog::Denial>> denials() override { return inner_->denials(); }
  Result<void> end_session(std::string_view id, UnixSeconds until, UnixSeconds at) override {
    return inner_->end_session(id, until, at);
  }
  Result<std::set<std::string>> ended_sessions() override { return inner_->ended_sessions(); }
  Result<std::uint64_t> generation() override {
    if (is_broken) return fail(ErrorCode::unavailable, "the disk is gone");
    return inner_->generation();
  }

  std::atomic<bool> is_broken{false};

 private:
  std::unique_ptr<catalog::SqliteAccessRegister> inner_ = catalog::SqliteAccessRegister::open(":memory:").value();
};

class LiveRegisterTest : public testing::Test {
 protected:
  void start(std::chrono::milliseconds longest_silence = 60s) {
    live_ = LiveRegister::start(register_, {.interval = 2ms, .longest_silence = longest_silence}).value();
  }
  // The text of a new key.
  std::string add_key(catalog::ApiKey key = {}) {
    const std::string text = make_api_key()->reveal();
    key.id = text.substr(6, 8);
    key.secret_hash = hash_api_key(text);
    if (key.expires == UnixSeconds{}) key.expires = now + 1h;
    EXPECT_TRUE(register_.add_key(key));
    return text;
  }
  template <typename Condition>
  static void until(Condition condition) {
    while (!condition()) std::this_thread::yield();
  }

  Breakable register_;
  std::unique_ptr<LiveRegister> live_;
};

TEST_F(LiveRegisterTest, GivesAKeyThePrincipalOfItsRow) {
  catalog::ApiKey key;
  key.role = Role::teacher;
  key.grades = {"grade5"};
  key.routes = {"query"};
  key.requests_a_minute = 60;
  key.may_act_for_users = true;
  const std::string text = add_key(key);
  start();
  const auto principal = live_->find_key(text, now);
  ASSERT_TRUE(principal) << principal.error().message;
  EXPECT_EQ(principal->user, "key:" + text.substr(6, 8));
  EXPECT_EQ(principal->role, Role::teacher);
  EXPECT_EQ(principal->grades, std::set<std::string>{"grade5"});
  ASSERT_NE(principal->key, nullptr);
  EXPECT_EQ(principal->key->requests_a_minute, 60U);
  EXPECT_TRUE(principal->key->may_act_for_users);
  EXPECT_TRUE(principal->key->routes.contains("query"));
}

TEST_F(LiveRegisterTest, RefusesKeysThatAreUnknownExpiredOrRevoked) {
  const std::string text = add_key();
  start();
  EXPECT_EQ(live_->find_key(make_api_key()->reveal(), now).error().reason, "invalid_key");
  EXPECT_EQ(live_->find_key("edify_", now).error().code, ErrorCode::unauthenticated);
  EXPECT_TRUE(live_->find_key(text, now + 59min));
  EXPECT_EQ(live_->find_key(text, now + 1h).error().reason, "invalid_key");
  ASSERT_TRUE(register_.revoke_key(text.substr(6, 8), now).value());
  until([&] { return !live_->find_key(text, now).has_value(); });
  EXPECT_EQ(live_->find_key(text, now).error().reason, "invalid_key");
}

TEST_F(LiveRegisterTest, SeesANewKeyAndADenialWithoutARestart) {
  start();
  const std::string text = add_key();
  until([&] { return live_->find_key(text, now).has_value(); });
  EXPECT_TRUE(live_->check_user("anna"));
  ASSERT_TRUE(register_.deny({"anna", "", now}));
  until([&] { return !live_->check_user("anna").has_value(); });
  EXPECT_EQ(live_->check_user("anna").error().reason, "user_denied");
  EXPECT_TRUE(live_->check_user("ann"));
  ASSERT_TRUE(register_.allow("anna").value());
  until([&] { return live_->check_user("anna").has_value(); });
}

TEST_F(LiveRegisterTest, EndsASessionAtOnce) {
  start();
  EXPECT_TRUE(live_->check_session("s1"));
  ASSERT_TRUE(live_->end_session("s1", now + 8h, now));
  EXPECT_EQ(live_->check_session("s1").error().reason, "session_ended");
  EXPECT_TRUE(live_->check_session("s2"));
}

TEST_F(LiveRegisterTest, NotesWhenAKeyWasUsedToTheMinute) {
  const std::string text = add_key();
  start();
  ASSERT_TRUE(live_->find_key(text, now + 30s));
  until([&] { return register_.keys()->at(0).last_used != UnixSeconds{}; });
  EXPECT_EQ(register_.keys()->at(0).last_used, std::chrono::floor<std::chrono::minutes>(now + 30s));
  ASSERT_TRUE(live_->find_key(text, now + 5min));
  live_.reset();  // what is not noted yet is noted at the end
  EXPECT_EQ(register_.keys()->at(0).last_used, std::chrono::floor<std::chrono::minutes>(now + 5min));
}

TEST_F(LiveRegisterTest, LetsNobodyInWhenItCanNotBeReadForTooLong) {
  const std::string text = add_key();
  start(20ms);
  register_.is_broken = true;
  until([&] { return !live_->check_user("anna").has_value(); });
  EXPECT_EQ(live_->check_user("anna").error().code, ErrorCode::unavailable);
  EXPECT_EQ(live_->find_key(text, now).error().code, ErrorCode::unavailable);
  EXPECT_EQ(live_->check_session("s").error().code, ErrorCode::unavailable);
  register_.is_broken = false;
  until([&] { return live_->check_user("anna").has_value(); });
}

}  // namespace
}  // namespace edify::access
