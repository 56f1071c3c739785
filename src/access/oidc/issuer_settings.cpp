#include "access/oidc/issuer_settings.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>

#include "http/url.h"

namespace edify::access::oidc {
namespace {

constexpr std::array<std::string_view, 3> known_algorithms = {"RS256", "PS256", "ES256"};
constexpr std::array<std::string_view, 4> entra_hosts = {"login.microsoftonline.com", "login.microsoftonline.us",
                                                         "login.partner.microsoftonline.cn", "sts.windows.net"};
// Entra ID's names for "any tenant", which no token has in its `iss`.
constexpr std::array<std::string_view, 3> any_tenant = {"/common/", "/organizations/", "/consumers/"};

std::unexpected<Error> refuse(const IssuerSettings& settings, std::string_view why) {
  return fail(ErrorCode::invalid_argument, fmt::format("issuer '{}': {}", settings.name, why), "configuration");
}

Result<void> check_address(const IssuerSettings& settings) {
  std::string address = settings.issuer;
  if (const auto at = address.find(tenant_placeholder); at != std::string::npos) {
    address.replace(at, tenant_placeholder.size(), "tenant");
  }
  const auto endpoint = http::parse_endpoint(address);
  if (!endpoint) return refuse(settings, endpoint.error().message);
  if (!endpoint->is_private()) {
    return refuse(settings, fmt::format("{} is not https; keys that come in the clear are anybody's", settings.issuer));
  }
  return {};
}

Result<void> check_tenants(const IssuerSettings& settings) {
  if (is_for_many_tenants(settings) && settings.tenants.empty()) {
    return refuse(settings, fmt::format("{} lets every organisation of the world in; name the tenant in the issuer "
                                        "(https://login.microsoftonline.com/TENANT/v2.0), or list tenants",
                                        settings.issuer));
  }
  if (!is_for_many_tenants(settings) && !settings.tenants.empty()) {
    return refuse(settings, "tenants are for an issuer with {tenantid} in it");
  }
  const auto odd = std::ranges::find_if(settings.tenants, [](const std::string& tenant) {
    return tenant.empty() ||
           !std::ranges::all_of(tenant, [](unsigned char c) { return std::isalnum(c) != 0 || c == '-'; });
  });
  if (odd != settings.tenants.end()) return refuse(settings, fmt::format("'{}' is not a tenant's id", *odd));
  return {};
}

}  // namespace

bool is_entra(const IssuerSettings& settings) {
  const auto start = settings.issuer.find("://");
  if (start == std::string::npos) return false;
  const std::string_view rest = std::string_view(settings.issuer).substr(start + 3);
  return std::ranges::find(entra_hosts, rest.substr(0, rest.find_first_of("/:"))) != entra_hosts.end();
}

bool is_for_many_tenants(const IssuerSettings& settings) {
  return settings.issuer.find(tenant_placeholder) != std::string::npos ||
         (is_entra(settings) && std::ranges::any_of(any_tenant, [&](std::string_view name) {
            return settings.issuer.find(name) != std::string::npos;
          }));
}

Result<IssuerSettings> complete(IssuerSettings settings) {
  if (settings.issuer.empty()) return refuse(settings, "it has no issuer");
  EDIFY_CHECK(check_address(settings));
  EDIFY_CHECK(check_tenants(settings));
  if (is_for_many_tenants(settings)) {
    // What the tokens of its tenants are held against; the names for "any tenant" are never in one.
    for (const auto name : any_tenant) {
      if (const auto at = settings.issuer.find(name); at != std::string::npos) {
        settings.issuer.replace(at + 1, name.size() - 2, tenant_placeholder);
      }
    }
  }
  if (settings.audiences.empty() && !settings.client_id.empty()) settings.audiences.push_back(settings.client_id);
  if (settings.audiences.empty()) {
    return refuse(settings, "it has no audience; without one, a token for any other service would open this one");
  }
  for (const auto& algorithm : settings.algorithms) {
    if (std::ranges::find(known_algorithms, algorithm) == known_algorithms.end()) {
      return refuse(settings,
                    fmt::format("algorithm '{}' is not one of {}", algorithm, fmt::join(known_algorithms, ", ")));
    }
  }
  if (settings.algorithms.empty() || settings.token_types.empty())
    return refuse(settings, "it accepts no token at all");
  if (settings.user_claim.empty()) settings.user_claim = is_entra(settings) ? "oid" : "sub";
  return settings;
}

Result<void> check_together(const std::vector<IssuerSettings>& all) {
  std::set<std::string> names;
  std::set<std::string> issuers;
  std::set<std::string> prefixes;
  for (const auto& each : all) {
    if (!names.insert(each.name).second) return refuse(each, "two issuers have this name");
    if (!issuers.insert(each.issuer).second) return refuse(each, "its issuer is configured twice");
    if (!prefixes.insert(each.user_prefix).second) {
      return refuse(each,
                    "another issuer has the same user_prefix; a user of one would be taken for a user of the "
                    "other, so give each its own, such as \"parents:\"");
    }
  }
  return {};
}

}  // namespace edify::access::oidc
