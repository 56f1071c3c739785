#include "access/oidc/issuer.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cctype>
#include <utility>

#include "access/claim_values.h"
#include "access/oidc/claim_mapping.h"

namespace edify::access::oidc {
namespace {

namespace json = boost::json;

std::string text_of(const json::object& claims, std::string_view name) {
  const auto* value = claims.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

// `issuer` with its {tenantid} filled in.
std::string expand(std::string issuer, std::string_view tenant) {
  if (const auto at = issuer.find(tenant_placeholder); at != std::string::npos) {
    issuer.replace(at, tenant_placeholder.size(), tenant);
  }
  return issuer;
}

// Media types compare without case, and "application/" may be left out (RFC 7515, 4.1.9).
bool is_type(std::string_view type, std::string_view wanted) {
  constexpr std::string_view application = "application/";
  const auto same = [](std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b,
                              [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
  };
  if (same(type.substr(0, application.size()), application)) type.remove_prefix(application.size());
  return same(type, wanted);
}

// An ID token tells a web page who signed in; whoever gets hold of one must not get in by it.
bool is_id_token(const json::object& claims) {
  const bool looks_like_one = claims.contains("nonce") || claims.contains("at_hash") || claims.contains("c_hash");
  return looks_like_one && !claims.contains("scp") && !claims.contains("scope");
}

Result<void> check_dates(const json::object& claims, UnixSeconds now) {
  const auto earliest = static_cast<double>((now - clock_leeway).time_since_epoch().count());
  const auto latest = static_cast<double>((now + clock_leeway).time_since_epoch().count());
  const auto expires = numeric_date(claims, "exp");
  if (!expires) return refuse_token("it has no expiry");
  if (earliest >= *expires) return refuse_token("it has expired; ask for a new one");
  if (claims.contains("iat")) {
    const auto issued = numeric_date(claims, "iat");
    if (!issued || *issued > latest) return refuse_token("it was issued in the future");
  }
  return check_not_before(claims, now);
}

KeyCache::Options cache_options(const IssuerSettings& settings) {
  KeyCache::Options options;
  options.name = settings.name;
  options.refresh = settings.key_refresh;
  options.unknown_key_pause = settings.unknown_key_pause;
  options.max_age = settings.key_max_age;
  return options;
}

}  // namespace

Issuer::Issuer(IssuerSettings settings, std::unique_ptr<http::Client> client)
    : settings_(std::move(settings)),
      client_(std::move(client)),
      keys_(cache_options(settings_),
            [this](const std::stop_token& stop) { return discover(settings_, *client_, stop); }) {}

Result<std::unique_ptr<Issuer>> Issuer::open(const IssuerSettings& settings) {
  http::ClientOptions options;
  if (!settings.ca_file.empty()) options.ca_file = settings.ca_file;
  EDIFY_TRY(auto client, http::Client::create(options));
  return std::unique_ptr<Issuer>(new Issuer(settings, std::move(client)));
}

bool Issuer::issued(const json::object& claims) const {
  const std::string issuer = text_of(claims, "iss");
  if (!is_for_many_tenants(settings_)) return issuer == settings_.issuer;
  const std::string tenant = text_of(claims, "tid");
  return std::ranges::find(settings_.tenants, tenant) != settings_.tenants.end() &&
         issuer == expand(settings_.issuer, tenant);
}

Result<void> Issuer::check_signature(const Jws& token, Patience patience) {
  if (std::ranges::find(settings_.algorithms, token.algorithm) == settings_.algorithms.end()) {
    return refuse_token("its algorithm is not one that is accepted of this issuer");
  }
  if (token.key_id.empty()) return refuse_token("it names no key (kid)");
  EDIFY_TRY(const auto key, keys_.find(token.key_id, token.algorithm, patience));
  if (!key->issuer.empty() && expand(key->issuer, text_of(token.claims, "tid")) != text_of(token.claims, "iss")) {
    return refuse_token("its key signs for another issuer");
  }
  return verify_signature(token, key->key.get(), key->signature_bytes);
}

Result<void> Issuer::check_claims(const Jws& token, std::span<const std::string> audiences, UnixSeconds now) const {
  if (!issued(token.claims)) return refuse_token("another issuer made it");
  if (std::ranges::none_of(audiences, [&](const auto& each) { return is_for(token.claims, each); })) {
    return refuse_token("it was not issued for this service");
  }
  return check_dates(token.claims, now);
}

Result<Principal> Issuer::verify_access_token(const Jws& token, UnixSeconds now, Patience patience) {
  if (std::ranges::none_of(settings_.token_types, [&](const auto& each) { return is_type(token.type, each); })) {
    return refuse_token("its type is not one that is accepted of this issuer");
  }
  // What costs nothing comes first: a token of yesterday does not make anybody ask for keys.
  EDIFY_CHECK(check_claims(token, settings_.audiences, now));
  EDIFY_CHECK(check_signature(token, patience));
  if (is_id_token(token.claims)) return refuse_token("it is an ID token; send an access token");
  return map_claims(token.claims, settings_);
}

Result<Principal> Issuer::verify_id_token(std::string_view text, std::string_view nonce, UnixSeconds now) {
  EDIFY_TRY(const Jws token, read_jws(text));
  if (!token.type.empty() && !is_type(token.type, "JWT")) return refuse_token("its type is not JWT");
  const std::string audience[] = {settings_.client_id};
  EDIFY_CHECK(check_claims(token, audience, now));
  EDIFY_CHECK(check_signature(token, Patience::some));
  if (token.claims.contains("azp") && text_of(token.claims, "azp") != settings_.client_id) {
    return refuse_token("it was issued to another application");
  }
  if (text_of(token.claims, "nonce") != nonce) return refuse_token("it answers another sign-in");
  return map_claims(token.claims, settings_);
}

Result<Issuers> Issuers::open(const std::vector<IssuerSettings>& all) {
  Issuers issuers;
  for (const auto& settings : all) {
    EDIFY_TRY(issuers.all_.emplace_back(), Issuer::open(settings));
  }
  return issuers;
}

Issuer* Issuers::find(const json::object& claims) const {
  const auto found = std::ranges::find_if(all_, [&](const auto& issuer) { return issuer->issued(claims); });
  return found == all_.end() ? nullptr : found->get();
}

Issuer* Issuers::find_for_login(std::string_view name) const {
  const auto found = std::ranges::find_if(all_, [&](const auto& issuer) {
    const auto& settings = issuer->settings();
    return !settings.client_id.empty() && (name.empty() || settings.name == name);
  });
  return found == all_.end() ? nullptr : found->get();
}

bool Issuers::borrows_a_prefix(const Issuer& issuer, std::string_view user) const {
  return std::ranges::any_of(all_, [&](const auto& other) {
    const auto& prefix = other->settings().user_prefix;
    return other.get() != &issuer && prefix.size() > issuer.settings().user_prefix.size() && user.starts_with(prefix);
  });
}

}  // namespace edify::access::oidc
