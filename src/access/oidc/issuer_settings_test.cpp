#include "access/oidc/issuer_settings.h"

#include <gtest/gtest.h>

namespace edify::access::oidc {
namespace {

IssuerSettings of(std::string issuer) {
  IssuerSettings settings;
  settings.issuer = std::move(issuer);
  settings.client_id = "app";
  return settings;
}

const std::string microsoft = "https://login.microsoftonline.com";

TEST(IssuerSettings, NameTheUserByOidForEntraAndBySubForOthers) {
  EXPECT_EQ(complete(of(microsoft + "/tenant/v2.0"))->user_claim, "oid");
  EXPECT_EQ(complete(of("https://id.school.example/realms/x"))->user_claim, "sub");
  EXPECT_EQ(complete(of("https://login.microsoftonline.com.evil.example/t/v2.0"))->user_claim, "sub");
  auto chosen = of(microsoft + "/tenant/v2.0");
  chosen.user_claim = "preferred_username";
  EXPECT_EQ(complete(chosen)->user_claim, "preferred_username");
}

TEST(IssuerSettings, TakeTheClientForTheAudience) {
  EXPECT_EQ(complete(of("https://id.example"))->audiences, std::vector<std::string>{"app"});
  auto nobody = of("https://id.example");
  nobody.client_id.clear();
  EXPECT_FALSE(complete(nobody));
}

TEST(IssuerSettings, RefuseAnIssuerOfAnyTenantUnlessTheTenantsAreNamed) {
  for (const char* any : {"/common/v2.0", "/organizations/v2.0", "/consumers/v2.0", "/{tenantid}/v2.0"}) {
    EXPECT_FALSE(complete(of(microsoft + any))) << any;
    auto settings = of(microsoft + any);
    settings.tenants = {"11111111-2222-3333-4444-555555555555"};
    const auto completed = complete(settings);
    ASSERT_TRUE(completed) << completed.error().message;
    EXPECT_EQ(completed->issuer, microsoft + "/{tenantid}/v2.0");
    settings.tenants = {"{tenantid}"};
    EXPECT_FALSE(complete(settings));
  }
  auto one = of(microsoft + "/tenant/v2.0");
  one.tenants = {"another"};
  EXPECT_FALSE(complete(one));
}

TEST(IssuerSettings, RefuseWhatIsUnsafe) {
  EXPECT_FALSE(complete(of("")));
  EXPECT_FALSE(complete(of("http://id.example")));
  EXPECT_FALSE(complete(of("ftp://id.example")));
  EXPECT_TRUE(complete(of("http://127.0.0.1:9000")));
  for (const char* algorithm : {"HS256", "none", "RS512", "rs256", ""}) {
    auto settings = of("https://id.example");
    settings.algorithms = {algorithm};
    EXPECT_FALSE(complete(settings)) << algorithm;
  }
}

TEST(IssuerSettings, OfSeveralAreToldApart) {
  auto a = of("https://a.example");
  auto b = of("https://b.example");
  b.name = "b";
  EXPECT_FALSE(check_together({a, b}));  // the same prefix
  b.user_prefix = "b:";
  EXPECT_TRUE(check_together({a, b}));
  b.name = a.name;
  EXPECT_FALSE(check_together({a, b}));
  b.name = "b";
  b.issuer = a.issuer;
  EXPECT_FALSE(check_together({a, b}));
}

}  // namespace
}  // namespace edify::access::oidc
