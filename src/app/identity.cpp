#include "app/identity.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "app/wiring.h"

namespace edify::app {

Result<std::unique_ptr<Identity>> Identity::open(const Config& config) {
  std::unique_ptr<Identity> identity(new Identity);
  EDIFY_TRY(identity->local_key_, open_token_key(config));
  EDIFY_TRY(identity->register_, open_access_register(config));
  const access::LiveRegister::Options options{.interval = config.register_interval};
  EDIFY_TRY(identity->live_, access::LiveRegister::start(*identity->register_, options));
  EDIFY_TRY(identity->issuers_, access::oidc::Issuers::open(config.issuers));
  EDIFY_CHECK(identity->open_sessions(config));
  identity->authenticator_.emplace(
      access::Authenticator::Parts{.local_key = accepts_local_tokens(config) ? &*identity->local_key_ : nullptr,
                                   .issuers = &*identity->issuers_,
                                   .live = identity->live_.get(),
                                   .sessions = identity->sessions_ ? &*identity->sessions_ : nullptr});
  return identity;
}

Result<void> Identity::open_sessions(const Config& config) {
  const bool any_login = std::ranges::any_of(config.issuers, [](const auto& each) { return !each.client_id.empty(); });
  const bool is_open = !config.public_url.empty() && any_login;
  if (!is_open && !config.demo) return {};
  EDIFY_TRY(const auto key, access::TokenKey::load_or_create(config.session_key()));
  sessions_.emplace(access::Seal(key), config.public_url, config.session_time_to_live);
  web_login_.emplace(*issuers_, *sessions_, *live_);
  if (config.demo) demo_login_.emplace(*sessions_);
  return {};
}

Result<void> check_identity_for_production(const Config& config) {
  const auto refuse = [](std::string why) {
    return fail(ErrorCode::invalid_argument, std::move(why), "unsafe_identity");
  };
  if (config.issuers.empty()) {
    return refuse("no issuer is configured (access.oidc.issuer): tokens would be those of `edify token` alone");
  }
  if (accepts_local_tokens(config)) {
    return refuse("access.local_tokens is on: whoever reads the token key of the data folder is anybody");
  }
  for (const auto& issuer : config.issuers) {
    if (!issuer.issuer.starts_with("https://")) return refuse(fmt::format("issuer '{}' is not https", issuer.name));
  }
  if (!config.public_url.empty() && !config.public_url.starts_with("https://")) {
    return refuse("access.public_url is not https: browsers would send sessions in the clear");
  }
  return {};
}

Result<std::string> examine_issuer(const access::oidc::IssuerSettings& settings) {
  http::ClientOptions options;
  if (!settings.ca_file.empty()) options.ca_file = settings.ca_file;
  EDIFY_TRY(const auto client, http::Client::create(options));
  EDIFY_TRY(const auto published, access::oidc::discover(settings, *client, {}));
  const bool signs_in = !settings.client_id.empty() && published.authorization && published.token;
  return fmt::format("{} ({}): {} usable keys{}", settings.name, settings.issuer, published.keys.size(),
                     signs_in ? "; browsers can sign in" : "");
}

}  // namespace edify::app
