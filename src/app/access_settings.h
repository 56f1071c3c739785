// The settings of who is let in, as edify.toml and the environment write them: one table of an issuer's fields, used
// for [access.oidc] (and its EDIFY_ACCESS_OIDC_* variables) and for each of [[access.issuers]].
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/oidc/issuer_settings.h"
#include "app/setting.h"
#include "base/error.h"

namespace edify::app {

struct IssuerField {
  std::string_view name;      // in [[access.issuers]]: "audience"
  std::string_view key;       // of the one issuer: "access.oidc.audience"
  std::string_view variable;  // "EDIFY_ACCESS_OIDC_AUDIENCE"
  Result<void> (*apply)(access::oidc::IssuerSettings& settings, const std::string& value);
};

// The keys of section `access` and of [access.oidc]; config.cpp reads [[access.issuers]] by find_issuer_field().
std::vector<Setting> access_settings();

// The field that a key "access.issuers[2].audience" names, and the issuer that it is of, which is added to `listed`
// where it is missing; nullptr where there is no such field.
const IssuerField* find_issuer_field(std::string_view key, std::vector<access::oidc::IssuerSettings>& listed,
                                     access::oidc::IssuerSettings*& settings);

// Puts the one issuer of [access.oidc] before those of the list, fetches their client secrets and checks them all.
// Errors: those of complete() and check_together().
Result<void> finish_issuers(std::optional<access::oidc::IssuerSettings> one, const Environment& environment,
                            std::vector<access::oidc::IssuerSettings>& all);

}  // namespace edify::app
