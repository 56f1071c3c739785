#include "access/token.h"

#include <cjose/cjose.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "base/hash.h"

namespace edify::access {
namespace {

constexpr UnixSeconds now{std::chrono::seconds(1'763'800'000)};
constexpr std::chrono::seconds hour{3600};

std::string base64url(std::string_view bytes) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string out;
  unsigned buffer = 0;
  int bits = 0;
  for (const unsigned char byte : bytes) {
    buffer = (buffer << 8U) | byte;
    for (bits += 8; bits >= 6; bits -= 6) out.push_back(digits[(buffer >> (bits - 6)) & 0x3FU]);
  }
  if (bits > 0) out.push_back(digits[(buffer << (6 - bits)) & 0x3FU]);
  return out;
}

class Tokens : public testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove(file_); }

  Result<Principal> verify(std::string_view token, UnixSeconds when = now) const {
    return verify_token(key_, token, when);
  }
  std::string sign(const Principal& principal) const { return sign_token(key_, principal, hour, now).value(); }

  // Signs any header and claims with the real key: what an attacker cannot do, but a careless issuer could.
  std::string sign_claims(const std::string& claims, const char* algorithm = "HS256", const char* type = "JWT",
                          const char* critical = nullptr) const {
    cjose_err error{};
    auto* header = cjose_header_new(&error);
    cjose_header_set(header, "alg", algorithm, &error);
    if (type != nullptr) cjose_header_set(header, "typ", type, &error);
    if (critical != nullptr) cjose_header_set_raw(header, "crit", critical, &error);
    auto* jws =
        cjose_jws_sign(key_.jwk(), header, reinterpret_cast<const std::uint8_t*>(claims.data()), claims.size(), &error);
    cjose_header_release(header);
    const char* text = nullptr;
    EXPECT_TRUE(jws != nullptr && cjose_jws_export(jws, &text, &error));
    std::string token(text != nullptr ? text : "");
    cjose_jws_release(jws);
    return token;
  }

  std::filesystem::path file_ = std::filesystem::temp_directory_path() / ("edify-token-" + random_uuid());
  TokenKey key_ = TokenKey::load_or_create(file_).value();
};

ErrorCode code_of(const Result<Principal>& result) {
  EXPECT_FALSE(result.has_value());
  return result ? ErrorCode::internal : result.error().code;
}

const Principal teacher{.user = "टीचर-7", .role = Role::teacher, .grades = {"grade1", "ik2"}};

std::string claims_with(std::string_view extra) {
  return fmt::format(R"({{"iss":"edify","aud":"edify","sub":"u","role":"student","exp":{},{}}})",
                     (now + hour).time_since_epoch().count(), extra);
}

TEST_F(Tokens, BringThePrincipalBack) {
  const auto back = verify(sign(teacher));
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->user, teacher.user);
  EXPECT_EQ(back->role, Role::teacher);
  EXPECT_EQ(back->grades, teacher.grades);
  EXPECT_FALSE(back->all_grades);
  EXPECT_TRUE(verify(sign({.user = "t", .role = Role::teacher, .grades = {}, .all_grades = true}))->all_grades);
}

TEST_F(Tokens, AreValidFromTheirFirstToTheirLastSecond) {
  const std::string token = sign(teacher);
  EXPECT_TRUE(verify(token, now));
  EXPECT_TRUE(verify(token, now + hour - std::chrono::seconds(1)));
  EXPECT_EQ(code_of(verify(token, now + hour)), ErrorCode::unauthenticated);
  EXPECT_TRUE(verify(token, now - clock_leeway));
  EXPECT_EQ(code_of(verify(token, now - clock_leeway - std::chrono::seconds(1))), ErrorCode::unauthenticated);
}

TEST_F(Tokens, AreRefusedWithAnyCharacterChanged) {
  const std::string token = sign(teacher);
  for (std::size_t i = 0; i < token.size(); ++i) {
    for (const char replacement : {'A', 'B', 'w', '_', '.', '=', '\0', ' '}) {
      if (token[i] == replacement) continue;
      std::string tampered = token;
      tampered[i] = replacement;
      ASSERT_EQ(code_of(verify(tampered)), ErrorCode::unauthenticated) << "at " << i << ": " << tampered;
    }
  }
}

TEST_F(Tokens, AreRefusedCutShortOrWithAnythingAdded) {
  const std::string token = sign(teacher);
  for (std::size_t length = 0; length < token.size(); ++length) {
    ASSERT_EQ(code_of(verify(token.substr(0, length))), ErrorCode::unauthenticated);
  }
  for (const char* extra : {"A", "AAAA", ".", "=", " ", "\n", ".AAAA"}) {
    EXPECT_EQ(code_of(verify(token + extra)), ErrorCode::unauthenticated) << extra;
    EXPECT_EQ(code_of(verify(extra + token)), ErrorCode::unauthenticated) << extra;
  }
}

