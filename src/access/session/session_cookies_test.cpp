#include "access/session/session_cookies.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "access/session/demo_login.h"
#include "access/session/web_login.h"
#include "base/hash.h"

namespace edify::access {
namespace {

using namespace std::chrono_literals;

constexpr UnixSeconds now{std::chrono::seconds(1'763'800'000)};
const Principal anna{.user = "anna ☃", .role = Role::teacher, .grades = {"grade5", "ik1"}, .all_grades = false};

class SessionTest : public testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove(file_); }

  // What a browser sends back of a Set-Cookie.
  static std::string pair_of(const std::string& set_cookie) { return set_cookie.substr(0, set_cookie.find(';')); }
  static Credentials with(std::string_view cookie) { return {.cookie = cookie}; }

  std::filesystem::path file_ = std::filesystem::temp_directory_path() / ("edify-session-" + random_uuid());
  Seal seal_{TokenKey::load_or_create(file_).value()};
  SessionCookies cookies_{seal_, "https://edify.example", 8h};
};

TEST_F(SessionTest, BringsThePrincipalBackUntilItIsOver) {
  const std::string cookie = "other=1; " + pair_of(cookies_.begin(anna, now).value()) + "; more=2";
  const auto session = cookies_.read(with(cookie), now + 8h - 1s).value();
  ASSERT_TRUE(session);
  EXPECT_EQ(session->principal.user, anna.user);
  EXPECT_EQ(session->principal.role, anna.role);
  EXPECT_EQ(session->principal.grades, anna.grades);
  EXPECT_EQ(session->expires, now + 8h);
  EXPECT_EQ(cookies_.read(with(cookie), now + 8h).error().reason, "invalid_session");
  EXPECT_FALSE(cookies_.read(with("other=1"), now).value());
}

TEST_F(SessionTest, AreForHttpsAloneWhereTheServerIs) {
  const std::string set = cookies_.begin(anna, now).value();
  EXPECT_TRUE(set.starts_with("__Host-edify-session=")) << set;
  EXPECT_NE(set.find("; Path=/; Max-Age=28800; HttpOnly; SameSite=Lax; Secure"), std::string::npos) << set;
  const SessionCookies local(seal_, "http://127.0.0.1:8000", 1h);
  EXPECT_TRUE(local.begin(anna, now)->starts_with("edify-session="));
  EXPECT_EQ(local.begin(anna, now)->find("Secure"), std::string::npos);
  EXPECT_NE(cookies_.forget().find("Max-Age=0"), std::string::npos);
}

TEST_F(SessionTest, ThatAreChangedDoubledOrOfAnotherKeyAreRefused) {
  const std::string cookie = pair_of(cookies_.begin(anna, now).value());
  for (std::size_t i = cookie.find('=') + 1; i < cookie.size(); ++i) {
    std::string changed = cookie;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(cookies_.read(with(changed), now)) << i;
    EXPECT_FALSE(cookies_.read(with(cookie.substr(0, i)), now)) << i;
  }
  EXPECT_FALSE(cookies_.read(with(cookie + "; " + cookie), now));
  const auto other_file = std::filesystem::path(file_.string() + "-other");
  const Seal other(TokenKey::load_or_create(other_file).value());
  std::filesystem::remove(other_file);
  const std::string foreign = pair_of(SessionCookies(other, "https://edify.example", 8h).begin(anna, now).value());
  EXPECT_FALSE(cookies_.read(with(foreign), now));
}

TEST_F(SessionTest, AreNotMadeOfWhatWasSealedForASignIn) {
  const std::string login = pair_of(cookies_.keep_login("text", 10min).value());
  EXPECT_EQ(cookies_.read_login(login), "text");
  const std::string value = login.substr(login.find('=') + 1);
  EXPECT_FALSE(cookies_.read(with("__Host-edify-session=" + value), now));
  const std::string session = pair_of(cookies_.begin(anna, now).value());
  EXPECT_FALSE(cookies_.read_login("__Host-edify-login=" + session.substr(session.find('=') + 1)));
}

TEST_F(SessionTest, ChangeThingsOnlyFromOurOwnPages) {
  const std::string cookie = pair_of(cookies_.begin(anna, now).value());
  const auto reason = [&](std::string_view origin, std::string_view site) {
    const auto read =
        cookies_.read({.cookie = cookie, .changes_state = true, .origin = origin, .fetch_site = site}, now);
    return read ? "ours" : read.error().reason;
  };
  EXPECT_EQ(reason("https://edify.example", "same-origin"), "ours");
  EXPECT_EQ(reason("https://edify.example", ""), "ours");
  EXPECT_EQ(reason("", "same-origin"), "ours");
  for (const char* origin : {"https://evil.example", "http://edify.example", "https://edify.example:444", "null",
                             "https://edify.example.evil.example"}) {
    EXPECT_EQ(reason(origin, ""), "cross_site") << origin;
    EXPECT_EQ(reason(origin, "same-origin"), "cross_site") << origin;
  }
  for (const char* site : {"cross-site", "same-site", "none"}) {
    EXPECT_EQ(reason("https://edify.example", site), "cross_site") << site;
  }
  EXPECT_EQ(reason("", ""), "cross_site");
}

TEST_F(SessionTest, OfTheDemoBeginFromThePagesOfAnyLoopbackName) {
  const auto key_file = std::filesystem::path(file_.string() + "-demo");
  const SessionCookies cookies(Seal(TokenKey::load_or_create(key_file).value()), "", 8h);
  std::filesystem::remove(key_file);
  const DemoLogin login(cookies);
  const auto sign_in = [&](std::string_view id, std::string_view origin, std::string_view site) {
    const auto cookie = login.sign_in(id, {.changes_state = true, .origin = origin, .fetch_site = site}, now);
    return cookie ? "signed in" : cookie.error().reason;
  };
  for (const char* origin :
       {"http://127.0.0.1:8000", "http://localhost:8000", "http://localhost", "http://[::1]:8000"}) {
    EXPECT_EQ(sign_in("asha", origin, "same-origin"), "signed in") << origin;
    EXPECT_EQ(sign_in("asha", origin, ""), "cross_site") << origin;
  }
  for (const char* origin : {"", "null", "http://evil.example:8000", "http://127.0.0.1.evil.example:8000"}) {
    EXPECT_EQ(sign_in("asha", origin, "same-origin"), "cross_site") << origin;
  }
  EXPECT_EQ(sign_in("nobody", "http://127.0.0.1:8000", "same-origin"), "not_found");
  const std::string cookie = pair_of(cookies.begin(login.people()[0].principal, now).value());
  EXPECT_EQ(cookies.read({.cookie = cookie}, now).value()->principal.user, login.people()[0].principal.user);
}

TEST(OwnPages, AreOfThisServerAndNoOther) {
  for (const char* page : {"/", "/chat", "/chat?q=a%20b&c=d#x", "/a//b"}) EXPECT_TRUE(is_own_page(page)) << page;
  for (const char* page : {"", "chat", "//evil.example", "/\\evil.example", "\\/evil", "https://evil.example", "/a b",
                           "/a\r\nSet-Cookie: x", "/\tevil", "/ä", "javascript:alert(1)"}) {
    EXPECT_FALSE(is_own_page(page)) << page;
  }
  EXPECT_FALSE(is_own_page("/" + std::string(2000, 'a')));
}

}  // namespace
}  // namespace edify::access
