#include "app/identity.h"

#include <gtest/gtest.h>

#include "app/wiring.h"

namespace edify::app {
namespace {

Config production() {
  Config config;
  access::oidc::IssuerSettings issuer;
  issuer.issuer = "https://login.microsoftonline.com/tenant/v2.0";
  issuer.audiences = {"app"};
  config.issuers = {issuer};
  config.public_url = "https://edify.school.example";
  return config;
}

TEST(Identity, AcceptsItsOwnTokensByItselfOnlyWhileNoIssuerIsConfigured) {
  EXPECT_TRUE(accepts_local_tokens(Config()));
  EXPECT_FALSE(accepts_local_tokens(production()));
  Config config = production();
  config.local_tokens = "on";
  EXPECT_TRUE(accepts_local_tokens(config));
  config = Config();
  config.local_tokens = "off";
  EXPECT_FALSE(accepts_local_tokens(config));
}

TEST(Identity, IsRefusedForProductionWhereStrangersCouldComeIn) {
  EXPECT_TRUE(check_identity_for_production(production()));
  EXPECT_FALSE(check_identity_for_production(Config()));
  Config config = production();
  config.local_tokens = "on";
  EXPECT_FALSE(check_identity_for_production(config));
  config = production();
  config.issuers[0].issuer = "http://127.0.0.1:8080";
  EXPECT_FALSE(check_identity_for_production(config));
  config = production();
  config.public_url = "http://127.0.0.1:8000";
  EXPECT_FALSE(check_identity_for_production(config));
  config.public_url.clear();
  EXPECT_TRUE(check_identity_for_production(config)) << "no browser signs in";
}

}  // namespace
}  // namespace edify::app