TEST_F(Tokens, AreRefusedWithPartsOfAnotherGenuineToken) {
  const std::string mine = sign({.user = "s", .role = Role::student, .grades = {}});
  const std::string other = sign({.user = "a", .role = Role::admin, .grades = {}});
  const auto signature = [](const std::string& token) { return token.substr(token.rfind('.')); };
  const auto body = [](const std::string& token) { return token.substr(0, token.rfind('.')); };
  EXPECT_EQ(code_of(verify(body(other) + signature(mine))), ErrorCode::unauthenticated);
}

TEST_F(Tokens, OfAnotherKeyAreRefused) {
  const auto file = std::filesystem::path(file_.string() + "-other");
  const auto other = TokenKey::load_or_create(file).value();
  std::filesystem::remove(file);
  EXPECT_EQ(code_of(verify(sign_token(other, teacher, hour, now).value())), ErrorCode::unauthenticated);
}

TEST_F(Tokens, WithoutASignatureAreRefused) {
  const std::string claims = base64url(claims_with(R"("x":1)"));
  for (const char* algorithm : {"none", "None", "NONE", "nOnE", ""}) {
    const std::string header = base64url(fmt::format(R"({{"alg":"{}","typ":"JWT"}})", algorithm));
    EXPECT_EQ(code_of(verify(header + "." + claims + ".")), ErrorCode::unauthenticated) << algorithm;
    EXPECT_EQ(code_of(verify(header + "." + claims)), ErrorCode::unauthenticated) << algorithm;
    EXPECT_EQ(code_of(verify(header + "." + claims + ".AAAA")), ErrorCode::unauthenticated) << algorithm;
  }
}

TEST_F(Tokens, OfOtherAlgorithmsAreRefusedBeforeTheirSignatureIsLookedAt) {
  for (const char* algorithm : {"HS384", "HS512"}) {
    const auto refused = verify(sign_claims(claims_with(R"("x":1)"), algorithm));
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("HS256"), std::string::npos) << refused.error().message;
  }
  for (const char* algorithm : {"RS256", "ES256", "PS256"}) {
    const std::string header = base64url(fmt::format(R"({{"alg":"{}","typ":"JWT"}})", algorithm));
    const auto refused = verify(header + "." + base64url(claims_with(R"("x":1)")) + ".AAAA");
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("HS256"), std::string::npos) << refused.error().message;
  }
}

TEST_F(Tokens, OfAnotherTypeOrWithCriticalExtensionsAreRefused) {
  const std::string claims = claims_with(R"("x":1)");
  ASSERT_TRUE(verify(sign_claims(claims)));
  EXPECT_EQ(code_of(verify(sign_claims(claims, "HS256", "at+jwt"))), ErrorCode::unauthenticated);
  EXPECT_EQ(code_of(verify(sign_claims(claims, "HS256", nullptr))), ErrorCode::unauthenticated);
  EXPECT_EQ(code_of(verify(sign_claims(claims, "HS256", "JWT", R"(["b64"])"))), ErrorCode::unauthenticated);
}

TEST_F(Tokens, NeedEveryClaimInItsProperForm) {
  const auto expires = (now + hour).time_since_epoch().count();
  const std::vector<std::string> bad = {
      "",
      "[]",
      "null",
      "{",
      "{}",
      fmt::format(R"({{"iss":"other","aud":"edify","sub":"u","role":"student","exp":{}}})", expires),
      fmt::format(R"({{"aud":"edify","sub":"u","role":"student","exp":{}}})", expires),
      fmt::format(R"({{"iss":"edify","aud":"other","sub":"u","role":"student","exp":{}}})", expires),
      fmt::format(R"({{"iss":"edify","aud":["a","b"],"sub":"u","role":"student","exp":{}}})", expires),
      fmt::format(R"({{"iss":"edify","sub":"u","role":"student","exp":{}}})", expires),
      fmt::format(R"({{"iss":"edify","aud":"edify","role":"student","exp":{}}})", expires),
      fmt::format(R"({{"iss":"edify","aud":"edify","sub":"","role":"student","exp":{}}})", expires),
      fmt::format(R"({{"iss":"edify","aud":"edify","sub":7,"role":"student","exp":{}}})", expires),
      fmt::format(R"({{"iss":"edify","aud":"edify","sub":"u","exp":{}}})", expires),
      fmt::format(R"({{"iss":"edify","aud":"edify","sub":"u","role":3,"exp":{}}})", expires),
      R"({"iss":"edify","aud":"edify","sub":"u","role":"student"})",
      R"({"iss":"edify","aud":"edify","sub":"u","role":"student","exp":"tomorrow"})",
      R"({"iss":"edify","aud":"edify","sub":"u","role":"student","exp":-1})",
      claims_with(R"("nbf":"now")"),
      claims_with(R"("nbf":1e300)"),
      claims_with(R"("grades":"*")"),
      claims_with(R"("grades":[1])"),
  };
  for (const auto& claims : bad) EXPECT_EQ(code_of(verify(sign_claims(claims))), ErrorCode::unauthenticated) << claims;
}

