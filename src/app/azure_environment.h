// The variables that Azure's own tools and SDKs read, and App Service and Kubernetes set. Secrets come from here alone:
// there is no key in edify.toml and no flag for them.
#pragma once

#include "app/config.h"

namespace edify::app {

void apply_azure_environment(const Environment& environment, source::azure::Settings& settings);

// True where an account is named, so that `azure://` means something.
bool names_an_account(const source::azure::Settings& settings);

}  // namespace edify::app
