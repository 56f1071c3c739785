// What an operator says about one OpenID Connect issuer whose tokens are accepted. Plain values.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/secret.h"
#include "model/principal.h"

namespace edify::access::oidc {

// Entra ID's placeholder in the issuer of an application of many tenants.
inline constexpr std::string_view tenant_placeholder = "{tenantid}";

struct IssuerSettings {
  std::string name = "oidc";           // in logs, and /auth/login?issuer=…
  std::string issuer;                  // as its tokens say it: "https://login.microsoftonline.com/TENANT/v2.0"
  std::vector<std::string> tenants;    // tenants (`tid`) that are let in, where `issuer` has {tenantid}
  std::vector<std::string> audiences;  // one of them must be in `aud`; empty: client_id
  std::vector<std::string> algorithms = {"RS256"};
  std::vector<std::string> token_types = {"JWT", "at+jwt"};  // `typ`; compared without case, "application/" left out

  std::string user_claim;   // empty: `oid` of Entra ID, `sub` of any other
  std::string user_prefix;  // put before it, so that two issuers' users are never one
  std::string role_claim = "roles";
  std::map<std::string, Role> roles;  // the claim's value → role; empty: student, teacher, admin by their own names
  std::string grades_claim = "grades";
  std::map<std::string, std::string> grades;  // the claim's value → grade or *; empty: grades by their own names

  std::string client_id;               // empty: no web sessions by this issuer
  Secret client_secret;                // empty: a public client, by PKCE alone
  std::string client_secret_variable;  // the environment variable that holds it
  std::vector<std::string> scopes = {"openid", "profile"};

  std::string ca_file;  // PEM, trusted beside the system's
  std::chrono::seconds key_refresh = std::chrono::hours(1);
  std::chrono::seconds unknown_key_pause{60};  // at least so long between two fetches for keys that nobody knows
  std::chrono::seconds key_max_age = std::chrono::hours(24);  // while the issuer can not be asked
};

// Microsoft Entra ID, of any cloud.
bool is_entra(const IssuerSettings& settings);
// For many tenants: common, organizations, or {tenantid}.
bool is_for_many_tenants(const IssuerSettings& settings);

// Fills what depends on other settings. Errors: invalid_argument, naming what is missing or unsafe: an issuer in the
// clear, an unknown algorithm, an issuer of any tenant without a list of tenants, no audience.
Result<IssuerSettings> complete(IssuerSettings settings);
// Of all of them: two of one name, one issuer twice, or one prefix twice. Errors: invalid_argument.
Result<void> check_together(const std::vector<IssuerSettings>& all);

}  // namespace edify::access::oidc
