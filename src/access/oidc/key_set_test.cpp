#include "access/oidc/key_set.h"

#include <cjose/cjose.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <string>

namespace edify::access::oidc {
namespace {

namespace json = boost::json;

json::object jwk(cjose_jwk_t* key, const std::string& id) {
  cjose_err error{};
  char* text = cjose_jwk_to_json(key, false, &error);
  json::object object = json::parse(text).as_object();
  cjose_get_dealloc()(text);
  cjose_jwk_release(key);
  object["kid"] = id;
  return object;
}

json::object rsa(const std::string& id, std::size_t bits = 2048) {
  cjose_err error{};
  const std::uint8_t exponent[] = {1, 0, 1};
  return jwk(cjose_jwk_create_RSA_random(bits, exponent, sizeof exponent, &error), id);
}

json::object ec(const std::string& id, cjose_jwk_ec_curve curve = CJOSE_JWK_EC_P_256) {
  cjose_err error{};
  return jwk(cjose_jwk_create_EC_random(curve, &error), id);
}

Result<KeySet> parse(const json::array& keys) { return KeySet::parse(json::serialize(json::object{{"keys", keys}})); }

json::object with(json::object object, const char* name, json::value value) {
  object[name] = std::move(value);
  return object;
}

TEST(KeySet, BindsEachKeyToTheAlgorithmsOfItsType) {
  const auto keys = parse({rsa("r"), ec("e"), with(rsa("ps"), "alg", "PS256")}).value();
  EXPECT_EQ(keys.size(), 3U);
  EXPECT_NE(keys.find("r", "RS256"), nullptr);
  EXPECT_NE(keys.find("r", "PS256"), nullptr);
  EXPECT_NE(keys.find("e", "ES256"), nullptr);
  EXPECT_NE(keys.find("ps", "PS256"), nullptr);
  EXPECT_EQ(keys.find("ps", "RS256"), nullptr);
  EXPECT_EQ(keys.find("r", "ES256"), nullptr);
  EXPECT_EQ(keys.find("e", "RS256"), nullptr);
  for (const char* algorithm : {"HS256", "none", "", "RS512", "rs256"}) {
    EXPECT_EQ(keys.find("r", algorithm), nullptr) << algorithm;
    EXPECT_EQ(keys.find("e", algorithm), nullptr) << algorithm;
  }
  EXPECT_EQ(keys.find("x", "RS256"), nullptr);
  EXPECT_EQ(keys.find("r", "RS256")->signature_bytes, 256U);
  EXPECT_EQ(keys.find("e", "ES256")->signature_bytes, 64U);
}

TEST(KeySet, LeavesOutKeysThatAreWeakOrForSomethingElse) {
  const json::array others = {rsa("weak", 1024),
                              ec("p384", CJOSE_JWK_EC_P_384),
                              with(rsa("enc"), "use", "enc"),
                              with(rsa("use"), "use", 7),
                              with(rsa("ops"), "key_ops", json::array{"encrypt"}),
                              with(rsa("one"), "e", "AQ"),
                              with(rsa("even"), "e", "AQAC"),
                              with(rsa("x"), "kid", 5),
                              with(rsa("x"), "kid", ""),
                              with(ec("off-curve"), "y", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE"),
                              json::object{{"kty", "oct"}, {"kid", "oct"}, {"k", "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"}},
                              json::object{{"kty", "OKP"}, {"kid", "okp"}, {"crv", "Ed25519"}, {"x", "AAAA"}},
                              json::object{},
                              json::value("no object")};
  EXPECT_FALSE(parse(others));
  for (const auto& other : others) EXPECT_EQ(parse({other, ec("good")})->size(), 1U) << json::serialize(other);
}

TEST(KeySet, RefusesWhatIsNoKeySet) {
  for (const char* text : {"", "[]", "{}", R"({"keys":{}})", R"({"keys":[]})", R"({"keys":[],"keys":[]})", "<html>"}) {
    EXPECT_FALSE(KeySet::parse(text)) << text;
  }
}

}  // namespace
}  // namespace edify::access::oidc