TEST_F(Tokens, MayNameUsAmongOtherAudiencesAndCarryClaimsOfOthers) {
  const auto expires = (now + hour).time_since_epoch().count();
  EXPECT_TRUE(verify(sign_claims(fmt::format(
      R"({{"iss":"edify","aud":["portal","edify"],"sub":"u","role":"student","exp":{}.5,"school":"x"}})", expires))));
}

TEST_F(Tokens, ThatAreGenuineButNameAnUnknownRoleOrGradeAreForbidden) {
  const auto expires = (now + hour).time_since_epoch().count();
  EXPECT_EQ(code_of(verify(sign_claims(
                fmt::format(R"({{"iss":"edify","aud":"edify","sub":"u","role":"principal","exp":{}}})", expires)))),
            ErrorCode::forbidden);
  EXPECT_EQ(code_of(verify(sign_claims(claims_with(R"("grades":["grade13"])")))), ErrorCode::forbidden);
}

TEST_F(Tokens, AreNotSignedForNonsense) {
  const auto code = [&](const Principal& who, std::chrono::seconds ttl) {
    const auto token = sign_token(key_, who, ttl, now);
    return token ? ErrorCode::internal : token.error().code;
  };
  EXPECT_EQ(code(teacher, std::chrono::seconds(0)), ErrorCode::invalid_argument);
  EXPECT_EQ(code(teacher, std::chrono::seconds(-5)), ErrorCode::invalid_argument);
  EXPECT_EQ(code(teacher, std::chrono::seconds::max()), ErrorCode::invalid_argument);
  EXPECT_EQ(code({.user = "", .grades = {}}, hour), ErrorCode::invalid_argument);
  EXPECT_EQ(code({.user = "a\nb", .grades = {}}, hour), ErrorCode::invalid_argument);
  EXPECT_EQ(code({.user = "\xff\xfe", .grades = {}}, hour), ErrorCode::invalid_argument);
  EXPECT_EQ(code({.user = std::string(max_user_bytes + 1, 'u'), .grades = {}}, hour), ErrorCode::invalid_argument);
  EXPECT_EQ(code({.user = "u", .role = Role::student, .grades = {"Grade 1"}}, hour), ErrorCode::invalid_argument);
}

TEST_F(Tokens, ThatAreTooLongAreRefused) {
  EXPECT_EQ(code_of(verify(std::string(max_token_bytes + 1, 'A'))), ErrorCode::unauthenticated);
  EXPECT_EQ(code_of(verify(std::string(1 << 20, '.'))), ErrorCode::unauthenticated);
}

TEST_F(Tokens, OfRandomGarbageAreRefusedWithoutHarm) {
  std::mt19937_64 random(7);
  const std::string genuine = sign(teacher);
  constexpr std::string_view alphabet = "ABCabc012-_.={}\"";
  for (int i = 0; i < 20'000; ++i) {
    std::string garbage;
    if (i % 2 == 0) {
      garbage.resize(random() % 200);
      for (auto& c : garbage) c = i % 4 == 0 ? static_cast<char>(random()) : alphabet[random() % alphabet.size()];
    } else {
      garbage = genuine;
      for (auto edits = 1 + random() % 4; edits > 0; --edits) {
        garbage[random() % garbage.size()] = alphabet[random() % alphabet.size()];
      }
      if (garbage == genuine) continue;
    }
    ASSERT_EQ(code_of(verify(garbage)), ErrorCode::unauthenticated) << garbage;
  }
}

TEST_F(Tokens, AreVerifiedByManyThreadsAtOnce) {
  const std::string token = sign(teacher);
  std::atomic<int> good{0};
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 500; ++i) good += verify(token).has_value() ? 1 : 0;
      });
    }
  }
  EXPECT_EQ(good, 2000);
}

}  // namespace
}  // namespace edify::access
